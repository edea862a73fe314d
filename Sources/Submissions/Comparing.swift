public import Postgres
public import Signing

/// What a claim says of its session, as keyed hashes: enough to see later that the records say something
/// else, and nothing of what either says.
public struct Fingerprints: Sendable, Equatable {
  /// Of the key; under another one nothing can be compared.
  public let keyPrint: Int64
  public let charges, diagnoses, services, clinicians: Int64

  public init(keyPrint: Int64, charges: Int64, diagnoses: Int64, services: Int64, clinicians: Int64) {
    self.keyPrint = keyPrint
    self.charges = charges
    self.diagnoses = diagnoses
    self.services = services
    self.clinicians = clinicians
  }
}

/// The key of fingerprints, lent to the database for one statement at a time: padded for the inner and the
/// outer hash of HMAC (RFC 2104), so that the database can make the same fingerprints of what the records say
/// now.
public struct ComparingKey: Sendable {
  let keyPrint: Int64
  let inner, outer: Secret

  public init(keyPrint: Int64, inner: Secret, outer: Secret) {
    self.keyPrint = keyPrint
    self.inner = inner
    self.outer = outer
  }
}

extension Ledger {
  /// Submissions that arrived and have not been compared with the records since a moment.
  ///
  /// - Parameters:
  ///   - since: sealed on this day or later, in days since 2000-01-01. What was found of older ones is
  ///     forgotten.
  ///   - before: microseconds since 2000-01-01 UTC.
  public func toCompare(
    _ key: ComparingKey, since: Int32, before: Int64
  ) throws(PostgresError) -> [Int64] {
    let rows = try transition(
      "select claims.to_compare($1, $2, $3)", [.int64(key.keyPrint), .date(since), .timestamp(before)])
    var found: [Int64] = []
    for row in 0..<rows.count { found.append(try rows.int64(row, 0)) }
    return found
  }

  /// Compares the claims of one submission with the records, in the database. Returns how many differ.
  public func compare(_ submission: Int64, _ key: ComparingKey) throws(PostgresError) -> Int {
    Int(
      try transition(
        "select gate.compare_claims($1, $2, $3)",
        [.int64(submission), .bytes(key.inner.exposedBytes), .bytes(key.outer.exposedBytes)]
      ).int64(0, 0))
  }
}
