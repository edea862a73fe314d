internal import Accounts
internal import Desk
internal import Foundation
internal import Postgres
internal import Signing
internal import TestSupport
internal import Testing

/// What a biller asks for, from the question to its end, as the console and the gateway call it.
@Suite("A request for a run") struct RunRequestTests {
  private let house: House
  private let token: String

  init() throws {
    house = try House()
    token = try house.signIn(house.member("biller_one")).orMissing()
  }

  private func desk<T>(_ token: String? = nil, _ body: (RunDesk) throws -> T) throws -> T {
    try house.visit(token ?? self.token) { try body(RunDesk(console: $0.connection)) }.orMissing()
  }

  private func state(_ id: String) throws -> RunDesk.State? { try desk { try $0.progress(id)?.state } }

  private func gateway() throws -> Connection { try house.practice.database.connect(as: "scrim_gateway") }

  private struct Taken: Equatable {
    let id, kind: String
    let number: Int32
    let runs: [String]
    let wasSending: Bool
  }

  private func take(_ gateway: Connection) throws -> Taken? {
    let rows = try gateway.query(
      "select request_id::text, kind, taking, cut_runs, was_sending from claims.take_request()")
    guard rows.count == 1 else { return nil }
    return Taken(
      id: try rows.text(0, 0), kind: try rows.text(0, 1), number: try rows.int32(0, 2),
      runs: try rows.textArray(0, 3), wasSending: try rows.bool(0, 4))
  }

  /// The server notices a moment later that somebody has gone.
  private func takeSoon(_ gateway: Connection) throws -> Taken {
    for _ in 1...500 {
      if let taken = try take(gateway) { return taken }
      usleep(10_000)
    }
    throw Missing()
  }

  @discardableResult
  private func end(
    _ taken: Taken, _ gateway: Connection, _ outcome: String = "done", sealed: [UInt8]? = nil
  ) throws -> Bool {
    let isPreview = taken.kind == "preview"
    return try gateway.query(
      "select claims.end_request($1::text::uuid, $2, $3, '{\"submissions\": []}', $4, $5::text::jsonb, $6)",
      [
        .text(taken.id), .int32(taken.number), .text(outcome),
        .optionalBytes(isPreview ? Digest(sha256Of: [1]).bytes : nil),
        .optionalText(isPreview ? Self.listed : nil), .optionalBytes(sealed),
      ]
    ).bool(0, 0)
  }

  private static let listed = """
    [{"session": "S-0001", "payer": "meridian", "day": "2025-10-01", "cents": 14000, "clearinghouse": "harborlink"},
     {"session": "S-0002", "payer": "meridian", "day": "2025-10-02", "cents": 14000, "clearinghouse": "harborlink"}]
    """

  /// A preview that showed something.
  private func preview() throws -> String {
    let asked = try desk { try $0.askPreview(nil) }
    let gateway = try gateway()
    let taken = try takeSoon(gateway)
    #expect(try taken.id == asked && end(taken, gateway))
    return asked
  }

  @Test func `goes on once, whoever asks again`() throws {
    let asked = try desk { try $0.askPreview(nil) }
    let other = try house.signIn(house.member("biller_two")).orMissing()
    #expect(try desk(other) { try $0.askPreview("harborlink") } == asked)
    let first = try gateway()
    let taken = try take(first).orMissing()
    #expect(try desk { try $0.askPreview(nil) } == asked)
    #expect(try end(taken, first))
    #expect(try desk { try $0.askPreview(nil) } != asked)
    #expect(try desk { try $0.latest().map(\.isRun) } == [false, false])
  }

  @Test func `is worked by one process, and by another when that one has died`() throws {
    let asked = try desk { try $0.askPreview(nil) }
    var first: Connection? = try gateway()
    let (second, third) = (try gateway(), try gateway())
    let taken = try take(first.orMissing()).orMissing()
    #expect(taken.number == 1 && taken.id == asked)
    #expect(try take(second) == nil)
    first = nil
    let again = try takeSoon(second)
    #expect(again.id == asked && again.number == 2)
    #expect(try take(third) == nil)
    // Whoever comes back under an earlier number is not heard.
    #expect(try !end(taken, third))
    try third.query(
      "select claims.note_progress($1::text::uuid, 1, '{\"shares\": {}}')", [.text(asked)])
    #expect(try desk { try $0.one(asked)?.progress } == nil)
    #expect(try end(again, second))
    #expect(try desk { try $0.one(asked)?.outcome } == .done)
  }

