internal import Accounts
internal import Credentials
internal import Glibc
internal import Postgres
internal import Signing
internal import Synchronization
internal import TestSupport
internal import Testing

@Suite("Sign-in that is refused") struct RefusalTests {
  private let house: House
  private let rivera: Member

  init() throws {
    house = try House()
    rivera = try house.member("rivera")
  }

  private func recipe(_ login: String) throws -> [String] {
    let connection = try house.console()
    return try connection.transaction {
      let recipe = try SignIns(connection).recipe(login: login)
      return ["\(recipe.salt)", recipe.cost]
    }
  }

  /// Every value of the answer, as the server sends it.
  private func answer(_ login: String, _ proof: [UInt8]) throws -> String {
    let rows = try house.practice.ask(
      "select p::text from gate.console_prove($1, $2, '192.0.2.17') p", [.text(login), .bytes(proof)],
      as: "scrim_console")
    return try (0..<rows.count).map { try rows.text($0, 0) }.joined(separator: "\n")
  }

  @Test func `is answered alike for a wrong password and for a name that there is not`() throws {
    try house.register("okafor", "billing")  // a person without an account
    try house.register("watcher", "auditor")
    let disabled = try house.member("disabled")
    try house.practice.ask("select gate.disable_person('disabled')")
    let wrong = try answer("rivera", RandomBytes.make(32))
    #expect(wrong == "(t,,)")
    for login in ["nobody", "okafor", "watcher", "x'; --", String(repeating: "x", count: 300)] {
      #expect(try answer(login, RandomBytes.make(32)) == wrong)
    }
    #expect(try answer("disabled", disabled.proof) == wrong)
    #expect(try answer("rivera", rivera.proof) != wrong, "the right one is told apart")
    #expect(
      try house.trail().suffix(2) == [
        #"console.refused scrim_console unknown {"why": "proof"}"#,
        #"console.refused scrim_console disabled {"why": "proof"}"#,
      ])
  }

  @Test func `has a recipe of one form for every name, and always the same`() throws {
    try house.register("okafor", "billing")
    for login in ["rivera", "okafor", "nobody", ""] {
      let first = try recipe(login)
      #expect(first[1] == PasswordCost.current.description)
      #expect(first[0].split(separator: ",").count == 16)
      #expect(try recipe(login) == first)
    }
    #expect(try recipe("nobody") != recipe("nobody2"))
    #expect(try recipe("rivera")[0] == "\(rivera.salt)")
    // Another clinic's names have other salts: nobody learns them elsewhere.
    let before = try recipe("nobody")
    try house.practice.ask("update gate.console_secret set secret = sha256('another')")
    #expect(try recipe("nobody") != before)
  }

  @Test func `takes a code once, and none that is older`() throws {
    #expect(try house.signIn(rivera, by: .code(7)) != nil)
    for used in [7, 6, 1, 0, -1] {
      #expect(try house.signIn(rivera, by: .code(Int64(used))) == nil, "\(used)")
      try house.pass("20 minutes")
    }
    #expect(try house.signIn(rivera, by: .code(8)) != nil)
    #expect(try house.trail().filter { $0.hasSuffix(#"{"why": "code"}"#) }.count == 5)
  }

  @Test func `takes a recovery code once`() throws {
    #expect(try house.signIn(rivera, by: .recovery(rivera.recovery[0])) != nil)
    #expect(try house.signIn(rivera, by: .recovery(rivera.recovery[0])) == nil)
    #expect(try house.signIn(rivera, by: .recovery(RandomBytes.make(32))) == nil)
    #expect(try house.signIn(rivera, by: .recovery(rivera.recovery[1])) != nil)
    #expect(
      try house.trail().contains(#"console.signed_in rivera rivera {"by": "recovery", "role": "billing"}"#))
  }

  @Test(arguments: [true, false])
  func `takes a code once, also of two who show it at the same moment`(_ isCode: Bool) throws {
    for _ in 1...2 { try house.prove("rivera", rivera.proof) }
    let second = isCode ? SecondFactor.code(5) : .recovery(rivera.recovery[0])
    let first = try house.console()
    try first.script("begin")
    let isFirst = try SignIns(first).signIn(
      login: "rivera", proof: rivera.proof, second: second, token: RandomBytes.make(32),
      address: House.office)
    #expect(isFirst)
    let (house, proof) = (house, rivera.proof)
    let isSecond = Mutex<Bool?>(nil)
    let group = try Waiting(for: house.practice) {
      let connection = try house.console()
      let isIn = try connection.transaction {
        try SignIns(connection).signIn(
          login: "rivera", proof: proof, second: second, token: RandomBytes.make(32), address: House.office)
      }
      isSecond.withLock { $0 = isIn }
    }
    #expect(isSecond.withLock { $0 } == nil, "the second waits for the first")
    try first.script("commit")
    group.join()
    #expect(isSecond.withLock { $0 } == false)
  }

  @Test func `leads nowhere where no try was begun, or it was begun elsewhere or long ago`() throws {
    #expect(try house.secondHalf(rivera) == nil)
    try house.prove("rivera", rivera.proof, from: "192.0.2.99")
    #expect(try house.secondHalf(rivera) == nil)
    try house.prove("rivera", rivera.proof)
    try house.pass("6 minutes")
    #expect(try house.secondHalf(rivera) == nil)
    try house.prove("rivera", rivera.proof)
    #expect(try house.secondHalf(rivera) != nil)
    #expect(try house.secondHalf(rivera) == nil, "one try, one sign-in")
    #expect(try house.trail().filter { $0.hasSuffix(#"{"why": "untried"}"#) }.count == 4)
  }

  @Test func `leads nowhere with another's proof, or with neither code nor recovery code`() throws {
    let okafor = try house.member("okafor")
    let token = RandomBytes.make(32)
    for (proof, counter, recovery) in [
      (okafor.proof, Parameter.int64(9), Parameter.optionalBytes(nil)),
      (rivera.proof, .optionalInt64(nil), .optionalBytes(nil)),
      (rivera.proof, .int64(9), .bytes(rivera.recovery[0])),
      (rivera.proof, .optionalInt64(nil), .bytes(okafor.recovery[0])),
    ] {
      try house.prove("rivera", rivera.proof)
      let isIn = try house.practice.ask(
        "select gate.console_sign_in('rivera', $1, $2, $3, $4, '192.0.2.17')",
        [.bytes(proof), counter, recovery, .bytes(token)], as: "scrim_console"
      ).bool(0, 0)
      #expect(!isIn)
      try house.pass("20 minutes")
    }
    #expect(try house.practice.ask("select from gate.console_session").count == 0)
  }
}

/// Work on another thread that has come to a lock which somebody else holds.
struct Waiting {
  private let group: ThreadGroup

  init(for practice: Practice, _ work: @escaping @Sendable () throws -> Void) throws {
    group = ThreadGroup { try? work() }
    for _ in 1...500 {
      let waiting = try practice.ask(
        "select from pg_locks where not granted and database = (select oid from pg_database "
          + "where datname = current_database())")
      if waiting.count > 0 { return }
      usleep(10_000)
    }
    throw Missing()
  }

  func join() { group.join() }
}
