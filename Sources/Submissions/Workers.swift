public import Postgres
public import Signing

/// What others may do in a run.
public enum Sharing: String, Sendable {
  case none
  /// Send what its leader sealed.
  case sending
  /// Seal as well, each clearinghouse by one of them.
  case all
}

/// How far a run is with one clearinghouse, whoever works it.
public struct ShareState: Sendable, Equatable {
  /// Everything that was due is sealed.
  public var isSealed = false
  /// Why its line is dead for the rest of the run.
  public var fault: Fault?

  public init() {}
}

/// The part of this process in a run. The database holds a lock under its number for as long as the ledger's
/// connection lives.
public struct Membership: Sendable {
  public let run: UniqueID
  public let worker: Int32
  /// It began the run.
  public let leads: Bool
  /// It may seal too.
  public let seals: Bool
}

// MARK: Taking part

extension Ledger {
  public func beginRun(_ run: UniqueID, sharing: Sharing) throws(PostgresError) -> Membership {
    let worker = try enlist()
    _ = try transition(
      "select claims.begin_run($1, $2, $3)", [.uuid(run.bytes), .int32(worker), .text(sharing.rawValue)])
    return Membership(run: run, worker: worker, leads: true, seals: sharing != .none)
  }

  /// Nil where no run lets others in at this moment.
  public func joinRun() throws(PostgresError) -> Membership? {
    let worker = try enlist()
    let rows = try transition("select uuid_send(run_id), seals from claims.join_run($1)", [.int32(worker)])
    guard rows.count == 1, let run = UniqueID(bytes: try rows.bytes(0, 0)) else { return nil }
    return Membership(run: run, worker: worker, leads: false, seals: try rows.bool(0, 1))
  }

  public func share(_ part: Membership, _ sharing: Sharing) throws(PostgresError) {
    _ = try transition("select claims.share_run($1, $2)", [.uuid(part.run.bytes), .text(sharing.rawValue)])
  }

  /// Leaves it; the last one ends it.
  public func finishRun(_ part: Membership) throws(PostgresError) {
    _ = try transition("select claims.finish_run($1, $2)", [.uuid(part.run.bytes), .int32(part.worker)])
  }

  /// Whether anybody else takes part.
  public func hasOthers(_ part: Membership) throws(PostgresError) -> Bool {
    try transition(
      "select claims.has_others($1, $2)", [.uuid(part.run.bytes), .int32(part.worker)]
    ).bool(0, 0)
  }

  /// What the others got accepted.
  public func acceptedByOthers(_ part: Membership) throws(PostgresError) -> (submissions: Int, claims: Int) {
    let rows = try transition(
      "select submissions, claims from claims.accepted_by_others($1, $2)",
      [.uuid(part.run.bytes), .int32(part.worker)])
    return (Int(try rows.int64(0, 0)), Int(try rows.int64(0, 1)))
  }

  private func enlist() throws(PostgresError) -> Int32 {
    let number = try transition("select claims.enlist($1)", [.optionalInt32(worker)]).int32(0, 0)
    worker = number
    return number
  }
}

// MARK: One clearinghouse's share

extension Ledger {
  /// False where another process seals there, and has said so within its seconds.
  public func beginSealing(
    _ clearinghouse: String, _ part: Membership, seconds: Int
  ) throws(PostgresError) -> Bool {
    try transition(
      "select claims.begin_sealing($1, $2, $3)",
      [.text(clearinghouse), .int32(part.worker), .int32(Int32(seconds))]
    ).bool(0, 0)
  }

  /// Goes on with it; false where it took so long that another process seals there now.
  public func keepSealing(
    _ clearinghouse: String, _ part: Membership, seconds: Int
  ) throws(PostgresError) -> Bool {
    try transition(
      "select claims.keep_sealing($1, $2, $3)",
      [.text(clearinghouse), .int32(part.worker), .int32(Int32(seconds))]
    ).bool(0, 0)
  }

  /// Whether a submission could not be sealed since its number or a session of it is taken.
  public static func isTaken(_ error: any Error) -> Bool {
    guard let error = error as? PostgresError else { return false }
    return error.sqlState == "SC002" || error.constraint == "claimed_once"
  }

  public func endSealing(_ clearinghouse: String, _ part: Membership) throws(PostgresError) {
    _ = try transition("select claims.end_sealing($1, $2)", [.text(clearinghouse), .int32(part.worker)])
  }

  public func noteSealed(_ part: Membership, _ clearinghouse: String) throws(PostgresError) {
    _ = try transition("select claims.note_sealed($1, $2)", [.uuid(part.run.bytes), .text(clearinghouse)])
  }

  /// Its line is dead: nobody in this run sends anything more there.
  public func stopShare(_ part: Membership, _ clearinghouse: String, _ fault: Fault) throws(PostgresError) {
    _ = try transition(
      "select claims.stop_share($1, $2, $3)",
      [.uuid(part.run.bytes), .text(clearinghouse), .text(fault.rawValue)])
  }

  public func shareState(_ part: Membership, _ clearinghouse: String) throws(PostgresError) -> ShareState {
    let rows = try transition(
      "select is_sealed, fault from claims.share_of($1, $2)", [.uuid(part.run.bytes), .text(clearinghouse)])
    var state = ShareState()
    guard rows.count == 1 else { return state }
    state.isSealed = try rows.bool(0, 0)
    state.fault = try rows.optionalText(0, 1).map { Fault(rawValue: $0) ?? .other }
    return state
  }
}

// MARK: Leases

extension Ledger {
  /// For whoever has just sealed it. Nil where others are there to send it.
  ///
  /// - Parameter seconds: how long the lease lasts; each permit begins it anew.
  public func take(
    _ submission: Submission, _ part: Membership, seconds: Int
  ) throws(PostgresError) -> Submission? {
    let lease = try transition(
      "select claims.take($1, $2, $3, $4)",
      [.int64(submission.id), .uuid(part.run.bytes), .int32(part.worker), .int32(Int32(seconds))]
    ).optionalInt64(0, 0)
    return lease.map { submission.leased($0) }
  }

  /// The oldest of what nobody has: sealed and unsent, or in doubt. Each once in a run, unless who had it
  /// vanished.
  public func takeNext(
    _ clearinghouse: String, _ part: Membership, seconds: Int, onlyDoubtful: Bool
  ) throws -> UndecidedSubmission? {
    let rows = try transition(
      """
      select submission_id, uuid_send(submission_key), state, claim_count, payload_bytes, payload_digest,
        destination_digest, lease
      from claims.take_next($1, $2, $3, $4, $5)
      """,
      [
        .text(clearinghouse), .uuid(part.run.bytes), .int32(part.worker), .int32(Int32(seconds)),
        .bool(onlyDoubtful),
      ])
    guard rows.count == 1 else { return nil }
    return try UndecidedSubmission(rows, 0, lease: try rows.int64(0, 7))
  }

  /// Gives it back undecided: no more of it in this run.
  public func release(_ submission: Submission) throws(PostgresError) {
    guard let lease = submission.lease else { return }
    _ = try transition("select claims.release($1, $2)", [.int64(submission.id), .int64(lease)])
  }

  /// Whether others still have something of this clearinghouse in hand.
  public func awaits(_ clearinghouse: String, _ part: Membership) throws(PostgresError) -> Bool {
    try transition(
      "select claims.awaits($1, $2, $3)",
      [.text(clearinghouse), .uuid(part.run.bytes), .int32(part.worker)]
    ).bool(0, 0)
  }
}