  @Test func `is given up when it has ended five processes`() throws {
    let asked = try desk { try $0.askPreview(nil) }
    for number in 1...5 {
      let gateway = try gateway()
      #expect(try takeSoon(gateway).number == Int32(number))
    }
    let sixth = try gateway()
    for _ in 1...500 where try state(asked) != .ended {
      #expect(try take(sixth) == nil)
      usleep(10_000)
    }
    let one = try desk { try $0.one(asked) }.orMissing()
    #expect(one.outcome == .failed && one.report?.contains("five times") == true)
    #expect(try desk { try $0.askPreview(nil) } != asked)
  }

  @Test func `that another run keeps waiting was no try`() throws {
    let asked = try desk { try $0.askPreview(nil) }
    let gateway = try gateway()
    for _ in 1...7 {
      let taken = try takeSoon(gateway)
      #expect(taken.id == asked && taken.number == 1)
      try gateway.query("select claims.put_back_request($1::text::uuid, 1, 0)", [.text(asked)])
    }
    try gateway.query("select from claims.take_request()")
    try gateway.query("select claims.put_back_request($1::text::uuid, 1, 3600)", [.text(asked)])
    #expect(try take(gateway) == nil)
    #expect(try desk { try $0.progress(asked)?.state } == .waiting)
  }

  // MARK: Approving

  @Test func `becomes one run, however often it is approved`() throws {
    let preview = try preview()
    let run = try desk { try $0.approve(preview) }
    #expect(try desk { try $0.approve(preview) } == run)
    #expect(try desk { try $0.askPreview(nil) } == run)
    let gateway = try gateway()
    let taken = try takeSoon(gateway)
    #expect(taken.id == run && taken.kind == "run" && taken.runs == [] && !taken.wasSending)
    #expect(try desk { try $0.approve(preview) } == run)
    #expect(try end(taken, gateway, "attention"))
    #expect(try desk { try $0.approve(preview) } == run)
    #expect(try take(gateway) == nil)
  }

  @Test func `is approved again only where nothing came of it`() throws {
    let preview = try preview()
    let run = try desk { try $0.approve(preview) }
    let gateway = try gateway()
    #expect(try end(takeSoon(gateway), gateway, "refused"))
    #expect(try desk { try $0.approve(preview) } != run)
  }

  @Test func `is approved on its day alone, with password and code, and while nothing else goes on`() throws {
    let preview = try preview()
    #expect(house.refusal { _ = try desk { try $0.approve(UniqueID.v4().description) } } == "SC040")
    let other = try desk { try $0.askPreview(nil) }
    #expect(house.refusal { _ = try desk { try $0.approve(preview) } } == "SC041")
    #expect(house.refusal { _ = try desk { try $0.approve(other) } } == "SC040")
    let gateway = try gateway()
    try end(takeSoon(gateway), gateway, "failed")
    #expect(house.refusal { _ = try desk { try $0.approve(other) } } == "SC040")
    #expect(try desk { try $0.one(preview)?.mayBeApproved } == true)
    try house.pass("301 seconds")
    #expect(house.refusal { _ = try desk { try $0.approve(preview) } } == "SC032")
    let fresh = try house.signIn(house.member("biller_two")).orMissing()
    try house.practice.ask(
      "update claims.run_request set ended_at = ended_at - interval '1 day' where kind = 'preview'")
    #expect(house.refusal { _ = try desk(fresh) { try $0.approve(preview) } } == "SC040")
    #expect(try desk { try $0.one(preview)?.mayBeApproved } == false)
  }

