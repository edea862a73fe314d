internal import Accounts
internal import Credentials
internal import Gate
internal import Postgres
internal import Signing
internal import TestSupport
internal import Testing

/// Another's account: an administrator proposes, a second person confirms, and whoever it is about is told.
@Suite("Two people") struct TwoPeopleTests {
  private let house: House
  private let code = Array(repeating: UInt8(7), count: 32)

  init() throws { house = try House() }

  private func desk<T>(_ token: String, _ body: (AccountDesk) throws -> T) throws -> T {
    try house.visit(token) { try body(AccountDesk(console: $0.connection)) }.orMissing()
  }

  private func propose(
    _ deed: AccountDesk.Deed, _ login: String, _ roles: AccountRoles? = nil, as token: String
  ) throws -> AccountDesk.Ending {
    try desk(token) { try $0.propose(deed, login, roles, invitation: code) }
  }

  private func decide(_ login: String, _ agrees: Bool, as token: String) throws -> AccountDesk.Ending {
    try desk(token) { desk in
      let one = try desk.proposals().first { $0.login == login }.orMissing()
      return try desk.decide(one.id, agrees: agrees, invitation: code)
    }
  }

  private func person(_ login: String, as token: String) throws -> AccountDesk.Person? {
    try desk(token) { try $0.people().first { $0.login == login } }
  }

  private func notices(_ token: String) throws -> [AccountNotice] {
    try house.visit(token) { $0.present.notices }.orMissing()
  }

  /// Of people: kind, actor, subject.
  private func trail() throws -> [String] {
    let rows = try house.practice.ask(
      """
      select concat_ws(' ', kind, actor, subject) from trail.entry
      where kind like 'person.%' and actor <> 'postgres' order by entry_id
      """)
    return try (0..<rows.count).map { try rows.text($0, 0) }
  }

  private func administrator(_ login: String = "adamu") throws -> String {
    try house.signIn(house.member(login, "administrator")).orMissing()
  }

  private func officer() throws -> String {
    try house.signIn(house.member("okafor", "privacy")).orMissing()
  }

