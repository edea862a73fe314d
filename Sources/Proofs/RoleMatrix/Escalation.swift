internal import Postgres

/// A way to reach by a detour what is refused directly.
struct Escalation: Sendable {
  /// No review allows this word.
  static let gained = "GAINED"
  static let refused = "refused"
  /// It ran, and the detour led nowhere.
  static let nothing = "nothing"

  let name: String
  /// A word for what came of it; nil where it is not this actor's to try.
  let attempt: @Sendable (TrialWorld, Actor) throws -> String?

  static let all = statements + settings + plans + isolation + answers + console

  // MARK: Another statement for the same thing

  private static let statements = [
    same("a prepared statement", "prepare again as select * from gate.restriction; execute again"),
    same("a cursor that is kept", "declare kept cursor with hold for select * from gate.restriction"),
    same("a copy", "copy (select * from gate.restriction) to stdout"),
    same("a copy of what is listed", "copy (select gate.list_self_pay(true)) to stdout", unlessListed: true),
    same("a lock on the rows", "select from gate.restriction for update"),
    same("a join that a filter hides", "select from gate.restriction where false"),
    same("a subquery in a DO block", "do $$ begin perform count(*) from gate.restriction; end $$"),
    same(
      "a merge", "merge into claims.hold h using gate.restriction r on false when matched then do nothing"),
  ]

  private static func same(_ name: String, _ sql: String, unlessListed: Bool = false) -> Escalation {
    Escalation(name: name) { _, actor in
      guard Attempt("", sql).succeeds(on: actor.connection) else { return refused }
      let mayRead = ["scrim_migrator", "scrim_owner*", "scrim_gatekeeper*"]
      let mayList = mayRead + ["therapist", "privacy_officer"]
      return (unlessListed ? mayList : mayRead).contains(actor.name) ? "may" : gained
    }
  }

  // MARK: Isolation

  /// Each function that answers truly only under READ COMMITTED.
  private static let isolation = ["repeatable read", "serializable"].flatMap { level in
    [
      ("mark", "select gate.mark_self_pay('', null, null, null, current_date, null)"),
      ("confirm", "select gate.confirm_lift('', null)"),
      ("permit", "select gate.permit(0, '{}', '{}', false)"),
      ("permit again", "select gate.permit_again(0, '{}', '{}', false, '1 hour')"),
    ].map { name, sql in
      Escalation(name: "\(name) under \(level)") { _, actor in
        switch state(of: "begin isolation level \(level); \(sql); rollback", on: actor.connection) {
        case "SC001", "42501": refused
        case let other: other == nil ? gained : nothing
        }
      }
    }
  }

  /// The SQLSTATE with which a script ends; nil: none.
  static func state(of script: String, on connection: Connection) -> String? {
    do throws(PostgresError) {
      try connection.script(script)
      return nil
    } catch {
      try? connection.script("rollback")
      return error.sqlState
    }
  }
}
