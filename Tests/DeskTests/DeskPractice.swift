internal import Desk
internal import Foundation
internal import Postgres
internal import Sessions
internal import Signing
internal import Submissions
internal import TestSupport

/// A practice some of whose claims were sent, and what is said of them.
struct DeskPractice {
  let practice: Practice
  let ledger: Ledger
  let desk: BillingDesk
  let acknowledgments: AcknowledgmentDesk
  let sent: [AdmittedSession]
  let submission: Submission

  static let payers = BillingDesk.Payers(
    ids: Practice.payers,
    firstServiceDates: Practice.payers.map { _ in Practice.firstServiceDate.daysSince2000 })

  /// - Parameter sent: so many of one payer.
  init(sent count: Int = 3, outcome: Report = .accepted) throws {
    practice = try Practice()
    ledger = try practice.ledger()
    sent = Array(try practice.admitted(Practice.admission(of: ["meridian"])).prefix(count))
    submission = try ledger.seal(sent, run: practice.run)
    guard let permit = try ledger.permit(submission, payers: Practice.permitted) else {
      throw PostgresError(.usage, sqlState: "SC004")
    }
    _ = try ledger.conclude(permit, outcome)
    desk = try BillingDesk(practice.database.address(as: "biller"))
    acknowledgments = try AcknowledgmentDesk(practice.database.address(as: "biller"))
  }

  /// CLM01 of the claim that a session became.
  func claim(_ place: Int = 0, version: Int = 1) throws -> String {
    try practice.ask(
      "select patient_control_number from claims.claim where session_id = $1 and version = $2",
      [.text(sent[place].record.reference), .int32(Int32(version))]
    ).text(0, 0)
  }

  func state(_ claim: String) throws -> String {
    try practice.ask(
      "select state from claims.claim_standing where patient_control_number = $1", [.text(claim)]
    ).text(0, 0)
  }

  /// What somebody says of it, as a file of its own.
  @discardableResult
  func say(
    _ statements: Statement..., as file: String = UUID().uuidString, at clearinghouse: String = "harborlink"
  )
    throws -> AcknowledgmentDesk.Taken?
  {
    try acknowledgments.take(
      .init(
        clearinghouse: clearinghouse, digest: Digest(sha256Of: Array(file.utf8)).bytes, bytes: 1,
        nameThere: nil)
    ) { try $0.note(Self.json(statements)) }
  }

  static func json(_ statements: [Statement]) throws -> String {
    let whole = statements.map { statement in
      var statement = statement
      let text =
        "\(statement.kind) \(statement.source) \(statement.scope) \(statement.reference) "
        + "\(statement.outcome) \(statement.codes) \(statement.contradictory) \(statement.paymentTrace ?? "") "
        + "\(statement.paidCents ?? 0) \(statement.payerClaimNumber ?? "")"
      statement.fingerprint = Digest(sha256Of: Array(text.utf8)).hex
      return statement
    }
    return String(decoding: try JSONEncoder().encode(whole), as: UTF8.self)
  }

  /// Seals what is admitted of these sessions, as a run would, and sends it.
  func sendNext(_ outcome: Report = .accepted) throws -> [AdmittedSession] {
    let wanted = Set(sent.map(\.record.reference))
    let next = try practice.admitted().filter { wanted.contains($0.record.reference) }
    guard !next.isEmpty else { return [] }
    let submission = try ledger.seal(next, run: practice.run)
    guard let permit = try ledger.permit(submission, payers: Practice.permitted) else { return [] }
    _ = try ledger.conclude(permit, outcome)
    return next
  }
}

extension Statement {
  static func claim(
    _ reference: String, _ outcome: String, by source: String = "payer", codes: [String] = [],
    number: String? = nil
  ) -> Statement {
    var one = Statement(
      kind: "277CA", source: source, scope: "claim", reference: reference, outcome: outcome)
    (one.codes, one.payerClaimNumber) = (codes, number)
    return one
  }

  static func payment(
    _ reference: String, _ outcome: String, cents: Int64, trace: String = "CHK1", number: String? = nil
  ) -> Statement {
    var one = Statement(kind: "835", source: "payer", scope: "claim", reference: reference, outcome: outcome)
    (one.paidCents, one.patientCents, one.chargeCents) = (cents, 1_000, 14_000)
    (one.paymentTrace, one.payerClaimNumber) = (trace, number)
    return one
  }

  static func file(_ kind: String, _ scope: String, _ reference: String, _ outcome: String) -> Statement {
    Statement(kind: kind, source: "clearinghouse", scope: scope, reference: reference, outcome: outcome)
  }
}
