internal import Accounts
internal import Credentials
internal import Gate
internal import Postgres
internal import Signing
internal import TestSupport
internal import Testing

/// The whole way, with real passwords and real codes.
@Suite("Account") struct AccountTests {
  private let house: House
  private let secret = OneTimeCode.newSecret()
  private let now: Int64 = 1_800_000_000

  init() throws { house = try House() }

  /// What the web program does with the invitation code and a password that was typed.
  private func enrol(_ login: String, _ code: String, _ password: String) throws -> Bool {
    let invitation = try InvitationCode.digest(code).orMissing()
    let salt = Password.newSalt()
    let proof = try Password.proof(password, salt: salt, cost: .current)
    let counter = OneTimeCode.matches(
      OneTimeCode.code(secret: secret, counter: now / 30), secret: secret, at: now, after: nil)
    let connection = try house.console()
    return try connection.transaction {
      try SignIns(connection).isInvited(login: login, invitation: invitation, address: House.office)
        && SignIns(connection).enrol(
          login: login, invitation: invitation,
          .init(
            salt: salt, cost: PasswordCost.current.description, verifier: Digest(sha256Of: proof).bytes,
            sealedSecret: secret, usedUp: (counter: try counter.orMissing(), recovery: [])))
    }
  }

  private func recipe(_ login: String) throws -> (salt: [UInt8], cost: PasswordCost) {
    let connection = try house.console()
    let recipe = try connection.transaction { try SignIns(connection).recipe(login: login) }
    return (recipe.salt, try PasswordCost(recipe.cost).orMissing())
  }

  /// The counter of a code that is good `steps` after enrolment.
  private func typed(_ steps: Int64, after last: Int64) throws -> Int64 {
    let moment = now + steps * OneTimeCode.stepSeconds
    return try OneTimeCode.matches(
      OneTimeCode.code(secret: secret, counter: moment / 30), secret: secret, at: moment, after: last
    ).orMissing()
  }

  @Test func `goes from an invitation to a role put on, confirmed, and signed out`() throws {
    try house.register("rivera", "billing", clinician: "D-01", further: ["clinician"])
    let password = "three quiet lighthouses"
    #expect(try enrol("rivera", house.invite("rivera"), password))

    let recipe = try recipe("rivera")
    let proof = try Password.proof(password, salt: recipe.salt, cost: recipe.cost)
    guard case .by(let sealed, let last) = try house.prove("rivera", proof) else { throw Missing() }
    #expect(sealed == secret)
    let token = try signIn(proof, .code(typed(1, after: last)))

    let present = try house.visit(token) { $0.present }.orMissing()
    #expect(present.login == "rivera" && present.role == .billing && present.isConfirmed)
    #expect(present.roles == [.billing, .clinician] && present.key.count == 32)
    #expect(try house.visit(token) { try $0.act(as: .privacy) } == false)
    #expect(try house.visit(token) { try $0.act(as: .clinician) } == true)
    let changed = try house.visit(token) { $0.present }.orMissing()
    #expect(changed.role == .clinician && changed.key != present.key)

    let second = try confirm(token, proof, .code(typed(2, after: last)))
    #expect(try !house.isSignedIn(token))
    #expect(try house.visit(second) { try $0.leave(everywhere: false) } == 1)
    #expect(try !house.isSignedIn(second))
    #expect(
      try house.trail() == [
        "console.invited postgres rivera", "console.enrolled rivera rivera",
        #"console.signed_in rivera rivera {"by": "code", "role": "billing"}"#,
        #"console.role_put_on rivera rivera {"role": "clinician"}"#, "console.confirmed rivera rivera",
        #"console.signed_out rivera rivera {"sessions": 1}"#,
      ])
  }

  private func signIn(_ proof: [UInt8], _ second: SecondFactor) throws -> String {
    let token = SessionToken.make()
    let digest = try SessionToken.digest(token).orMissing()
    let connection = try house.console()
    #expect(
      try connection.transaction {
        try SignIns(connection).signIn(
          login: "rivera", proof: proof, second: second, token: digest, address: House.office)
      })
    return token
  }

  /// Password and code once more: the session lies idle past its confirmation first.
  private func confirm(_ token: String, _ proof: [UInt8], _ second: SecondFactor) throws -> String {
    try house.pass("6 minutes")
    #expect(try house.visit(token) { $0.present.isConfirmed } == false)
    let new = SessionToken.make()
    let digest = try SessionToken.digest(new).orMissing()
    guard case .by = try house.prove("rivera", proof) else { throw Missing() }
    let isConfirmed = try house.visit(token) {
      try $0.confirm(proof: proof, second: second, token: digest, address: House.office)
    }
    #expect(isConfirmed == true)
    #expect(try house.visit(new) { $0.present.isConfirmed } == true)
    return new
  }

  @Test func `that is invited again works until the code is used, and its sessions end then`() throws {
    let rivera = try house.member("rivera")
    let token = try house.signIn(rivera).orMissing()
    let code = try house.invite("rivera")
    #expect(try house.isSignedIn(token))
    #expect(try house.signIn(rivera) != nil)
    let anew = Member("rivera")
    #expect(try house.enrol(anew, code: code))
    #expect(try !house.isSignedIn(token))
    #expect(try house.signIn(rivera) == nil)
    #expect(try house.signIn(anew) != nil)
    #expect(try !house.enrol(Member("rivera"), code: code), "a code opens once")
  }

  @Test func `opens to no code that is over, another's, or of somebody who is disabled`() throws {
    try house.register("rivera", "billing")
    try house.register("okafor", "billing")
    let code = try house.invite("rivera")
    #expect(try !house.enrol(Member("okafor"), code: code))
    try house.practice.ask("update gate.account set invited_until = now() - interval '1 second'")
    #expect(try !house.enrol(Member("rivera"), code: code))
    let second = try house.invite("rivera")
    try house.practice.ask("select gate.disable_person('rivera')")
    #expect(try !house.enrol(Member("rivera"), code: second))
    try house.register("rivera", "billing")
    #expect(try !house.enrol(Member("rivera"), code: second), "disabling ended the code")
    #expect(try house.enrol(Member("rivera"), code: house.invite("rivera")))
    #expect(throws: Missing.self) { _ = try house.invite("nobody") }
    try house.register("watcher", "auditor")
    #expect(throws: Missing.self) { _ = try house.invite("watcher") }
  }

  @Test func `keeps nothing that somebody could sign in with`() throws {
    let rivera = try house.member("rivera")
    let token = try house.signIn(rivera).orMissing()
    // Whoever has read every table shows what they found.
    let row = try house.practice.ask(
      "select a.verifier, encode(s.token, 'hex') from gate.account a join gate.console_session s using (login)"
    )
    guard case .wrong = try house.prove("rivera", row.bytes(0, 0)) else {
      Issue.record("the verifier is as good as the proof")
      return
    }
    #expect(try !house.isSignedIn(row.text(0, 1)))
    #expect(try house.isSignedIn(token))
  }
}
