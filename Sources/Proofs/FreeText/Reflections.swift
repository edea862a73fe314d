internal import Archive
internal import Claims
internal import Egress
internal import Foundation
internal import Postgres
internal import Sessions
internal import TestSupport

/// What the modules of the path throw and return over records, printed in every way that a program has.
final class Reflections {
  private let site: Site
  private let keep: ([UInt8]) throws -> Void
  private(set) var errors = 0
  private(set) var values = 0
  private var seen = 0
  private var claims: [Claim] = []

  init(of site: Site, keeping keep: @escaping ([UInt8]) throws -> Void) {
    (self.site, self.keep) = (site, keep)
  }

  static func shown(_ value: Any) -> String {
    let ways = [String(describing: value), String(reflecting: value), "\(value)", dumped(value)]
    let error = (value as? any Error).map { [$0.localizedDescription, "\($0 as NSError)"] } ?? []
    return (ways + error).joined(separator: "\n")
  }

  private func show(_ value: Any) throws {
    if value is any Error { errors += 1 } else { values += 1 }
    try keep(Array(Self.shown(value).utf8))
  }

  private static let enough = 200
  private static let sessions = 4_000
  private struct Enough: Error {}

  /// Steps 2 to 6 in this process, as the gateway's own login, over what is due.
  func lookAtPath(payers: [String]) throws {
    let reader = try SessionReader(site.database.address(as: "scrim_gateway"))
    let directory = try reader.directory()
    let rules = payers.map { ($0, PayerRules(id: $0, payerID: "PLAN01", taxonomyRequired: true)) }
    let composer = Composer(directory: directory, payers: Dictionary(rules) { first, _ in first })
    try show(directory)
    try show(composer)
    guard let through = CalendarDate(Today.text) else { return }
    let from = through.adding(days: -120)
    let admission = Admission(
      payers: payers.map { .init(id: $0, firstServiceDate: from, oldest: from) }, from: from, through: through
    )
    do {
      try reader.forEachAdmitted(by: admission) { try look($0, composer) }
    } catch is Enough {}
    guard !claims.isEmpty else { throw Blind(column: "claims") }
    try lookAtPayload(of: claims)
    try lookAtDatabase()
  }

  private func look(_ admitted: AdmittedSession, _ composer: Composer) throws {
    seen += 1
    guard seen <= Self.sessions else { throw Enough() }
    if let claim = try compose(admitted, composer, isShown: seen <= Self.enough), claims.count < 50 {
      claims.append(claim)
    }
  }

  private func compose(_ admitted: AdmittedSession, _ composer: Composer, isShown: Bool) throws
    -> Claim?
  {
    if isShown { for value in [admitted, admitted.record, admitted.billing] as [Any] { try show(value) } }
    do {
      let session = try redact(admitted.record)
      guard let control = PatientControlNumber("PROOFPROOFPROOFPROOF") else { return nil }
      let claim = try composer.compose(session, admitted.billing, control: control)
      if isShown { for value in [session, claim] as [Any] { try show(value) } }
      return claim
    } catch {
      try show(error)
      return nil
    }
  }

  /// The egress check over payloads with a record's text in one more segment, and in each element.
  private func lookAtPayload(of claims: [Claim]) throws {
    let note = try site.rows("select upper(session_note) from practice.session limit 1")[0][0]
      .filter { $0.isLetter || $0 == " " }
    for control in ["BATCHBATCHBATCHB", note + "~"] {
      let envelope = Envelope(
        from: Submitter(name: "PRACTICE", id: "PRACTICE", contactName: "DESK", contactPhone: "5035550142"),
        to: Receiver(name: "HOUSE", id: "HOUSE"), usage: .test, at: Moment(date: "20260101", time: "0000"),
        numbers: ControlNumbers(interchange: 1, batchID: control))
      let payload: [UInt8]
      do {
        payload = try render(Array(claims.prefix(1)), in: envelope)
      } catch {
        try show(error)
        continue
      }
      try refuse(payload, note)
    }
  }

  private func refuse(_ payload: [UInt8], _ note: String) throws {
    let segments = String(decoding: payload, as: UTF8.self).split(separator: "~")
    for place in segments.indices {
      var noted = segments.map(String.init)
      noted.insert("NTE*ADD*\(note)", at: place)
      try check(noted)
      for element in segments[place].split(separator: "*", omittingEmptySubsequences: false).indices
        .dropFirst()
      {
        var parts = segments[place].split(separator: "*", omittingEmptySubsequences: false).map(String.init)
        parts[element] += note
        noted = segments.map(String.init)
        noted[place] = parts.joined(separator: "*")
        try check(noted)
      }
    }
  }

  private func check(_ segments: [String]) throws {
    let expected = ExpectedInterchange(
      claims: 1, usage: .test, submitterID: "PRACTICE", receiverID: "HOUSE", interchangeControlNumber: 1)
    let payload = Array((segments.joined(separator: "~") + "~").utf8)
    do {
      _ = try Egress.check(payload, expecting: expected)
    } catch {
      try show(error)
    }
  }

  /// What PostgreSQL's own messages would name: the row, the key, the text.
  private func lookAtDatabase() throws {
    for sql in [
      "select session_note::integer from practice.session",
      "select chief_complaint::date from practice.session",
      "select (intake_summary || '{')::jsonb from practice.client",
      "insert into practice.client select * from practice.client limit 1",
      "insert into practice.caseload (clinician_id, client_id, since) select private_memo, homework, now() "
        + "from practice.session limit 1",
      "update practice.session set ends_at = starts_at", "update practice.client set sex = intake_summary",
      "update practice.session set session_id = null",
      "update practice.session set status = session_note::varchar(4000)",
    ] {
      let result = Result { try site.script(sql) }
      guard case .failure(let error) = result else { throw Blind(column: "a statement that had to fail") }
      try show(error)
    }
  }
}
