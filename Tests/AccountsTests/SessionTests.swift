internal import Accounts
internal import Gate
internal import Postgres
internal import Sessions
internal import Signing
internal import TestSupport
internal import Testing

@Suite("Session of the console") struct SessionTests {
  private let house: House

  init() throws { house = try House() }

  @Test func `ends after a quarter of an hour in which nobody came`() throws {
    let token = try house.signIn(house.member("rivera")).orMissing()
    for _ in 1...3 {
      try house.practice.ask("update gate.console_session set seen_at = seen_at - interval '14 minutes'")
      #expect(try house.isSignedIn(token), "whoever comes stays")
    }
    try house.practice.ask("update gate.console_session set seen_at = seen_at - interval '15 minutes'")
    #expect(try !house.isSignedIn(token))
    #expect(try !house.isSignedIn(token), "and is not back by asking again")
  }

  @Test func `ends after twelve hours, whoever comes`() throws {
    let token = try house.signIn(house.member("rivera")).orMissing()
    try house.practice.ask("update gate.console_session set started_at = started_at - interval '719 minutes'")
    #expect(try house.isSignedIn(token))
    try house.practice.ask("update gate.console_session set started_at = started_at - interval '1 minute'")
    #expect(try !house.isSignedIn(token))
  }

  @Test func `ends alone, or with all others of the person and nobody else's`() throws {
    let (rivera, okafor) = (try house.member("rivera"), try house.member("okafor"))
    let others = try house.signIn(okafor).orMissing()
    let tokens = try (1...3).map { _ in try house.signIn(rivera).orMissing() }
    #expect(try house.visit(tokens[0]) { try $0.leave(everywhere: false) } == 1)
    #expect(try tokens.map(house.isSignedIn) == [false, true, true])
    #expect(try house.visit(tokens[1]) { try $0.leave(everywhere: true) } == 2)
    #expect(try tokens.map(house.isSignedIn) == [false, false, false])
    #expect(try house.isSignedIn(others))
    #expect(try house.visit(tokens[1]) { try $0.leave(everywhere: true) } == nil)
  }

  @Test func `ends with the person, with a role and with every registration`() throws {
    let rivera = try house.member("rivera", "billing", clinician: "D-01", further: ["clinician"])
    let first = try house.signIn(rivera).orMissing()
    #expect(try house.visit(first) { try $0.act(as: .clinician) } == true)
    try house.register("rivera", "billing")
    #expect(try !house.isSignedIn(first))
    let second = try house.signIn(rivera).orMissing()
    #expect(try house.visit(second) { $0.present.roles } == [.billing])
    #expect(try house.visit(second) { try $0.act(as: .clinician) } == false)

    try house.practice.ask("select gate.disable_person('rivera')")
    #expect(try !house.isSignedIn(second))
    #expect(try house.signIn(rivera) == nil)
    try house.register("rivera", "billing")
    #expect(try !house.isSignedIn(second))
    #expect(try house.signIn(rivera) == nil, "the account ended; another invitation begins it")
    // A session whose role was taken away behind the functions' back is none either.
    let okafor = try house.member("okafor", "billing", further: ["privacy"])
    let third = try house.signIn(okafor).orMissing()
    #expect(try house.visit(third) { try $0.act(as: .privacy) } == true)
    try house.practice.ask("update gate.person set further_roles = '{}' where login = 'okafor'")
    #expect(try !house.isSignedIn(third))
  }

  @Test func `has the recovery codes replaced by the person, with what is confirmed`() throws {
    let rivera = try house.member("rivera")
    let token = try house.signIn(rivera).orMissing()
    let new = [RandomBytes.make(32)]
    try house.visit(token) { try $0.renewRecovery(new) }
    #expect(try house.visit(token) { $0.present.recoveryCodes } == 1)
    #expect(try house.signIn(rivera, by: .recovery(rivera.recovery[0])) == nil)
    #expect(try house.signIn(rivera, by: .recovery(new[0])) != nil)
    try house.pass("6 minutes")
    #expect(house.refusal { try house.visit(token) { try $0.renewRecovery(new) } } == "SC032")
  }

  @Test func `is confirmed by password and code alone, and by a try that was begun`() throws {
    let rivera = try house.member("rivera")
    let token = try house.signIn(rivera).orMissing()
    try house.pass("6 minutes")
    func confirm(_ proof: [UInt8], _ second: SecondFactor) throws -> Bool? {
      try house.visit(token) {
        try $0.confirm(proof: proof, second: second, token: RandomBytes.make(32), address: House.office)
      }
    }
    #expect(try confirm(rivera.proof, rivera.nextCode()) == false)
    try house.prove("rivera", rivera.proof)
    #expect(try confirm(RandomBytes.make(32), rivera.nextCode()) == false)
    try house.prove("rivera", rivera.proof)
    #expect(try confirm(rivera.proof, .code(0)) == false)
    #expect(try house.visit(token) { $0.present.isConfirmed } == false, "and stays what it was")
    try house.prove("rivera", rivera.proof)
    #expect(try confirm(rivera.proof, rivera.nextCode()) == true)
    #expect(try !house.isSignedIn(token))
  }

  @Test func `is as durable as everything that is done in it`() throws {
    let token = try house.signIn(house.member("rivera")).orMissing()
    try house.pass("1 minute")
    let setting = try house.visit(token) {
      try $0.connection.query("select current_setting('synchronous_commit')").text(0, 0)
    }
    #expect(setting == "on")
  }
}

@Suite("Deed in the console") struct DeedTests {
  private let house: House

  init() throws { house = try House() }