  @Test func `make an account, and its code is good when the second has confirmed`() throws {
    let (adamu, okafor) = (try administrator(), try officer())
    let roles = AccountRoles(first: .clinician, further: [.billing], clinician: "D-02")
    #expect(try propose(.add, "new", roles, as: adamu) == .proposed)
    #expect(try person("new", as: okafor) == nil, "nothing is changed yet")
    let shown = try desk(okafor) { try $0.proposals() }
    #expect(shown.map(\.login) == ["new"] && shown[0].mayConfirm && shown[0].roles == roles)
    #expect(try desk(adamu) { try $0.proposals()[0].mayConfirm } == false)
    #expect(house.refusal { _ = try decide("new", true, as: adamu) } == "SC037", "nobody confirms their own")
    #expect(try decide("new", true, as: okafor) == .done)
    let made = try person("new", as: adamu).orMissing()
    #expect(made.state == .invited && made.roles == roles && !made.hasLogin && made.signedInOn == nil)
    #expect(throws: Missing.self) { _ = try decide("new", true, as: okafor) }
    #expect(
      try trail() == [
        "person.proposed adamu new", "person.confirmed okafor new", "person.registered okafor new",
      ])
  }

  @Test func `are one where there is no second, and the trail says so`() throws {
    let adamu = try administrator()
    let lind = try house.signIn(house.member("lind", "front_desk")).orMissing()
    #expect(try desk(adamu) { try $0.secondPeople(for: "lind") } == [])
    #expect(try propose(.change, "lind", AccountRoles(first: .billing), as: adamu) == .done)
    #expect(try !house.isSignedIn(lind))
    #expect(try trail() == ["person.changed_alone adamu lind", "person.registered adamu lind"])
    // Who has a role and no account, or is whom it is about, is no second person.
    try house.register("okafor", "privacy")
    #expect(try propose(.reset, "lind", as: adamu) == .done)
    _ = try house.enrol(Member("okafor"), code: house.invite("okafor"))
    #expect(try propose(.reset, "okafor", as: adamu) == .done)
    #expect(try propose(.reset, "lind", as: adamu) == .proposed)
  }

  @Test func `are two also when the first has disabled the second`() throws {
    let (adamu, okafor) = (try administrator(), try officer())
    _ = try house.member("lind", "front_desk")
    #expect(try desk(adamu) { try $0.disable("okafor") })
    #expect(try !house.isSignedIn(okafor))
    #expect(try desk(adamu) { try $0.secondPeople(for: "lind") } == ["okafor"])
    #expect(try propose(.reset, "lind", as: adamu) == .proposed)
    try house.practice.ask("update gate.person set disabled_at = disabled_at - interval '7 days'")
    #expect(try desk(adamu) { try $0.secondPeople(for: "lind") } == [])
  }

  @Test func `never decide what is about themselves`() throws {
    let (adamu, okafor) = (try administrator(), try officer())
    #expect(
      try propose(
        .change, "adamu", AccountRoles(first: .administrator, further: [.privacy]), as: adamu) == .proposed)
    #expect(house.refusal { _ = try decide("adamu", true, as: adamu) } == "SC037")
    #expect(try decide("adamu", false, as: okafor) == .declined)
    let second = try administrator("second")
    #expect(try propose(.reset, "okafor", as: adamu) == .proposed)
    for answer in [true, false] {
      #expect(house.refusal { _ = try decide("okafor", answer, as: okafor) } == "SC037")
    }
    #expect(try decide("okafor", true, as: second) == .done)
    #expect(house.refusal { _ = try desk(adamu) { try $0.disable("adamu") } } == "SC037")
  }

  @Test func `is one who asks for more where nobody else is there to confirm it`() throws {
    let adamu = try administrator()
    #expect(
      house.refusal {
        _ = try propose(
          .change, "adamu", AccountRoles(first: .administrator, further: [.privacy]), as: adamu)
      } == "SC037")
    #expect(house.refusal { _ = try propose(.reset, "adamu", as: adamu) } == "SC037")
  }

  @Test func `let a proposal lapse, decline it, take it back, and have one at a time`() throws {
    let (adamu, okafor) = (try administrator(), try officer())
    _ = try house.member("lind", "front_desk")
    #expect(try propose(.reset, "lind", as: adamu) == .proposed)
    #expect(house.refusal { _ = try propose(.reset, "lind", as: adamu) } == "SC038")
    let id = try desk(okafor) { try $0.proposals()[0].id }
    try house.practice.ask("update gate.proposal set proposed_at = proposed_at - interval '7 days'")
    #expect(try desk(okafor) { try $0.proposals() }.isEmpty)
    #expect(
      house.refusal { _ = try desk(okafor) { try $0.decide(id, agrees: true, invitation: code) } } == "SC039")
    #expect(try propose(.reset, "lind", as: adamu) == .proposed)
    #expect(try decide("lind", false, as: okafor) == .declined)
    #expect(try propose(.reset, "lind", as: adamu) == .proposed)
    #expect(try decide("lind", false, as: adamu) == .withdrawn)
    #expect(try person("lind", as: adamu)?.invitedUntil == nil, "no code was made")
    // Whose proposer may propose no more is open no more.
    #expect(try propose(.reset, "lind", as: adamu) == .proposed)
    try house.practice.ask("select gate.disable_person('adamu')")
    #expect(house.refusal { _ = try decide("lind", true, as: okafor) } == "SC039")
  }

  @Test func `do not confirm what is not so any more`() throws {
    let (adamu, okafor) = (try administrator(), try officer())
    _ = try house.member("lind", "front_desk")
    #expect(try propose(.change, "lind", AccountRoles(first: .billing), as: adamu) == .proposed)
    try house.practice.ask("select gate.disable_person('lind')")
    #expect(house.refusal { _ = try decide("lind", true, as: okafor) } == "SC040", "it enables nobody")
    #expect(try person("lind", as: adamu)?.isDisabled == true)
    #expect(try decide("lind", false, as: okafor) == .declined)
    #expect(try propose(.enable, "lind", as: adamu) == .proposed)
    #expect(try decide("lind", true, as: okafor) == .done)
    let back = try person("lind", as: adamu).orMissing()
    #expect(!back.isDisabled && back.state == .invited && back.roles.all == [.frontDesk])
  }

  @Test func `tell whom it is about, and who has the number in the records already`() throws {
    let (adamu, okafor) = (try administrator(), try officer())
    let rivera = try house.member("rivera", "clinician", clinician: "D-01")
    let lind = try house.member("lind", "front_desk")
    let roles = AccountRoles(first: .frontDesk, further: [.clinician], clinician: "D-01")
    #expect(try propose(.change, "lind", roles, as: adamu) == .proposed)
    #expect(try desk(okafor) { try $0.proposals()[0].others } == ["rivera", "therapist"])
    #expect(try notices(house.signIn(rivera).orMissing()).isEmpty)
    #expect(try decide("lind", true, as: okafor) == .done)

    let lindToken = try house.signIn(lind).orMissing()
    let told = try notices(lindToken)
    #expect(told.map(\.kind) == [.mapped] && told[0].roles.clinician == "D-01")
    #expect(told[0].doneBy == "okafor" && told[0].proposedBy == "adamu")
    #expect(told[0].others == ["rivera", "therapist"])
    let riveraToken = try house.signIn(rivera).orMissing()
    let shared = try notices(riveraToken)
    #expect(shared.map(\.kind) == [.shared] && shared[0].about == "lind")

    _ = try house.visit(lindToken) { try $0.acknowledge(through: told[0].id) }
    #expect(try notices(lindToken).isEmpty)
    #expect(try notices(riveraToken).count == 1, "another's is another's to read")
    _ = try house.visit(lindToken) { try $0.acknowledge(through: shared[0].id) }
    #expect(try notices(riveraToken).count == 1)
    #expect(try trail().contains("person.notices_read lind lind"))
  }

  @Test func `tell of new codes, ended sign-ins, and of what was done by command`() throws {
    let adamu = try administrator()
    let lind = try house.member("lind", "front_desk")
    let token = try house.signIn(lind).orMissing()
    #expect(try desk(adamu) { try $0.endSessions(of: "lind") } == 1)
    #expect(try !house.isSignedIn(token))
    #expect(try desk(adamu) { try $0.endSessions(of: "lind") } == 0)
    #expect(try desk(adamu) { try $0.endSessions(of: "nobody") } == 0)
    #expect(try propose(.reset, "lind", as: adamu) == .done)
    try house.register("lind", "billing")
    let told = try notices(house.signIn(lind).orMissing())
    #expect(told.map(\.kind) == [.ended, .reset, .mapped])
    #expect(told.map(\.doneBy) == ["adamu", "adamu", "postgres"] && told.allSatisfy { $0.proposedBy == nil })
    // The same once more is nothing to tell.
    try house.register("lind", "billing")
    #expect(try notices(house.signIn(lind).orMissing()).count == 3)
  }

  @Test func `are refused what cannot be, with a code for each`() throws {
    let adamu = try administrator()
    _ = try house.member("lind", "front_desk")
    try house.register("watcher", "auditor")
    let desk = AccountRoles(first: .frontDesk)
    let wrong: [(AccountDesk.Deed, String, AccountRoles?, String)] = [
      (.add, "lind", desk, "SC036"), (.add, "Rivera", desk, "SC011"), (.add, "scrim_x", desk, "SC011"),
      (.add, "biller", desk, "SC036"), (.add, "postgres", desk, "SC011"), (.add, "unknown", desk, "SC011"),
      (.add, "x", nil, "SC034"), (.add, "x", AccountRoles(first: .clinician), "SC034"),
      (.add, "x", AccountRoles(first: .billing, clinician: "D-01"), "SC034"),
      (.add, "x", AccountRoles(first: .clinician, clinician: "D-none"), "SC012"),
      (.change, "nobody", desk, "SC040"), (.enable, "lind", nil, "SC040"),
      (.change, "watcher", desk, "SC035"), (.reset, "watcher", nil, "SC035"),
    ]
    for (deed, login, roles, state) in wrong {
      #expect(
        house.refusal { _ = try propose(deed, login, roles, as: adamu) } == state, "\(deed) \(login) \(state)"
      )
    }
    #expect(try house.practice.ask("select from gate.person where login in ('x', 'nobody')").count == 0)
  }
}
