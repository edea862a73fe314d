internal import Accounts
internal import Credentials
internal import Postgres
internal import Signing
internal import TestSupport

/// The invented practice, with people who have accounts of its console.
struct House {
  let practice: Practice
  static let office = "192.0.2.17"

  init() throws { practice = try Practice() }

  func console() throws -> Connection { try practice.database.connect(as: "scrim_console") }

  /// Registered as an administrator does it, but for the login of the database, which is the whole cluster's.
  func register(
    _ login: String, _ role: String, clinician: String? = nil, further: [String] = []
  ) throws {
    try practice.ask(
      "select gate.record_person($1, $2, $3, $4)",
      [.text(login), .text(role), .optionalText(clinician), .textArray(further)])
  }

  /// The code that the person is handed.
  func invite(_ login: String) throws -> String {
    let code = InvitationCode.make()
    let digest = try InvitationCode.digest(code).orMissing()
    guard
      try practice.ask(
        "select gate.invite($1, $2, clock_timestamp() + interval '1 day')", [.text(login), .bytes(digest)]
      ).bool(0, 0)
    else { throw Missing() }
    return code
  }

  /// Somebody with an account that was used for nothing yet.
  func member(
    _ login: String, _ role: String = "billing", clinician: String? = nil, further: [String] = []
  ) throws -> Member {
    try register(login, role, clinician: clinician, further: further)
    let member = Member(login)
    guard try enrol(member, code: invite(login)) else { throw Missing() }
    return member
  }

  func enrol(_ member: Member, code: String) throws -> Bool {
    let invitation = try InvitationCode.digest(code).orMissing()
    let connection = try console()
    return try connection.transaction {
      let signIns = SignIns(connection)
      return try signIns.isInvited(login: member.login, invitation: invitation, address: Self.office)
        && signIns.enrol(
          login: member.login, invitation: invitation,
          .init(
            salt: member.salt, cost: PasswordCost.current.description,
            verifier: Digest(sha256Of: member.proof).bytes, sealedSecret: [1, 2, 3],
            usedUp: (counter: 0, recovery: member.recovery)))
    }
  }

  /// What came of the first half, committed.
  @discardableResult
  func prove(
    _ login: String, _ proof: [UInt8], from address: String = office
  ) throws -> SignIns.Proved {
    let connection = try console()
    return try connection.transaction {
      try SignIns(connection).prove(login: login, proof: proof, address: address)
    }
  }

  /// Both halves; nil where they lead nowhere.
  func signIn(
    _ member: Member, by second: SecondFactor? = nil, from address: String = office
  ) throws -> String? {
    guard case .by = try prove(member.login, member.proof, from: address) else { return nil }
    return try secondHalf(member, by: second, from: address)
  }

  func secondHalf(
    _ member: Member, by second: SecondFactor? = nil, from address: String = office
  ) throws -> String? {
    let token = SessionToken.make()
    let digest = try SessionToken.digest(token).orMissing()
    let connection = try console()
    let isIn = try connection.transaction {
      try SignIns(connection).signIn(
        login: member.login, proof: member.proof, second: second ?? member.nextCode(), token: digest,
        address: address)
    }
    return isIn ? token : nil
  }

  /// A signed-in person's request; nil where nobody is.
  func visit<T>(_ token: String, _ body: (SignedIn) throws -> T) throws -> T? {
    let connection = try console()
    return try connection.transaction {
      guard let visit = try SignedIn(connection, token: token) else { return nil }
      return try body(visit)
    }
  }

  func isSignedIn(_ token: String) throws -> Bool { try visit(token) { _ in true } ?? false }

  /// `kind actor subject detail` of each entry about the console, in order.
  func trail() throws -> [String] {
    let rows = try practice.ask(
      """
      select concat_ws(' ', kind, actor, subject, nullif(detail::text, '{}')) from trail.entry
      where kind like 'console.%' order by entry_id
      """)
    return try (0..<rows.count).map { try rows.text($0, 0) }
  }

  /// Time passes for what is kept of sessions and of tries.
  func pass(_ interval: String) throws {
    try practice.ask(
      """
      update gate.console_session set started_at = started_at - interval '\(interval)',
        seen_at = seen_at - interval '\(interval)', confirmed_at = confirmed_at - interval '\(interval)'
      """)
    try practice.ask("update gate.sign_in set at = at - interval '\(interval)'")
  }

  func refusal(_ work: () throws -> Void) -> String? {
    do {
      try work()
      return nil
    } catch {
      return (error as? PostgresError)?.sqlState ?? "\(error)"
    }
  }
}

/// Somebody, with what they chose.
final class Member {
  let login: String
  let salt = Password.newSalt()
  let proof = RandomBytes.make(32)
  let recovery = [RandomBytes.make(32), RandomBytes.make(32)]
  private(set) var counter: Int64 = 0

  init(_ login: String) { self.login = login }

  /// A code that was never used.
  func nextCode() -> SecondFactor {
    counter += 1
    return .code(counter)
  }
}

struct Missing: Error {}

extension Optional {
  func orMissing() throws -> Wrapped {
    guard let self else { throw Missing() }
    return self
  }
}
