internal import Desk
internal import Postgres
internal import Submissions
internal import TestSupport
internal import Testing

@Suite("States of a claim") struct ClaimStateTests {
  private let office: DeskPractice
  private let claim: String

  init() throws {
    office = try DeskPractice()
    claim = try office.claim()
  }

  @Test func `moves on with what is said of it, of its set and of its interchange`() throws {
    #expect(try office.state(claim) == "submitted")
    try office.say(.file("TA1", "interchange", "1", "accepted"))
    #expect(try office.state(claim) == "interchange-accepted")
    try office.say(.file("999", "set", "1 1", "accepted-with-errors"))
    #expect(try office.state(claim) == "set-accepted")
    try office.say(.claim(claim, "received", by: "clearinghouse", codes: ["A1:19:PR"]))
    #expect(try office.state(claim) == "received")
    try office.say(.claim(claim, "adjudicating", codes: ["A2:20:PR"], number: "P-1"))
    #expect(try office.state(claim) == "adjudicating")
    try office.say(.payment(claim, "paid", cents: 9_000))
    #expect(try office.state(claim) == "paid")
    // The others of the submission moved as far as what was said of them all.
    #expect(try office.state(office.claim(1)) == "set-accepted")
  }

  /// A set is named by its number: one that was rejected takes no claim of another set with it.
  @Test func `reads a 999 set by set`() throws {
    try office.practice.ask(
      "update claims.claim set set_number = 2 where patient_control_number = $1", [.text(claim)])
    try office.say(.file("999", "set", "1 1", "accepted"), .file("999", "set", "1 2", "rejected"))
    #expect(try office.state(claim) == "set-rejected")
    #expect(try office.state(office.claim(1)) == "set-accepted")
  }

  @Test func `lets no late or lower accept take a payer's rejection back`() throws {
    try office.say(.claim(claim, "rejected", codes: ["A7:562:IL"]))
    for statement: Statement in [
      .claim(claim, "adjudicating", by: "clearinghouse"), .claim(claim, "received"),
      .file("999", "set", "1 1", "accepted"), .file("TA1", "interchange", "1", "accepted"),
    ] {
      try office.say(statement)
      #expect(try office.state(claim) == "rejected-by-payer")
    }
    #expect(try office.desk.claims(.init()).first { $0.claim == claim }?.isContradictory == false)
    try office.say(.claim(claim, "adjudicating"))
    let listed = try #require(try office.desk.claims(.init()).first { $0.claim == claim })
    #expect(listed.state == "rejected-by-payer" && listed.isContradictory)
  }

  @Test func `takes a statement that contradicts itself for a rejection, and says so`() throws {
    var both = Statement.claim(claim, "adjudicating", codes: ["A2:20:PR"])
    both.contradictory = true
    try office.say(both)
    let listed = try #require(try office.desk.claims(.init()).first { $0.claim == claim })
    #expect(listed.state == "rejected-by-payer" && listed.isContradictory)
  }

  @Test func `adds payments up, pairs reversals, and posts nothing twice`() throws {
    func paid() throws -> Int64? { try office.desk.versions(of: claim).last?.paidCents }
    try office.say(.payment(claim, "paid", cents: 9_000))
    try office.say(.payment(claim, "paid", cents: 9_000))
    #expect(try office.state(claim) == "paid" && paid() == 9_000)
    try office.say(.payment(claim, "reversed", cents: -9_000, trace: "CHK2"))
    #expect(try office.state(claim) == "reversed" && paid() == 0)
    try office.say(.payment(claim, "paid", cents: 4_000, trace: "CHK2"))
    #expect(try office.state(claim) == "paid" && paid() == 4_000)
    try office.say(.payment(office.claim(1), "paid", cents: 0), .payment(office.claim(2), "denied", cents: 0))
    #expect(try office.state(office.claim(1)) == "zero-paid" && office.state(office.claim(2)) == "denied")
  }

  @Test func `counts what one file says twice as two, and the file itself once`() throws {
    let one = Statement.payment(claim, "paid", cents: 100)
    #expect(try office.say(one, one, as: "a file")?.repeated == 0)
    #expect(try office.desk.versions(of: claim).last?.paidCents == 200)
    #expect(try office.say(one, one, as: "a file") == nil)
    #expect(try office.say(one, one, as: "the same under another number")?.repeated == 2)
    #expect(try office.desk.versions(of: claim).last?.paidCents == 200)
  }

  /// The ledger counts what a file says twice, however far apart it stands there.
  @Test func `counts within a file over all its parts, and between files the most of one`() throws {
    let one = Statement.payment(claim, "paid", cents: 100)
    func take(_ file: UInt8, times: Int) throws -> Int? {
      try office.acknowledgments.take(
        .init(
          clearinghouse: "harborlink", digest: Array(repeating: file, count: 32), bytes: 1, nameThere: nil)
      ) { writer in for _ in 0..<times { try writer.note(DeskPractice.json([one])) } }?.repeated
    }
    func paid() throws -> Int64? { try office.desk.versions(of: claim).last?.paidCents }
    #expect(try take(1, times: 2) == 0 && paid() == 200)
    #expect(try take(2, times: 1) == 1 && paid() == 200)
    #expect(try take(3, times: 3) == 2 && paid() == 300)
    #expect(try take(4, times: 3) == 3 && paid() == 300)
  }

