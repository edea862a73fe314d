internal import Accounts
internal import Postgres
internal import TestSupport
internal import Testing

@Suite("What is kept of sign-ins") struct ForgettingTests {
  private let house: House

  init() throws { house = try House() }

  private func count(_ table: String) throws -> Int64 {
    try house.practice.ask("select count(*) from gate.\(table)").int64(0, 0)
  }

  @Test func `is forgotten after ninety days, and a session a day after its end`() throws {
    let rivera = try house.member("rivera")
    let ended = try house.signIn(rivera).orMissing()
    let idle = try house.signIn(rivera).orMissing()
    try house.visit(ended) { _ = try $0.leave(everywhere: false) }
    try house.pass("20 hours")
    try house.practice.ask("update gate.console_session set ended_at = ended_at - interval '20 hours'")
    let kept = try house.signIn(rivera).orMissing()
    #expect(try count("console_session") == 3 && count("sign_in") == 4)
    try house.pass("5 hours")
    try house.practice.ask("update gate.console_session set ended_at = ended_at - interval '5 hours'")
    _ = try house.signIn(rivera)
    #expect(try count("console_session") == 2, "the last two")
    #expect(try !house.isSignedIn(idle) && !house.isSignedIn(kept))
    try house.pass("89 days")
    _ = try house.signIn(rivera)
    #expect(try count("sign_in") == 3 && count("console_session") == 1)
  }

  @Test func `is deleted by that alone`() throws {
    for login in ["scrim_console", "scrim_gateway", "biller", "therapist", "privacy_officer", "auditor"] {
      let connection = try house.practice.database.connect(as: login)
      for table in ["gate.sign_in", "gate.console_session"] {
        #expect(house.refusal { _ = try connection.query("delete from \(table)") } == "42501", "\(login)")
      }
      #expect(
        house.refusal { _ = try connection.query("select gate.forget_sign_ins()") } == "42501", "\(login)")
    }
  }

  @Test func `counts a network of sixty-four bits as one address, and IPv4 as it is`() throws {
    let rivera = try house.member("rivera")
    func isTooOften(_ address: String) throws -> Bool {
      if case .tooOften = try house.prove("rivera", [1], from: address) { return true }
      return false
    }
    for host in 1...5 { #expect(try !isTooOften("2001:db8:0:7::\(host)")) }
    #expect(try isTooOften("2001:db8:0:7:ffff::9"))
    #expect(try !isTooOften("2001:db8:0:8::9"))
    for host in 1...6 { #expect(try !isTooOften("::ffff:192.0.2.\(host)")) }
    #expect(try house.signIn(rivera, from: "2001:db8:0:7::1") == nil)
    #expect(try house.signIn(rivera, from: "2001:db8:0:9::1") != nil)
  }

  @Test func `asks for password and code before a role that decides about others is put on`() throws {
    let token = try house.signIn(house.member("okafor", "billing", further: ["privacy", "administrator"]))
      .orMissing()
    #expect(try house.visit(token) { $0.present.role } == .billing, "nobody begins as one who decides")
    #expect(try house.visit(token) { try $0.act(as: .privacy) } == true)
    #expect(try house.visit(token) { try $0.act(as: .billing) } == true)
    try house.pass("6 minutes")
    for role in [SignedIn.Role.privacy, .administrator] {
      #expect(house.refusal { _ = try house.visit(token) { try $0.act(as: role) } } == "SC032")
    }
    #expect(try house.visit(token) { try $0.act(as: .clinician) } == false)
  }
}
