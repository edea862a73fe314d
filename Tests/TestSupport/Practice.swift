internal import Demonstration
public import Postgres
public import Sessions
public import Signing
public import Submissions

/// The invented practice of `fixtures/` in a database of its own, with its people, and what a claim run asks
/// of it.
public struct Practice: Sendable {
  public let database: TemporaryDatabase
  public let run = UniqueID.v4()

  public init() throws { database = try TemporaryDatabase(.practice) }

  /// The day on which the fixtures' calendar ends. It lies in the past, so that no rule about "today" is met.
  public static let anchor = CalendarDate(year: 2025, month: 11, day: 3)
  public static let firstServiceDate = anchor.adding(days: -120)
  public static let payers = ["cascade", "meridian", "northfield", "union"]
  public static let clearinghouses = [
    "clearpath": ["cascade", "union"], "harborlink": ["meridian", "northfield"],
  ]

  /// Everything that could be asked for but the last two days, in which sessions rest.
  public static func admission(
    of payers: [String] = payers, since first: CalendarDate = firstServiceDate
  ) -> Admission {
    let oldest = anchor.adding(days: -365)
    return Admission(
      payers: payers.map { .init(id: $0, firstServiceDate: first, oldest: oldest) }, from: oldest,
      through: anchor.adding(days: -2))
  }

  public static let permitted = PermittedPayers(
    ids: payers, firstServiceDates: payers.map { _ in firstServiceDate.daysSince2000 })

  /// One statement under a login; `postgres` sees everything.
  @discardableResult
  public func ask(
    _ sql: String, _ parameters: [Parameter] = [], as user: String = "postgres"
  ) throws(PostgresError) -> Rows {
    try database.connect(as: user).query(sql, parameters)
  }

  /// A change in the practice's own records.
  public func change(_ sql: String) throws {
    try database.connect().script("set role scrim_practice; " + sql)
  }

  /// The administrator's approval of the source views as they are now.
  public func approveSources() throws {
    try ask("insert into gate.source_approval (digest) select gate.source_digest()", as: "scrim_migrator")
  }

  public func ledger() throws -> Ledger {
    let ledger = try Ledger(database.address(as: "scrim_gateway"))
    if try ask("select from claims.run where run_id = $1", [.uuid(run.bytes)]).count == 0 {
      _ = try ledger.beginRun(run, sharing: .none)
    }
    return ledger
  }

  /// What the gateway is given, in its order.
  public func admitted(_ admission: Admission = admission()) throws -> [AdmittedSession] {
    try ask("select gate.import_restrictions()", as: "scrim_gateway")
    var sessions: [AdmittedSession] = []
    try SessionReader(database.address(as: "scrim_gateway")).forEachAdmitted(by: admission) {
      sessions.append($0)
    }
    return sessions
  }

  public func admittedIDs() throws -> Set<String> { Set(try admitted().map(\.record.reference)) }
}

/// A line of `fixtures/expected.tsv`: what must become of one session.
public struct Expectation: Sendable {
  public let session: String
  /// `admitted`, `held: …` or `not admitted: …`
  public let fate: String
  public let clearinghouse: String

  public var isAdmitted: Bool { !fate.hasPrefix("not admitted") }
  public var reason: String? { isAdmitted ? nil : String(fate.dropFirst("not admitted: ".count)) }

  public static let all: [Expectation] = {
    let file = EmbeddedFile.fixtures.first { $0.path == "fixtures/expected.tsv" }
    return (file?.text ?? "").split(separator: "\n").dropFirst().map { line in
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      precondition(fields.count == 4, "a line of expected.tsv has four fields")
      return Expectation(session: fields[0], fate: fields[2], clearinghouse: fields[3])
    }
  }()
}

extension Ledger {
  /// Seals these sessions as one submission. Its bytes are invented: the ledger does not look at them.
  public func seal(
    _ sessions: [AdmittedSession], run: UniqueID, clearinghouse: String = "harborlink",
    controlNumber: Int? = nil
  ) throws(PostgresError) -> Submission {
    try seal(
      sessions.map(ClaimReference.init), run: run, clearinghouse: clearinghouse, controlNumber: controlNumber)
  }

  public func seal(
    _ claims: [ClaimReference], run: UniqueID, clearinghouse: String = "harborlink",
    controlNumber: Int? = nil
  ) throws(PostgresError) -> Submission {
    let key = UniqueID.v4()
    let number = if let controlNumber { controlNumber } else { try nextControlNumber(clearinghouse) }
    let address = NewSubmission.Address(
      key: key, clearinghouse: clearinghouse, destination: Digest(sha256Of: Array(clearinghouse.utf8)),
      controlNumber: number, batchID: "B-\(key.description.prefix(8))")
    let sealed = NewSubmission.Sealed(
      ciphertext: RandomBytes.make(64), nonce: RandomBytes.make(12), transitWrappedKey: RandomBytes.make(40),
      archiveWrappedKey: RandomBytes.make(40), archiveKeyID: "archive-2025-11")
    return try seal(
      NewSubmission(
        address: address, payload: Digest(sha256Of: key.bytes), payloadBytes: 1_000,
        signature: (der: [0x30, 0x00], keyID: "0123456789abcdef"), sealed: sealed,
        claims: claims), run: run)
  }
}

extension ClaimReference {
  /// The void of it.
  public init(_ due: DueVoid) {
    let control = Digest(sha256Of: Array("void \(due.session) \(due.version)".utf8)).hex.prefix(20)
    self.init(
      session: due.session, version: due.version, client: due.client, payer: due.payer,
      serviceDate: due.serviceDate, chargeCents: due.chargeCents,
      patientControlNumber: control.uppercased())
    (frequency, payerClaimNumber) = (8, due.payerClaimNumber)
  }

  fileprivate init(_ admitted: AdmittedSession) {
    let reference = admitted.record.reference
    let control = Digest(sha256Of: Array("\(reference) \(admitted.version)".utf8)).hex.prefix(20).uppercased()
    self.init(
      session: reference, version: admitted.version, client: admitted.clientReference,
      payer: admitted.billing.payerID,
      serviceDate: admitted.serviceDay,
      chargeCents: admitted.billing.lines.compactMap(\.chargeCents).reduce(0, +),
      patientControlNumber: control)
    (frequency, payerClaimNumber) = (admitted.billing.frequency, admitted.billing.payerClaimNumber)
    delayReason = admitted.billing.delayReason
  }
}

extension Report {
  public static let accepted = Report(
    .accepted(Receipt(evidence: .digest, number: "R-1")), status: 200, sent: 1_200)
  public static let rejected = Report(.rejected(Refusal(httpStatus: 400)), status: 400, sent: 1_200)
  public static let notSent = Report(.notSent(.connectionRefused), status: nil, sent: 0)
  public static let inDoubt = Report(.inDoubt(.timedOut), status: nil, sent: 1_200)

  private init(_ outcome: Outcome, status: Int?, sent: Int) {
    self.init(outcome: outcome, httpStatus: status, transportCode: 0, requestBytes: sent, answer: nil)
  }
}