  @Test func `is recorded as the person's, and never as the console's`() throws {
    let rivera = try house.signIn(house.member("rivera", "clinician", clinician: "D-01")).orMissing()
    let okafor = try house.signIn(house.member("okafor", "privacy")).orMissing()
    let lind = try house.signIn(house.member("lind", "front_desk")).orMissing()
    let asked = Practice.anchor.daysSince2000
    try house.visit(lind) { visit in
      _ = try Restrictions(console: visit.connection).markUnseen(
        .init(client: "C-001", requestedOn: asked))
    }
    try house.visit(rivera) { visit in
      let desk = Restrictions(console: visit.connection)
      _ = try desk.recordPaid(client: "C-001", session: nil, on: asked)
      _ = try desk.requestLift(client: "C-001", session: nil, requestedOn: asked)
      _ = try Caseload(console: visit.connection).disclosures(about: "C-001")
    }
    try house.visit(okafor) { visit in
      _ = try Restrictions(console: visit.connection).confirmLift(client: "C-001", session: nil)
    }
    let kept = try house.practice.ask("select marked_by, lift_requested_by, lifted_by from gate.restriction")
    #expect(try [kept.text(0, 0), kept.text(0, 1), kept.text(0, 2)] == ["lind", "rivera", "okafor"])
    let entries = try house.practice.ask(
      "select kind || ' ' || actor from gate.restriction_entry where kind <> 'imported' order by entry_id")
    #expect(
      try (0..<entries.count).map { try entries.text($0, 0) } == [
        "marked lind", "paid rivera", "lift_requested rivera", "disclosures_shown rivera", "lifted okafor",
      ])
    #expect(try anywhere("scrim_console") == [], "nothing is the console's own")
    #expect(try !anywhere("rivera").isEmpty)
  }

  /// Columns that say who did something in which this login stands, but for tries to sign in.
  private func anywhere(_ login: String) throws -> [String] {
    let columns = try house.practice.ask(
      """
      select format('%I.%I', n.nspname, c.relname), a.attname::text
      from pg_attrdef d
      join pg_class c on c.oid = d.adrelid join pg_namespace n on n.oid = c.relnamespace
      join pg_attribute a on a.attrelid = d.adrelid and a.attnum = d.adnum
      where pg_get_expr(d.adbin, d.adrelid) = 'gate.actor()'
      """)
    #expect(columns.count >= 17)
    return try (0..<columns.count).compactMap { row in
      let (table, column) = (try columns.text(row, 0), try columns.text(row, 1))
      let found = try house.practice.ask(
        "select from \(table) where \(column) = $1", [.text(login)]
      ).count
      return found > 0 ? "\(table).\(column)" : nil
    }
  }

  private static let forged =
    "set local scrim.person = 'okafor'; set local scrim.role = 'privacy'; "

  @Test func `is nobody's who only says who they are`() throws {
    _ = try house.signIn(house.member("okafor", "privacy"))
    let lind = try house.signIn(house.member("lind", "front_desk")).orMissing()
    let console = try house.console()
    for token in ["", "x", SignedOut.token] {
      let state = house.refusal {
        try console.transaction {
          try console.script(Self.forged + "set local scrim.token = '\(token)'")
          _ = try console.query("select from desk.people()")
        }
      }
      #expect(state == "SC030", "\(token)")
    }
    // Who is there is asked anew by each function, also after somebody was there.
    try house.visit(lind) { visit in
      try visit.connection.script(Self.forged)
      _ = try Restrictions(console: visit.connection).markUnseen(
        .init(client: "C-001", requestedOn: Practice.anchor.daysSince2000))
      #expect(try visit.connection.query("select current_setting('scrim.person')").text(0, 0) == "lind")
    }
    #expect(try house.practice.ask("select marked_by from gate.restriction").text(0, 0) == "lind")
    let state = house.refusal {
      try house.visit(lind) { visit in
        try visit.connection.script(Self.forged)
        _ = try visit.connection.query("select from desk.people()")
      }
    }
    #expect(state == "SC031")
  }

  @Test func `leaves nothing behind for the next on the same connection`() throws {
    let okafor = try house.signIn(house.member("okafor", "privacy")).orMissing()
    let console = try house.console()
    try console.transaction {
      _ = try SignedIn(console, token: okafor).orMissing()
      #expect(try console.query("select from desk.people()").count > 0)
    }
    #expect(house.refusal { _ = try console.query("select from desk.people()") } == "SC030")
    #expect(try console.query("select coalesce(current_setting('scrim.token', true), '')").text(0, 0) == "")
  }

  @Test func `of another login takes no notice of the console's settings`() throws {
    let okafor = try house.signIn(house.member("okafor", "privacy")).orMissing()
    let biller = try house.practice.database.connect(as: "biller")
    try biller.transaction {
      try biller.script(Self.forged + "set local scrim.token = '\(okafor)'")
      _ = try biller.query(
        "select from gate.mark_self_pay('C-001', null, null, null, current_date - 400, null)")
    }
    #expect(try house.practice.ask("select marked_by from gate.restriction").text(0, 0) == "biller")
    for (login, state) in [
      ("biller", "42501"), ("privacy_officer", "42501"), ("scrim_gateway", "42501"),
      ("scrim_migrator", "SC006"),
    ] {
      let connection = try house.practice.database.connect(as: login)
      let refusal = house.refusal {
        try connection.transaction {
          try connection.script(Self.forged + "set local scrim.token = '\(okafor)'")
          _ = try connection.query("select from desk.people()")
        }
      }
      #expect(refusal == state, "\(login)")
    }
  }
}

enum SignedOut {
  /// As one that was never given out.
  static let token = String(repeating: "A", count: 43)
}
