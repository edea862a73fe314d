internal import Desk
internal import Postgres
internal import TestSupport
internal import Testing

@Suite("Answers as they came") struct KeptAnswerTests {
  private let office: DeskPractice

  init() throws {
    office = try DeskPractice()
    for (place, name) in ["000001.999", nil].enumerated() {
      _ = try office.acknowledgments.take(
        .init(
          clearinghouse: "harborlink", digest: Array(repeating: UInt8(place), count: 32), bytes: 7,
          nameThere: name)
      ) { writer in
        try writer.keep(sealed: [1, 2, 3], archiveKeyID: "0123456789abcdef")
        try writer.keep(sealed: [4, UInt8(place)], archiveKeyID: "0123456789abcdef")
        try writer.note(
          DeskPractice.json([
            .file("TA1", "interchange", "1", "accepted"), .file("999", "set", "1 1", "accepted"),
          ]
          ))
      }
    }
  }

  private func kept(as login: String = "biller") throws -> KeptAnswers {
    try KeptAnswers(office.practice.database.address(as: login))
  }

  @Test(arguments: ["biller", "privacy_officer", "auditor"])
  func `are listed with what they are, newest first`(_ login: String) throws {
    let all = try kept(as: login).list(.init(), atMost: 10)
    #expect(all.map(\.nameThere) == [nil, "000001.999"] && all.map(\.statements) == [2, 2])
    #expect(all.allSatisfy { $0.kinds == ["999", "TA1"] && $0.bytes == 7 && $0.takenBy == "biller" })
    #expect(all.allSatisfy { $0.archiveKeyID == "0123456789abcdef" && $0.clearinghouse == "harborlink" })
    #expect(try kept(as: login).list(.init(), atMost: 1).count == 1)
    var elsewhere = KeptAnswers.Filter()
    elsewhere.clearinghouse = "clearpath"
    #expect(try kept(as: login).list(elsewhere, atMost: 10).isEmpty)
  }

  @Test func `are listed by the day on which they came`() throws {
    try office.practice.ask(
      "update claims.acknowledgment set taken_at = '2026-03-05 12:00+00' where name_there is not null")
    var filter = KeptAnswers.Filter()
    let day = Int32(9_560)  // 2026-03-05
    for (from, through, found) in [(day, day, 1), (day + 1, nil, 1), (nil, day, 1), (nil, nil, 2)] {
      (filter.from, filter.through) = (from, through)
      #expect(try kept().list(filter, atMost: 10).count == found)
    }
    (filter.from, filter.through) = (nil, day - 1)
    #expect(try kept().list(filter, atMost: 10).isEmpty)
  }

  @Test(arguments: ["biller", "privacy_officer"])
  func `are opened by whoever works with them, on record`(_ login: String) throws {
    let number = try #require(try kept().list(.init(), atMost: 1).first).number
    let opened = try #require(try kept(as: login).open(number))
    #expect(opened.digest == Array(repeating: 1, count: 32) && opened.bytes == 7 && opened.pieces == 2)
    #expect(try kept(as: login).piece(1, of: number) == [1, 2, 3])
    #expect(try kept(as: login).piece(2, of: number) == [4, 1])
    let entries = try office.practice.ask(
      "select actor, subject from trail.entry where kind = 'acknowledgment.opened'")
    #expect(try entries.count == 1 && entries.text(0, 0) == login && entries.text(0, 1) == String(number))
    #expect(try kept(as: login).open(9_999) == nil)
  }

  @Test(arguments: ["therapist", "auditor", "scrim_gateway"])
  func `are opened by nobody else`(_ login: String) throws {
    let number = try #require(try kept().list(.init(), atMost: 1).first).number
    for attempt in ["open_acknowledgment(\(number))", "kept_piece(\(number), 1)"] {
      let error = #expect(throws: PostgresError.self) {
        try office.practice.ask("select claims.\(attempt)", as: login)
      }
      #expect(error?.sqlState == "42501", "\(attempt)")
    }
  }
}
