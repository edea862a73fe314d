public import Postgres

/// Coming in: what the console's own login may ask before anybody is signed in. Whether somebody has an account
/// shows in none of the answers.
public struct SignIns {
  private let connection: Connection

  /// - Parameter connection: of `scrim_console`, within a transaction.
  public init(_ connection: Connection) { self.connection = connection }

  /// With what a key is derived from the password that was typed; of the same form for a name that has none.
  public struct Recipe: Sendable {
    /// 16 bytes.
    public let salt: [UInt8]
    /// `scrypt:14:8:5`
    public let cost: String

    public init(salt: [UInt8], cost: String) { (self.salt, self.cost) = (salt, cost) }
  }

  public func recipe(login: String) throws(PostgresError) -> Recipe {
    let rows = try connection.query("select salt, cost from gate.console_salt($1)", [.text(login)])
    return Recipe(salt: try rows.bytes(0, 0), cost: try rows.text(0, 1))
  }

  /// What came of the first half.
  public enum Proved: Sendable {
    /// The password is right; this checks the code, and codes up to this counter have been used.
    case by(sealedSecret: [UInt8], lastCounter: Int64)
    case wrong
    /// Too many tries; the next in a quarter of an hour.
    case tooOften
  }

  /// Counts as a try, and as a failed one until `signIn` or `SignedIn.confirm` has succeeded.
  ///
  /// - Parameters:
  ///   - proof: 32 bytes, derived from the password.
  ///   - address: of whoever tries, IPv4 or IPv6.
  public func prove(login: String, proof: [UInt8], address: String) throws(PostgresError) -> Proved {
    let rows = try connection.query(
      "select may_try, sealed_secret, last_counter from gate.console_prove($1, $2, $3::text::inet)",
      [.text(login), .bytes(proof), .text(address)])
    guard try rows.bool(0, 0) else { return .tooOften }
    guard let secret = try rows.optionalBytes(0, 1), let counter = try rows.optionalInt64(0, 2) else {
      return .wrong
    }
    return .by(sealedSecret: secret, lastCounter: counter)
  }

  /// The second half; false where the code was used before, or anything is not as `prove` found it.
  ///
  /// - Parameter token: SHA-256 of what the person gets.
  public func signIn(
    login: String, proof: [UInt8], second: SecondFactor, token: [UInt8], address: String
  ) throws(PostgresError) -> Bool {
    try connection.query(
      "select gate.console_sign_in($1, $2, $3, $4, $5, $6::text::inet)",
      [
        .text(login), .bytes(proof), second.counter, second.recovery, .bytes(token), .text(address),
      ]
    ).bool(0, 0)
  }

  /// Whether the code that somebody was handed opens the account.
  ///
  /// - Parameter invitation: its SHA-256.
  public func isInvited(
    login: String, invitation: [UInt8], address: String
  ) throws(PostgresError) -> Bool {
    try connection.query(
      "select gate.console_invited($1, $2, $3::text::inet)",
      [.text(login), .bytes(invitation), .text(address)]
    ).bool(0, 0)
  }

  /// A person's own password and second factor.
  public struct Enrolment: Sendable {
    public let recipe: Recipe
    /// SHA-256 of the proof.
    public let verifier: [UInt8]
    public let sealedSecret: [UInt8]
    /// Of the code that showed that the person has it.
    public let counter: Int64
    /// SHA-256 of each recovery code.
    public let recovery: [[UInt8]]

    public init(
      salt: [UInt8], cost: String, verifier: [UInt8], sealedSecret: [UInt8],
      usedUp: (counter: Int64, recovery: [[UInt8]])
    ) {
      recipe = Recipe(salt: salt, cost: cost)
      self.verifier = verifier
      self.sealedSecret = sealedSecret
      (counter, recovery) = usedUp
    }
  }

  /// False where the code opens nothing any more.
  public func enrol(
    login: String, invitation: [UInt8], _ enrolment: Enrolment
  ) throws(PostgresError) -> Bool {
    try connection.query(
      "select gate.console_enrol($1, $2, $3, $4, $5, $6, $7, $8)",
      [
        .text(login), .bytes(invitation), .bytes(enrolment.recipe.salt), .text(enrolment.recipe.cost),
        .bytes(enrolment.verifier), .bytes(enrolment.sealedSecret), .int64(enrolment.counter),
        .bytesArray(enrolment.recovery),
      ]
    ).bool(0, 0)
  }
}

/// What a person has besides the password.
public enum SecondFactor: Sendable {
  /// A code of the authenticator, by its counter (RFC 6238).
  case code(Int64)
  /// SHA-256 of a recovery code.
  case recovery([UInt8])

  var counter: Parameter {
    if case .code(let counter) = self { .int64(counter) } else { .optionalInt64(nil) }
  }

  var recovery: Parameter {
    if case .recovery(let digest) = self { .bytes(digest) } else { .optionalBytes(nil) }
  }
}
