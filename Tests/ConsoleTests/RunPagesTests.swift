import Foundation
import Postgres
import Proofs
import Testing

/// Previews, runs and contents in the console, with the gateway's process beside it.
@Suite(.serialized, .enabled(if: Programs.folder != nil, "SCRIM_TEST_PROGRAMS is not set"))
struct `Billing's runs in the console` {
  @Test func `go from a preview to what each clearinghouse has`() throws {
    let world = try RunWorld()
    let biller = try world.biller()
    let preview = try world.asked(biller.post("/runs", []))
    #expect(try biller.get(preview).plain.contains("data-events=\"\(preview)/events\""))
    #expect(try world.requested() == 0)
    let page = try biller.get(preview).text
    #expect(page.contains("would go in") && page.contains("Approve and run exactly this"))
    #expect(try biller.get("/runs").plain.contains(preview))
    let run = try world.asked(biller.post(preview + "/approve", []))
    #expect(try world.asked(biller.post(preview + "/approve", [])) == run, "asked twice, made once")
    #expect(try world.requested() == 0)
    let told = try biller.get(run).text
    #expect(told.contains("sent and confirmed in") && told.contains("taken in by the clearinghouse"))
    #expect(try biller.get(preview).text.contains("This preview was approved"))
    #expect(try !world.console.site.received().isEmpty)
  }

  @Test func `tell how far it is, to whom it is for, until it has ended`() throws {
    let world = try RunWorld()
    let biller = try world.biller()
    let preview = try world.asked(biller.post("/runs", []))
    let waiting = try biller.stream(preview + "/events")
    usleep(2_500_000)
    #expect(try world.requested() == 0)
    let answer = try waiting.answer().orNothing()
    #expect(answer["content-type"]?.hasPrefix("text/event-stream") == true)
    #expect(answer.text.contains("event: progress\ndata: It waits to be taken up."))
    #expect(answer.text.hasSuffix("event: ended\ndata: now\n\n"), "\(answer.text)")
    #expect(try biller.get(preview + "/events").text == "retry: 2000\n\nevent: ended\ndata: now\n\n")
  }

