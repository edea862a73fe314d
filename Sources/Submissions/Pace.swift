public import Postgres
public import Signing

/// What is usual for a clearinghouse.
public struct Usual: Sendable, Equatable {
  /// Somebody has approved sending to it before.
  public let isKnown: Bool
  /// Somebody has approved sending to this destination.
  public let isApproved: Bool
  /// The most claims that one of its last thirty runs sent.
  public let largest: Int

  public init(isKnown: Bool, isApproved: Bool, largest: Int) {
    self.isKnown = isKnown
    self.isApproved = isApproved
    self.largest = largest
  }
}

extension Ledger {
  /// Takes the next turn at a clearinghouse, for all processes and hosts together.
  ///
  /// - Returns: seconds until it comes.
  public func takeTurn(_ clearinghouse: String, perMinute: Int) throws(PostgresError) -> Double {
    try transition(
      "select claims.take_turn($1, $2)", [.text(clearinghouse), .int32(Int32(perMinute))]
    ).double(0, 0)
  }

  public func usual(_ clearinghouse: String, destination: Digest) throws(PostgresError) -> Usual {
    let rows = try transition(
      "select is_known, is_approved, largest from claims.usual($1, $2)",
      [.text(clearinghouse), .bytes(destination.bytes)])
    return Usual(
      isKnown: try rows.bool(0, 0), isApproved: try rows.bool(0, 1), largest: Int(try rows.int64(0, 2)))
  }

  /// Somebody saw in a preview what goes there, and sends it.
  public func approveDestination(_ clearinghouse: String, _ destination: Digest) throws(PostgresError) {
    _ = try transition(
      "select claims.approve_destination($1, $2)", [.text(clearinghouse), .bytes(destination.bytes)])
  }
}
