internal import Desk
internal import Postgres
internal import Sessions
internal import Submissions
internal import TestSupport
internal import Testing

@Suite("Billing's lists and figures") struct FiguresTests {
  private let office: DeskPractice

  init() throws { office = try DeskPractice(sent: 9) }

  /// All claims of a filter, page by page.
  private func pages(_ filter: BillingDesk.ClaimFilter, of size: Int) throws -> [String] {
    var (filter, found) = (filter, [String]())
    filter.limit = size
    while true {
      let page = try office.desk.claims(filter)
      found += page.map(\.claim)
      guard page.count == size, let last = page.last else { return found }
      filter.after = .init(serviceDate: last.serviceDate, claim: last.claim)
    }
  }

  @Test(arguments: [1, 2, 4, 9, 10])
  func `come a page at a time, each claim once and in order`(_ size: Int) throws {
    let all = try office.desk.claims(.init()).map(\.claim)
    #expect(all.count == 9)
    #expect(try pages(.init(), of: size) == all)
    try office.say(.claim(all[0], "rejected"), .claim(all[4], "rejected"))
    var rejected = BillingDesk.ClaimFilter()
    rejected.state = "rejected-by-payer"
    #expect(try pages(rejected, of: size) == [all[0], all[4]])
  }

  @Test func `find what exactly these codes were said of`() throws {
    let claims = try office.desk.claims(.init()).map(\.claim)
    try office.say(
      .claim(claims[0], "rejected", codes: ["A7:562:IL"]),
      .claim(claims[1], "rejected", codes: ["A7:562:IL", "A7:85"]))
    var filter = BillingDesk.ClaimFilter()
    filter.code = "A7:562:IL"
    #expect(try office.desk.claims(filter).map(\.claim).count == 2)
    filter.code = nil
    filter.codes = ["A7:562:IL"]
    #expect(try office.desk.claims(filter).map(\.claim) == [claims[0]])
    filter.codes = []
    #expect(try office.desk.claims(filter).count == 7)
  }

  @Test func `count what was sent, rejected and answered, and how old what is open is`() throws {
    let claims = try office.desk.claims(.init()).map(\.claim)
    let since = try office.desk.today() - 84
    #expect(try office.desk.weeks(since: since).map(\.sent) == [9])
    #expect(try office.desk.weeks(since: since).map(\.rejected) == [0])
    #expect(try office.desk.answerDays(since: since).map(\.answered) == [0])
    #expect(try office.desk.answerDays(since: since).map(\.median) == [nil])
    try office.say(
      .claim(claims[0], "rejected"), .payment(claims[1], "denied", cents: 0),
      .payment(claims[2], "paid", cents: 5_000))
    #expect(try office.desk.weeks(since: since).map(\.rejected) == [1])
    let answers = try office.desk.answerDays(since: since)
    #expect(answers.map(\.submissions) == [1] && answers.map(\.answered) == [1])
    let median = try #require(answers.first?.median)
    #expect(median >= 0 && median < 1)
    let ages = try office.desk.openAges()
    #expect(ages.map(\.firstDays) == [0, 8, 31, 61, 91])
    #expect(ages.map(\.waitsForUs) == [2, 0, 0, 0, 0] && ages.map(\.waitsForOthers) == [6, 0, 0, 0, 0])
    _ = try office.practice.ask(
      "update claims.submission set decided_at = decided_at - interval '40 days' where state = 'accepted'")
    #expect(try office.desk.openAges().map(\.waitsForUs) == [0, 0, 2, 0, 0])
    #expect(try office.desk.weeks(since: since).map(\.sent).reduce(0, +) == 9)
    #expect(try office.desk.weeks(since: since + 84).map(\.sent).allSatisfy { $0 == 0 })
  }

  @Test func `say on a page no command`() {
    let words = ClaimStateText.all.map(ClaimStateText.of) + BillingDesk.Wish.all.map { WishText.of($0) }
    #expect(words.count > 30 && words.contains { $0.nextStep.byCommand.contains("`scrim") })
    for one in words { #expect(!one.nextStep.onPage.contains("`"), "\(one.sentence)") }
    for kind in ["session", "uncharged", "client", "payer", "date", "charge", "unknown"] {
      #expect(!ChangeText.nextStep([kind]).onPage.contains("`"))
    }
    for reason in ["no-charge", "payer-not-configured", "preview-needed", "past-filing-limit", "unknown"] {
      #expect(!ReasonText.of(reason).nextStep.onPage.contains("`"))
    }
  }

  @Test func `show what is kept back among what is held, with who did it and why`() throws {
    let due = try office.practice.admitted().first.orMissing()
    #expect(try office.desk.keepBack(session: due.record.reference, reason: "asked-client"))
    #expect(try office.desk.keptBack().isEmpty)
    _ = try office.practice.ask(
      """
      insert into claims.hold (session_id, clearinghouse, payer_id, service_date, defects, run_id)
      select s.session_id, 'harborlink', 'meridian', s.service_date, array['held-by-billing'], r.run_id
      from source.session s, claims.run r where s.session_id = $1 limit 1
      """, [.text(due.record.reference)])
    let kept = try office.desk.keptBack()
    #expect(kept.map(\.session) == [due.record.reference])
    #expect(kept.map(\.reason) == ["asked-client"] && kept.map(\.by) == ["biller"])
  }
}

extension BillingDesk.Wish {
  fileprivate static let all: [BillingDesk.Wish?] = [
    .notNow, .contradictory, .notReady, .numberMissing, .inTime, nil,
  ]
}

extension Optional {
  fileprivate func orMissing() throws -> Wrapped {
    guard let self else { throw Missing() }
    return self
  }
}

private struct Missing: Error {}
