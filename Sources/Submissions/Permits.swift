public import Postgres
public import Signing

/// The right to send one submission once. Only the gate gives it, under its lock, after it has admitted every
/// session in it again; it is on record before it is here.
public struct Permit: Sendable {
  public let attempt: Int64
  /// Nothing of it leaves later, also where this process or its machine was paused meanwhile: others may have
  /// taken it for abandoned by then.
  public let beginBy: ContinuousClock.Instant

  fileprivate init(_ attempt: Int64, askedAt: ContinuousClock.Instant, _ time: PermitTime) {
    self.attempt = attempt
    beginBy = askedAt.advanced(by: .seconds(time.toBegin))
  }
}

/// How long a permit lasts, in seconds, from when it was asked for.
public struct PermitTime: Sendable, Equatable {
  /// Within which the sending has to begin.
  public let toBegin: Int
  /// Within which it has ended, whatever came of it: others wait for so long.
  public let toEnd: Int

  public init(toBegin: Int, toEnd: Int) {
    self.toBegin = toBegin
    self.toEnd = toEnd
  }

  /// Enough for what is not sent over a network.
  public static let short = PermitTime(toBegin: 60, toEnd: 120)
}

/// A payer as the gate needs it to admit a session again.
public struct PermittedPayers: Sendable {
  public let ids: [String]
  /// Days since 2000-01-01, one for each id.
  public let firstServiceDates: [Int32]
  /// Under 42 CFR Part 2 each session needs the client's consent, also at the permit.
  public let isPart2Programme: Bool
  /// By payer, modifiers that say that two services of a day were separate; without it 59 and XE.
  public var distinctModifiers: [String: [String]] = [:]

  public init(ids: [String], firstServiceDates: [Int32], isPart2Programme: Bool = false) {
    self.ids = ids
    self.firstServiceDates = firstServiceDates
    self.isPart2Programme = isPart2Programme
  }
}

/// A submission on record that no evidence has decided yet.
public struct UndecidedSubmission: Sendable {
  public enum State: String, Sendable {
    /// Never sent, or provably not.
    case sealed
    case inDoubt = "in_doubt"
  }
  public let submission: Submission
  public let state: State
  public let payloadBytes: Int
  public let destination: Digest
}

/// What the transport reports of one attempt, for the ledger.
public struct Report: Sendable {
  public let outcome: Outcome
  public let httpStatus: Int?
  public let transportCode: Int
  public let requestBytes: Int
  /// Of the raw answer, which is not kept.
  public let answer: Digest?
  /// How long to wait before the next try: as the clearinghouse asks (RFC 9110, section 10.2.3), or 0 where
  /// a new access token may help. Not kept.
  public var retryAfterSeconds: Int?

  public init(outcome: Outcome, httpStatus: Int?, transportCode: Int, requestBytes: Int, answer: Digest?) {
    self.outcome = outcome
    self.httpStatus = httpStatus
    self.transportCode = transportCode
    self.requestBytes = requestBytes
    self.answer = answer
  }
}

extension Ledger {
  /// Step 9. Nil: a session in it is no longer admitted, and the submission was withdrawn and its other
  /// claims wait to be sealed again; or another process has its lease.
  public func permit(
    _ submission: Submission, payers: PermittedPayers, time: PermitTime = .short
  ) throws(PostgresError) -> Permit? {
    let asked = ContinuousClock.now
    return try transition(
      "select gate.permit($1, $2, $3, $4, $5, $6)",
      [
        .int64(submission.id), .textArray(payers.ids), .dateArray(payers.firstServiceDates),
        .bool(payers.isPart2Programme), .optionalInt64(submission.lease), .int32(Int32(time.toEnd)),
      ]
    ).optionalInt64(0, 0).map { Permit($0, askedAt: asked, time) }
  }

  /// Withdraws what earlier runs sealed for a clearinghouse and would get no permit now.
  public func withdrawInadmissible(
    _ clearinghouse: String, payers: PermittedPayers
  ) throws(PostgresError) {
    _ = try transition(
      "select gate.withdraw_inadmissible($1, $2, $3, $4)",
      [
        .text(clearinghouse), .textArray(payers.ids), .dateArray(payers.firstServiceDates),
        .bool(payers.isPart2Programme),
      ])
  }