  @Test func `tells whoever goes on what was begun, and whether it was sending`() throws {
    let preview = try preview()
    let run = try desk { try $0.approve(preview) }
    var first: Connection? = try gateway()
    let taken = try takeSoon(first.orMissing())
    let ledger = UniqueID.v4()
    try house.practice.ask(
      "insert into claims.run (run_id) values ($1)", [.uuid(ledger.bytes)])
    try first?.query(
      "select claims.note_run($1::text::uuid, $2, $3)",
      [.text(run), .int32(taken.number), .uuid(ledger.bytes)])
    first = nil
    var second: Connection? = try gateway()
    let again = try takeSoon(second.orMissing())
    #expect(again.runs == [ledger.description] && !again.wasSending)
    // Whoever was overtaken may not begin to seal.
    let late = try gateway()
    #expect(
      house.refusal {
        try late.query(
          "select claims.note_run($1::text::uuid, 1, $2)", [.text(run), .uuid(UniqueID.v4().bytes)])
      } == "SC004")
    try house.practice.ask("update claims.run set sharing = 'sending'")
    second = nil
    #expect(try takeSoon(late).wasSending)
  }

  // MARK: One claim

  private func askContent(_ preview: String, _ place: Int32, _ token: String? = nil) throws -> String? {
    try desk(token) {
      try $0.askContent(
        UniqueID.v4().description, of: preview, place: place, key: [UInt8](repeating: 7, count: 32))
    }
  }

  @Test func `for one claim is whoever's asked for it, sealed, and gone after a quarter of an hour`() throws {
    let preview = try preview()
    let asked = try askContent(preview, 2).orMissing()
    #expect(try askContent(preview, 2) == asked)
    for place: Int32 in [0, 3, -1, .max, .min] { #expect(try askContent(preview, place) == nil) }
    let gateway = try gateway()
    #expect(try end(takeSoon(gateway), gateway, sealed: [1, 2, 3]))
    let content = try desk { try $0.content(asked) }.orMissing()
    #expect(content.session == "S-0002" && content.sealed == [1, 2, 3] && content.outcome == .done)
    let other = try house.signIn(house.member("biller_two")).orMissing()
    #expect(try desk(other) { try $0.content(asked) } == nil)
    #expect(try desk { try $0.one(asked) } == nil)
    #expect(try askContent(preview, 2, other) != asked)
    try house.practice.ask(
      "update claims.run_request set ended_at = ended_at - interval '14 minutes' where kind = 'content'")
    #expect(try desk { try $0.content(asked) }.orMissing().sealed == [1, 2, 3])
    try house.practice.ask(
      "update claims.run_request set ended_at = ended_at - interval '61 seconds' where kind = 'content'")
    #expect(try desk { try $0.content(asked) }.orMissing().sealed == nil)
    let left = try house.practice.ask("select from claims.run_request where sealed is not null")
    #expect(left.count == 0)
  }

  @Test func `for one claim is forgotten by whoever takes up the next, too`() throws {
    let preview = try preview()
    _ = try askContent(preview, 1)
    let gateway = try gateway()
    try end(takeSoon(gateway), gateway, sealed: [1])
    try house.practice.ask(
      "update claims.run_request set ended_at = ended_at - interval '16 minutes' where kind = 'content'")
    #expect(try house.practice.ask("select from claims.run_request where sealed is not null").count == 1)
    _ = try take(gateway)
    #expect(try house.practice.ask("select from claims.run_request where sealed is not null").count == 0)
  }

  @Test func `is on record: who asked for what, by ids alone`() throws {
    let preview = try preview()
    let run = try desk { try $0.approve(preview) }
    let content = try askContent(preview, 1).orMissing()
    let rows = try house.practice.ask(
      """
      select concat_ws(' ', kind, actor, subject, detail::text) from trail.entry
      where kind in ('run.preview_asked', 'run.approved', 'claim.content_asked') order by entry_id
      """)
    let told = try (0..<rows.count).map { try rows.text($0, 0) }
    #expect(
      told == [
        "run.preview_asked biller_one \(preview) {}",
        "run.approved biller_one \(run) {\"preview\": \"\(preview)\"}",
        "claim.content_asked biller_one S-0001 {\"request\": \"\(content)\"}",
      ])
  }
}