  @Test func `end a stream with its session, which a stream does not keep alive`() throws {
    let world = try RunWorld()
    let biller = try world.biller()
    let preview = try world.asked(biller.post("/runs", []))
    let idle = "update gate.console_session set seen_at = seen_at - interval '14 minutes'"
    try world.console.site.script(idle)
    let before = try world.console.site.rows("select seen_at::text from gate.console_session")
    let stream = try biller.stream(preview + "/events")
    usleep(1_500_000)
    #expect(try world.console.site.rows("select seen_at::text from gate.console_session") == before)
    try world.console.site.script(idle)
    let answer = try stream.answer().orNothing()
    #expect(answer.text.hasSuffix("event: ended\ndata: now\n\n"))
    #expect(
      try WebConnection(port: world.console.port).ask(biller.request("GET", preview + "/events"))?.status
        == 303)
  }

  @Test func `show one claim to whoever asked, sealed at rest, for a quarter of an hour`() throws {
    let world = try RunWorld()
    let biller = try world.biller()
    let preview = try world.preview(biller)
    let page = try biller.get(preview + "/claims").text
    #expect(page.contains("Show what would leave"))
    let content = try world.asked(biller.post(preview + "/content", [("claim", "1")]))
    #expect(try biller.get(content).text.contains("It is being made."))
    #expect(try world.requested() == 0)
    let shown = try biller.get(content).text
    let member = try world.memberID(first: preview)
    #expect(shown.contains(member) && shown.contains("member identification number"), "\(shown)")
    // At rest no byte of it can be read; in what was shown the same search finds it.
    let rest = try world.console.site.rows(
      "select encode(sealed, 'escape') || coalesce(report::text, '') from claims.run_request where kind = 'content'"
    )
    #expect(rest.count == 1 && rest[0][0].count > 500 && !rest[0][0].contains(member))
    let other = try world.console.person("biller_two", "billing")
    #expect(try other.get(content).status == 404)
    try world.console.site.script(
      "update claims.run_request set ended_at = ended_at - interval '15 minutes' where kind = 'content'")
    let over = try biller.get(content).text
    #expect(over.contains("for a quarter of an hour, and is gone") && !over.contains(member))
    let gone = try world.console.site.rows(
      "select count(*)::text from claims.run_request where sealed is not null")
    #expect(gone == [["0"]])
  }

  /// The same page, byte for byte but for its time, whatever the cause.
  @Test func `have one word for a claim that would not go any more`() throws {
    var pages: Set<String> = []
    for cause in [
      "update practice.session set signed_at = null where session_id = 'ID'",
      "delete from practice.charge where session_id = 'ID'",
      "update practice.session set self_pay = true where session_id = 'ID'",
      "update practice.session set diagnosis_codes = '{prose}' where session_id = 'ID'",
    ] {
      let world = try RunWorld()
      let biller = try world.biller()
      let preview = try world.preview(biller)
      let session = try world.first(preview)
      let content = try world.asked(biller.post(preview + "/content", [("claim", "1")]))
      try world.console.site.change(cause.replacing("ID", with: session))
      #expect(try world.requested() == 0)
      let page = try biller.get(content).plain
      #expect(page.contains("Not ready: this claim would not go now."), "\(cause)")
      let main = page.components(separatedBy: "<main").last ?? ""
      pages.insert(main.replacing(preview, with: "PREVIEW").replacing(content, with: "CONTENT"))
    }
    #expect(pages.count == 1)
  }

  @Test func `refuse what lapsed, in a sentence and with the next step`() throws {
    let world = try RunWorld()
    let biller = try world.biller()
    let preview = try world.preview(biller)
    let session = try world.first(preview)
    try world.console.site.change(
      "update practice.session set signed_at = null where session_id = '\(session)'")
    let run = try world.asked(biller.post(preview + "/approve", []))
    #expect(try world.requested() == 0)
    let told = try biller.get(run).text
    #expect(told.contains("<h1>Nothing was sent</h1>") && told.contains("make a new preview"))
    #expect(try world.console.site.received().isEmpty)
    try world.console.site.script(
      "update claims.run_request set ended_at = ended_at - interval '1 day' where kind = 'preview'")
    let old = try biller.post(preview + "/approve", [])
    #expect(old.status == 422 && old.text.contains("Make a new preview under Runs"))
    #expect(try !biller.get(preview).text.contains("Approve and run exactly this"))
  }
}

/// A console, and the gateway's process as a timer would start it.
final class RunWorld {
  let console: ConsoleSite

  init() throws {
    console = try ConsoleSite(Site(.fixtures))
    try console.site.script(
      """
      insert into gate.person (login, role_name) values ('biller_two', 'billing');
      insert into gate.account (login) values ('biller_two')
      """)
  }

  func biller() throws -> ConsolePerson { try console.person("biller", "billing") }

  /// Where the form led.
  func asked(_ answer: WebAnswer) throws -> String {
    guard answer.status == 303, let place = answer["location"] else { throw Elsewhere(text: answer.text) }
    return place
  }

  struct Elsewhere: Error { let text: String }

  func requested() throws -> Int32 { try console.site.scrim("run", "--requested").code }

  func preview(_ biller: ConsolePerson) throws -> String {
    let place = try asked(biller.post("/runs", []))
    _ = try requested()
    return place
  }

  /// Session of the first claim.
  func first(_ preview: String) throws -> String {
    let id = preview.split(separator: "/").last ?? ""
    return try console.site.rows(
      "select listed -> 0 ->> 'session' from claims.run_request where request_id = '\(id)'")[0][0]
  }

  func memberID(first preview: String) throws -> String {
    try console.site.rows(
      """
      select w.member_id from source.charge c join source.coverage w using (coverage_id)
      where c.session_id = '\(first(preview))' limit 1
      """)[0][0].uppercased()
  }
}

extension ConsolePerson {
  /// Asked, and not yet answered.
  func stream(_ place: String) throws -> WebConnection {
    let connection = try WebConnection(port: console.port)
    connection.send(request("GET", place).bytes)
    return connection
  }
}

extension Optional where Wrapped == WebAnswer {
  func orNothing() throws -> WebAnswer { try #require(self) }
}

extension WebAnswer {
  /// As a browser reads it.
  var plain: String { text.replacing("&#x2F;", with: "/") }
}