  /// A permit to send a submission in doubt again, under its live idempotency key. Nil: the key's window is
  /// over, or a session in it is no longer admitted, or another process has its lease; it stays in doubt.
  public func permitAgain(
    _ submission: Submission, payers: PermittedPayers, windowHours: Int, time: PermitTime = .short
  ) throws(PostgresError) -> Permit? {
    let asked = ContinuousClock.now
    return try transition(
      "select gate.permit_again($1, $2, $3, $4, make_interval(hours => $5), $6, $7)",
      [
        .int64(submission.id), .textArray(payers.ids), .dateArray(payers.firstServiceDates),
        .bool(payers.isPart2Programme), .int32(Int32(windowHours)), .optionalInt64(submission.lease),
        .int32(Int32(time.toEnd)),
      ]
    ).optionalInt64(0, 0).map { Permit($0, askedAt: asked, time) }
  }

  /// Step 11. False: others took the attempt for abandoned meanwhile and sent again, or settled it; what is
  /// reported here decides nothing any more.
  @discardableResult
  public func conclude(_ permit: Permit, _ report: Report) throws(PostgresError) -> Bool {
    let parts = report.outcome.parts
    return try transition(
      "select claims.conclude($1, $2, $3, $4, $5, $6, $7, $8, $9)",
      [
        .int64(permit.attempt), .text(report.outcome.name), .optionalText(parts.receipt?.number),
        .optionalText(parts.receipt?.evidence.rawValue), .optionalText(parts.fault?.rawValue),
        .optionalInt32(report.httpStatus.map { Int32($0) }), .int32(Int32(report.transportCode)),
        .int64(Int64(report.requestBytes)), .optionalBytes(report.answer?.bytes),
      ]
    ).bool(0, 0)
  }

  /// Oldest first.
  public func undecided(_ clearinghouse: String) throws -> [UndecidedSubmission] {
    let rows = try transition(
      """
      select submission_id, uuid_send(submission_key), state, claim_count, payload_bytes, payload_digest,
        destination_digest
      from claims.undecided($1)
      """, [.text(clearinghouse)])
    return try (0..<rows.count).map { try UndecidedSubmission(rows, $0) }
  }

  /// The frozen bytes as they are stored; nil once the submission is decided.
  public func sealedBytes(_ submission: Submission) throws(PostgresError) -> NewSubmission.Sealed? {
    let rows = try transition(
      """
      select ciphertext, nonce, transit_wrapped_key, archive_wrapped_key, archive_key_id from claims.sealed_bytes($1)
      """, [.int64(submission.id)])
    guard rows.count == 1 else { return nil }
    return NewSubmission.Sealed(
      ciphertext: try rows.bytes(0, 0), nonce: try rows.bytes(0, 1), transitWrappedKey: try rows.bytes(0, 2),
      archiveWrappedKey: try rows.bytes(0, 3), archiveKeyID: try rows.text(0, 4))
  }
}

extension Outcome {
  fileprivate var parts: (receipt: Receipt?, fault: Fault?) {
    switch self {
    case .accepted(let receipt): (receipt, nil)
    case .rejected: (nil, nil)
    case .notSent(let fault), .inDoubt(let fault): (nil, fault)
    }
  }
}

extension UndecidedSubmission {
  /// From a row of number, key, state, claims, bytes, digest and destination, in this order.
  init(_ rows: Rows, _ row: Int, lease: Int64? = nil) throws {
    guard let key = UniqueID(bytes: try rows.bytes(row, 1)),
      let payload = Digest(bytes: try rows.bytes(row, 5)),
      let destination = Digest(bytes: try rows.bytes(row, 6)),
      let state = State(rawValue: try rows.text(row, 2))
    else { throw PostgresError(.unexpectedType, sqlState: "42804", column: "submission") }
    let found = Submission(
      id: try rows.int64(row, 0), key: key, payload: payload, claims: Int(try rows.int32(row, 3)))
    self.init(
      submission: lease.map { found.leased($0) } ?? found, state: state,
      payloadBytes: Int(try rows.int32(row, 4)), destination: destination)
  }
}
