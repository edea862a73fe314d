internal import Postgres
internal import TestSupport

/// What a mark answers when its caller prepares the session beforehand.
extension Escalation {
  static let answers = [
    Escalation(name: "a mark with a time-out of the caller's, while a permit is held") { world, actor in
      guard actor.name == "biller" else { return nil }
      let permit = try world.temporary.connect(as: "postgres")
      try permit.script("select pg_advisory_lock_shared(gate.lock_key())")
      let answers = try world.mark(actor, after: "set local lock_timeout = '1ms'", commit: false)
      return answers.contains("protected") ? gained : answers.isEmpty ? refused : nothing
    },
    kept("a mark with row security off", "set local row_security = off"),
    kept("a mark that need not be durable", "set local synchronous_commit = off"),
    kept("a mark with triggers off", "set local session_replication_role = replica"),
    kept("a mark in a read-only transaction", "set local transaction_read_only = on"),
    kept("a mark that times out", "set local statement_timeout = '1ms'"),
    // A program of ours commits before it tells anybody; a raw SQL client can throw its own mark away.
    Escalation(name: "a mark that its caller rolls back") { world, actor in
      guard marking.contains(actor.name) else { return nil }
      let before = try world.restrictions()
      let answers = try world.mark(actor, after: "select 1", commit: false)
      return try answers.contains("protected") && world.restrictions() == before
        ? "answered-and-undone" : nothing
    },
  ]

  private static let marking = ["biller", "therapist", "privacy_officer"]

  /// Whoever was told "protected" is: the restriction stands.
  private static func kept(_ name: String, _ setting: String) -> Escalation {
    Escalation(name: name) { world, actor in
      guard marking.contains(actor.name) else { return nil }
      let before = try world.restrictions()
      let answers = try world.mark(actor, after: setting, commit: true)
      guard answers.contains("protected") else { return refused }
      return try world.restrictions() > before ? nothing : gained
    }
  }
}

extension TrialWorld {
  func restrictions() throws -> Int64 {
    try superuser.query("select count(*) from gate.restriction").int64(0, 0)
  }

  /// What is answered for a client that has sessions; nothing where the mark was refused.
  func mark(_ actor: Actor, after statement: String, commit: Bool) throws -> Set<String> {
    let client = try superuser.query("select min(client_id) from source.session").text(0, 0)
    defer { try? actor.connection.script("rollback") }
    do {
      try actor.connection.script("begin; \(statement)")
      let rows = try actor.connection.query(
        "select m.answer from gate.mark_self_pay($1, null, null, null, current_date, null) m", [.text(client)]
      )
      if commit { try actor.connection.script("commit") }
      return Set(try (0..<rows.count).map { try rows.text($0, 0) })
    } catch is PostgresError {
      return []
    }
  }
}