  /// Of the same words in two files the later day counts: by it a payer's newest number is known.
  @Test(arguments: [[1, 2, 3], [3, 2, 1], [2, 3, 1]]) func `knows a payer's newest number`(_ order: [Int])
    throws
  {
    for day in order {
      var said = Statement.claim(claim, "adjudicating", number: day == 2 ? "P-2" : "P-1")
      said.saidOn = "2025-11-0\(day)"
      try office.say(said)
    }
    #expect(try office.desk.versions(of: claim).last?.payerClaimNumber == "P-1")
  }

  @Test func `keeps apart what nobody here has sent there`() throws {
    let taken = try office.say(
      .claim("NOSUCHCLAIM", "rejected"), .file("TA1", "interchange", "77", "accepted"),
      .file("277CA", "batch", "AAAAAAAAAAAAAAAA-1", "rejected"))
    #expect(taken?.unmatched == 3)
    #expect(try office.desk.unmatched().count == 3)
    // Of ours, but from a clearinghouse that never got it.
    #expect(try office.say(.claim(claim, "rejected"), at: "clearpath")?.unmatched == 1)
    #expect(try office.state(claim) == "submitted")
  }

  @Test func `undoes a file whose taking ends early`() throws {
    struct Enough: Error {}
    #expect(throws: Enough.self) {
      _ = try office.acknowledgments.take(
        .init(clearinghouse: "harborlink", digest: Array(repeating: 1, count: 32), bytes: 1, nameThere: nil)
      ) {
        try $0.note(DeskPractice.json([.claim(claim, "rejected")]))
        throw Enough()
      }
    }
    #expect(try office.state(claim) == "submitted")
    #expect(try office.practice.ask("select from claims.acknowledgment").count == 0)
  }

  /// What is said of a submission, or of a claim in it, is evidence that it arrived.
  @Test(arguments: [true, false])
  func `settles what was in doubt`(byClaim: Bool) throws {
    let doubtful = try DeskPractice(outcome: .inDoubt)
    let statement: Statement =
      byClaim
      ? .claim(try doubtful.claim(), "received", by: "clearinghouse") : .file("999", "set", "1 1", "accepted")
    #expect(try doubtful.state(doubtful.claim()) == "in-doubt")
    #expect(try doubtful.say(statement)?.settled == 1)
    #expect(try doubtful.state(doubtful.claim()) == (byClaim ? "received" : "set-accepted"))
    let receipt = try doubtful.practice.ask(
      "select receipt_number || ' ' || receipt_evidence from claims.submission")
    #expect(try receipt.text(0, 0) == "ISA-000000001 acknowledgment")
  }

  /// The same set of statements, in any order and any number of times, gives the same states.
  @Test func `depends on no order`() throws {
    let claims = try (0..<3).map { try office.claim($0) }
    var statements: [Statement] = [
      .file("TA1", "interchange", "1", "accepted"), .file("999", "set", "1 1", "rejected"),
      .file("277CA", "batch", "AAAAAAAAAAAAAAAA-1", "received"),
    ]
    for (place, claim) in claims.enumerated() {
      statements += [
        .claim(claim, "received", by: "clearinghouse", codes: ["A1:19"]),
        .claim(claim, place == 0 ? "rejected" : "adjudicating", codes: ["A7:562:IL"], number: "P-\(place)"),
        .payment(claim, "paid", cents: 500, trace: "CHK1", number: "Q-\(place)"),
        .payment(claim, "reversed", cents: -500, trace: "CHK2"),
      ]
    }
    statements.append(.payment(claims[2], "paid", cents: 700, trace: "CHK3"))
    var chance = SeededGenerator(seed: 5)
    var seen: Set<String> = []
    for _ in 0..<200 {
      try office.practice.ask("truncate claims.statement, claims.progress, claims.acknowledgment cascade")
      for statement in statements.shuffled(using: &chance) {
        for _ in 0..<Int.random(in: 1...2, using: &chance) { try office.say(statement) }
      }
      seen.insert(
        try office.practice.ask(
          """
          select string_agg(concat_ws(' ', session_id, version, state, codes::text, contradictory,
            payer_claim_number, charge_cents, paid_cents, patient_cents), '; ' order by session_id)
          from claims.progress
          """
        ).text(0, 0))
    }
    #expect(seen.count == 1)
    // The control: another set of statements gives other states.
    try office.say(.payment(claims[1], "paid", cents: 900, trace: "CHK9"))
    #expect(try office.state(claims[1]) == "paid" && !(seen.first ?? "").contains("900"))
  }
}
