internal import Accounts
internal import Postgres
internal import Signing
internal import TestSupport
internal import Testing

/// As `gate.may_try` says: five for a name from one address, fifty for it from everywhere, a hundred from one
/// address; and where somebody came in before, the first alone.
@Suite("Tries") struct ThrottleTests {
  private let house: House
  private let rivera: Member

  init() throws {
    house = try House()
    rivera = try house.member("rivera")
  }

  private func isTooOften(_ login: String, from address: String = House.office) throws -> Bool {
    if case .tooOften = try house.prove(login, RandomBytes.make(32), from: address) { return true }
    return false
  }

  /// So many failures, without the work.
  private func failures(_ count: Int, named login: String?, from address: String?) throws {
    try house.practice.ask(
      """
      insert into gate.sign_in (named, address, outcome)
      select gate.console_keyed(coalesce($1, 'name ' || n)),
        coalesce($2::text::inet, '198.51.100.0'::inet + n), 'refused'
      from generate_series(1, $3) n
      """, [.optionalText(login), .optionalText(address), .int32(Int32(count))])
  }

  @Test func `are five for a name from one address within a quarter of an hour`() throws {
    for _ in 1...5 { #expect(try !isTooOften("rivera")) }
    #expect(try isTooOften("rivera"))
    #expect(try house.signIn(rivera) == nil, "not with the right password either")
    #expect(try !isTooOften("rivera", from: "192.0.2.18"))
    #expect(try !isTooOften("okafor"))
    try house.pass("16 minutes")
    #expect(try house.signIn(rivera) != nil)
    // Told once in a quarter of an hour.
    #expect(
      try house.trail().filter { $0 == #"console.refused scrim_console rivera {"why": "throttled"}"# }.count
        == 1)
  }

  @Test func `count where they were begun and never ended, and do not where they led in`() throws {
    for _ in 1...8 { #expect(try house.signIn(rivera) != nil) }
    for _ in 1...5 { try house.prove("rivera", rivera.proof) }
    #expect(try isTooOften("rivera"))
  }

  @Test func `with a wrong code count like those with a wrong password`() throws {
    for _ in 1...5 { #expect(try house.signIn(rivera, by: .code(0)) == nil) }
    #expect(try isTooOften("rivera"))
  }

  @Test func `with invitation codes count too`() throws {
    try house.register("okafor", "billing")
    let code = try house.invite("okafor")
    for _ in 1...5 {
      #expect(try !house.enrol(Member("okafor"), code: "aaaa-aaaa-aaaa-aaaa-aaaa-aaaa"))
    }
    #expect(try !house.enrol(Member("okafor"), code: code))
    try house.pass("16 minutes")
    #expect(try house.enrol(Member("okafor"), code: code))
  }

  @Test func `are fifty for a name from everywhere, but for where its person came in before`() throws {
    #expect(try house.signIn(rivera, from: "203.0.113.5") != nil)
    try failures(49, named: "rivera", from: nil)
    #expect(try !isTooOften("rivera", from: "192.0.2.40"))
    #expect(try isTooOften("rivera", from: "192.0.2.41"))
    #expect(try isTooOften("rivera"))
    #expect(try house.signIn(rivera, from: "203.0.113.5") != nil)
  }

  @Test func `are a hundred from one address, which locks no clinic out that is behind it`() throws {
    let okafor = try house.member("okafor")
    #expect(try house.signIn(rivera) != nil)
    try failures(100, named: nil, from: House.office)
    #expect(try isTooOften("whoever"))
    #expect(try house.signIn(okafor) == nil, "who never came in from there is stopped")
    #expect(try house.signIn(rivera) != nil, "who did is not")
    #expect(try house.signIn(okafor, from: "203.0.113.5") != nil)
    // What let them in is forgotten after ninety days.
    try house.pass("91 days")
    try failures(100, named: nil, from: House.office)
    #expect(try house.signIn(rivera) == nil)
  }

  @Test func `are kept without the name that was typed`() throws {
    try house.prove("a password in the wrong field", rivera.proof)
    let kept = try house.practice.ask(
      "select s::text, encode(s.named, 'hex') from gate.sign_in s order by 1 desc limit 1")
    #expect(try kept.text(0, 1).count == 64)
    #expect(try !house.trail().joined().contains("wrong field"))
    #expect(
      try house.practice.ask(
        """
        select from gate.sign_in s where s.named in (convert_to('a password in the wrong field', 'UTF8'),
          sha256(convert_to('a password in the wrong field', 'UTF8')))
        """
      ).count == 0)
  }
}
