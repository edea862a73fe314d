internal import Foundation
internal import TestSupport

/// Failures at each step of the path, forced from outside while the built programs run: the text of a record
/// stands in what fails, as the failure's own message where that can be.
struct ForcedFailures {
  let evidence: Evidence
  /// Commands that ended in something else than success, by the step whose failure it was.
  private(set) var felt: [String: Int] = [:]
  private(set) var forced = 0
  private var site: Site { evidence.site }

  init(in evidence: Evidence) { self.evidence = evidence }

  /// What is broken, and how it is mended.
  struct Break {
    var sql = ""
    var mend = ""
    var faults: [String] = []
    var configure: (inout [String: Any]) -> Void = { _ in }
  }

  mutating func forceAll() throws {
    try site.script(Self.speaker)
    // What needs something to be due comes before the functions, of which there are more than days.
    try breakViews()
    try breakTables()
    try breakKeys()
    try breakClearinghouse()
    try breakFunctions()
    try breakOff()
    try site.script("drop schema forced cascade")
  }

  /// What failing functions say: texts of records, of somebody who pays for themselves among them.
  static let speaker = """
    create schema forced; grant usage on schema forced to public;
    create function forced.text() returns text language sql security definer return
      (select s.session_note || s.chief_complaint from practice.session s limit 1)
      || (select c.family_name || c.intake_summary from practice.client c
        where c.self_pay_since is not null limit 1)
      || (select v.member_id || v.card_transcription from practice.coverage v limit 1);
    create function forced.fail() returns void language plpgsql security definer as $$
    begin
      raise warning '%', forced.text();
      raise exception using errcode = '22023', message = forced.text(), detail = forced.text(),
        hint = forced.text();
    end $$
    """

  /// Runs the commands in a broken practice and mends it. A day that no other failure had is theirs.
  mutating func force(_ step: String, _ broken: Break, _ commands: [[String]]? = nil) throws {
    if !broken.sql.isEmpty { try site.script(broken.sql) }
    let before = site.configuration
    try site.configure(broken.configure)
    if !broken.faults.isEmpty { try evidence.restart(faults: broken.faults) }
    for command in commands ?? path() {
      let audience: Evidence.Audience = command[0] == "self-pay" ? .gate : .billing
      if try evidence.scrim(command, for: audience) != 0 { felt[step, default: 0] += 1 }
    }
    forced += 1
    if !broken.faults.isEmpty { try evidence.restart(faults: []) }
    try site.configure { $0 = before }
    if !broken.mend.isEmpty { try site.script(broken.mend) }
  }

  private func day() -> [String] {
    let day = Today.adding(days: -2 - forced % Self.days)
    let clearinghouse = forced % 2 == 0 ? "harborlink" : "clearpath"
    return ["--from", day, "--through", day, "--clearinghouse", clearinghouse]
  }

  /// Odd: on its second time a day is the other clearinghouse's.
  private static let days = 85

  /// Days that no other failure had: here nothing is sent yet.
  private static let untouched = ["--from", Today.adding(days: -88), "--through", Today.adding(days: -87)]

  /// What goes the whole way, on a day and for one clearinghouse.
  private func path() -> [[String]] {
    [["preview", "--payload", payloads(), "--yes"] + day(), ["run", "--json"] + day()]
  }

  private func payloads() -> String { "\(evidence.previews)/\(UUID().uuidString)" }

  /// Each function of ours, one after the other, fails with the text in its message.
  private mutating func breakFunctions() throws {
    for function in try site.rows(Self.functions("true")) {
      let name = function[0]
      let isPreviewed = Self.previewed.contains { name.contains($0) }
      var commands = isPreviewed ? path() : Array(path().dropFirst())
      for (part, more) in Self.furtherUsers where name.contains(part) { commands += more }
      try force(Self.step(of: name), Break(sql: function[1], mend: function[2]), commands)
    }
  }

  /// Name, how it is replaced, how it is put back.
  static func functions(_ condition: String) -> String {
    """
    select p.proname,
      format('alter function %s rename to kept_in_place; create function %I.%I(%s) returns %s language plpgsql
        security definer set search_path = pg_catalog, pg_temp as $f$ begin perform forced.fail(); end $f$;
        grant execute on function %s to public', p.oid::regprocedure, n.nspname, p.proname,
        pg_get_function_arguments(p.oid), pg_get_function_result(p.oid), p.oid::regprocedure),
      format('drop function %s; alter function %I.kept_in_place(%s) rename to %I', p.oid::regprocedure,
        n.nspname, pg_get_function_identity_arguments(p.oid), p.proname)
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where n.nspname in ('gate', 'claims', 'trail') and p.prokind = 'f' and \(condition)
    order by n.nspname, p.oid
    """
  }

  private static func step(of function: String) -> String {
    let steps = [
      ("directory", "read"), ("seal", "seal"), ("control_number", "seal"), ("permit", "permit"),
      ("still", "permit"), ("conclude", "conclude"), ("withdraw", "permit"),
    ]
    return steps.first { function.contains($0.0) }?.1 ?? "admit"
  }

  /// What a preview calls too.
  private static let previewed = [
    "admit", "directory", "eligible", "number", "preview", "approved", "undecided",
  ]

