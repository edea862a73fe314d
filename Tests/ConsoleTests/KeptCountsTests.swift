import Foundation
import Postgres
import Proofs
import Testing

/// What Today and Unbilled count over the whole practice, where it is kept for a while.
@Suite(.serialized, .enabled(if: Programs.folder != nil, "SCRIM_TEST_PROGRAMS is not set"))
struct `Counts that are kept` {
  /// Of half the clients.
  private static let unsigned = """
    update practice.session set signed_at = null
    where client_id > (select percentile_disc(0.5) within group (order by client_id) from practice.session)
    """

  @Test func `are the same for every biller, and counted again for whoever asks for it`() throws {
    let console = try ConsoleSite(Site(.fixtures, faults: nil), countsSeconds: 600)
    let biller = try console.person("biller", "billing")
    let first = try biller.get("/today").text
    #expect(Self.due(first) > 1 && !first.contains("Counted on"))
    try console.site.change(Self.unsigned)
    let kept = try console.person("biller", "billing").get("/today").text
    #expect(Self.due(kept) == Self.due(first) && kept.contains("Counted on"))
    let counted = try biller.get("/today?count=now").text
    #expect(Self.due(counted) < Self.due(first) && !counted.contains("Counted on"))
    #expect(try Self.due(biller.get("/today").text) == Self.due(counted))
  }

  @Test func `are nobody's but billing's`() throws {
    let console = try ConsoleSite(Site(.fixtures, faults: nil), countsSeconds: 600)
    let biller = try console.person("biller", "billing")
    for place in ["/today", "/unbilled"] {
      #expect(try biller.get(place).status == 200)
      #expect(try biller.get(place).text.contains("Counted on"))
      #expect(try console.person("therapist", "clinician").get(place).status == 403)
      #expect(try console.person("privacy_officer", "privacy").get(place).status == 403)
      #expect(try WebConnection(port: console.port).ask(console.request("GET", place))?.status == 303)
      try console.site.script("update gate.console_session set seen_at = seen_at - interval '16 minutes'")
      #expect(try biller.get(place).status == 303)
      try console.site.script("update gate.console_session set seen_at = clock_timestamp()")
    }
  }

  @Test func `are not kept past what billing does, nor past a run`() throws {
    let console = try ConsoleSite(Site(.fixtures), countsSeconds: 600)
    let biller = try console.person("biller", "billing")
    let first = try Self.due(biller.get("/today").text)
    try console.site.change(Self.unsigned)
    #expect(try Self.due(biller.get("/today").text) == first)
    _ = try biller.post("/unbilled/take-back", [("session", "none")])
    let second = try Self.due(biller.get("/today").text)
    #expect(second < first)
    #expect(try console.site.scrim("run").code <= 1)
    let after = try biller.get("/today").text
    #expect(Self.due(after) < second && !after.contains("Counted on"))
  }

  @Test func `do not tell by being counted anew that somebody marked`() throws {
    let console = try ConsoleSite(Site(.fixtures, faults: nil), countsSeconds: 600)
    let biller = try console.person("biller", "billing")
    let first = try Self.due(biller.get("/today").text)
    let client = try console.site.rows(
      "select client_id from practice.session group by 1 order by count(*) desc, 1 limit 1")[0][0]
    for (login, role) in [
      ("front_desk", "front_desk"), ("privacy_officer", "privacy"), ("biller", "billing"),
    ] {
      let marked = try console.person(login, role).post(
        "/mark/done", [("client", client), ("scope", "client"), ("requestedOn", Today.text)])
      #expect(marked.status == 200 && marked.text.contains("From now on Scrim sends nothing of this"))
      let page = try biller.get("/today").text
      #expect(page.contains("Counted on") && Self.due(page) == first, "\(role)")
    }
    #expect(try Self.due(biller.get("/today?count=now").text) < first)
  }

  @Test func `are counted at each look where nothing is to be kept`() throws {
    let console = try ConsoleSite(Site(.fixtures, faults: nil))
    let biller = try console.person("biller", "billing")
    let first = try Self.due(biller.get("/today").text)
    try console.site.change(Self.unsigned)
    let second = try biller.get("/today").text
    #expect(Self.due(second) < first && !second.contains("Counted on"))
  }

  @Test func `are counted again behind whoever looks, before they are too old`() throws {
    let console = try ConsoleSite(Site(.fixtures, faults: nil), countsSeconds: 8)
    let biller = try console.person("biller", "billing")
    let first = try Self.due(biller.get("/today").text)
    try console.site.change(Self.unsigned)
    var pages: [String] = []
    repeat {
      pages.append(try biller.get("/today").text)
      usleep(20_000)
    } while pages.count < 1_000 && pages.last.map(Self.due) == first
    #expect(pages.last.map { Self.due($0) < first } == true)
    #expect(pages.allSatisfy { $0.contains("Counted on") }, "nobody waited")
  }

  /// Of all payers.
  private static func due(_ page: String) -> Int {
    page.matches(of: #/data-label="Sessions">([0-9,]+)</#)
      .reduce(0) { $0 + (Int($1.1.replacing(",", with: "")) ?? 0) }
  }
}