  /// Who else calls what, by a part of its name.
  private static let furtherUsers: [(String, [[String]])] = [
    ("due", [["status"]]), ("standing", [["status", "--json"]]),
    ("unbilled", [["unbilled"], ["unbilled", "--json"]]),
    ("source_digest", [["check", "--sources"], ["check", "--json"]]),
    ("self_pay", marks), ("lift", marks), ("caller", marks), ("knows", marks), ("same_person", marks),
    ("merge", marks), ("reached", marks),
  ]

  private static let marks = [
    ["self-pay", "list", "--as", "privacy"], ["self-pay", "list", "--json"],
    ["self-pay", "mark", "C-unknown", "--requested-on", Today.text, "--as", "privacy"],
    ["self-pay", "lift", "C-unknown", "--requested-on", Today.text],
    ["self-pay", "confirm", "C-unknown"],
  ]
}

extension ForcedFailures {
  /// Views that show free text where a code belongs, or that fail over it; approved, and not approved.
  private mutating func breakViews() throws {
    for (step, view, column, text) in Self.views {
      let kept = try site.rows("select pg_get_viewdef('source.\(view)'::regclass)")[0][0]
      let pattern = try Regex("\\b(?:\\w+\\.)?\(column)\\b")
      let broken = kept.replacing(pattern, with: "\(text) as \(column)", maxReplacements: 1)
      guard broken != kept else { throw Blind(column: "source.\(view).\(column)") }
      let approve = "; insert into gate.source_approval (digest) select gate.source_digest()"
      let replace = "create or replace view source.\(view) as "
      let (sql, mend) = (replace + broken.withoutEnd, replace + kept.withoutEnd)
      try force(step, Break(sql: sql + approve, mend: mend + approve))
      try force("admit", Break(sql: sql, mend: mend), [["run"]])
    }
  }

  private static let views = [
    ("redact", "session", "diagnosis_codes", "array[s.session_note::text, s.chief_complaint::text]"),
    (
      "read", "session", "service_date",
      "case when ascii(right(s.session_id, 1)) % 2 = 0 then s.chief_complaint::text::date "
        + "else s.service_date end"
    ),
    ("compose", "charge", "procedure_code", "c.internal_note::text"),
    ("compose", "charge", "prior_authorization", "c.fee_reason::text"),
    ("compose", "charge", "place_of_service", "c.fee_reason::text"),
    ("compose", "coverage", "member_id", "v.card_transcription::text"),
    ("compose", "coverage", "group_number", "v.verification_note::text"),
    ("compose", "coverage", "relationship", "v.verification_note::text"),
    ("compose", "billing_provider", "npi", "b.office_note::text"),
    ("compose", "clinician", "taxonomy_code", "c.biography::text"),
    ("compose", "location", "postal_code", "l.directions::text"),
  ]

  /// Constraints whose message shows the row, and time that runs out.
  private mutating func breakTables() throws {
    for (step, table) in [("seal", "claims.claim"), ("permit", "claims.attempt"), ("compose", "claims.hold")]
    {
      let sql = "alter table \(table) add constraint forced check (false) not valid"
      try force(step, Break(sql: sql, mend: "alter table \(table) drop constraint forced"))
    }
    let role = "alter role scrim_gateway in database \(site.database.name)"
    try force(
      "read", Break(sql: "\(role) set statement_timeout = '1ms'", mend: "\(role) reset statement_timeout"))
  }

  private mutating func breakKeys() throws {
    let materials = try Materials.folder() + "/keys"
    for (step, path, file) in [
      ("sign", "keys.signing.passphraseFile", "identifiers.key"),
      ("sign", "keys.signing.key", "signing.passphrase"),
      ("seal", "keys.archivePublicKey", "signing.crt.pem"),
    ] {
      try force(step, Break(configure: { $0.change(path, to: "\(materials)/\(file)") }))
    }
    try force("send", Break(faults: ["drop-answer:1"]), [["run"] + day()])
    try force("send", Break(configure: { $0.change("keys.transit", to: "\(materials)/identifiers.key") }))
  }

  private mutating func breakClearinghouse() throws {
    for fault in [
      "echo:1", "echo-taken:1", "500:1", "400:1", "302:1", "refuse:1", "reset:1", "drop-answer:1",
      "half-answer:1", "wrong-digest:1", "wrong-submission:1", "no-receipt:1", "huge-answer:1",
    ] {
      try force("send", Break(faults: [fault]), [["run"] + day(), ["status"]])
      try evidence.scrim(["run", "--json"] + day())
    }
  }

  /// Killed while it waits, with no room left to write, and with nobody who reads.
  private mutating func breakOff() throws {
    try evidence.restart(faults: ["hang:1"])
    let killed = try evidence.scrim(["run"] + day(), killedAfter: 500)
    felt["send", default: 0] += killed == 0 ? 0 : 1
    try evidence.restart(faults: [])
    for limit in ["ulimit -f 1", "exec 1>/dev/full", "exec 1>&- 2>&-"] {
      let arguments = ["preview", "--payload", payloads(), "--yes"] + Self.untouched
      let shell = ["-c", limit + "; exec \"$0\" \"$@\"", Programs.scrim]
      felt["render", default: 0] += try evidence.run("/bin/bash", shell + arguments) == 0 ? 0 : 1
      try evidence.run("/bin/bash", shell + ["status", "--json"])
      forced += 1
    }
    forced += 1
    try evidence.scrim(["run", "--json"] + day())
  }
}

extension String {
  /// A statement that others may follow.
  fileprivate var withoutEnd: String { trimmingCharacters(in: CharacterSet(charactersIn: " \n;")) }
}
