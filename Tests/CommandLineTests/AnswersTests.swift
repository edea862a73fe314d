internal import Foundation
internal import Proofs
internal import Testing

@Suite(Programs.areNeeded) struct `What comes back` {
  private static let wrong = "ZZBAD00012345"
  private static let coverages =
    "coverage_id in (select coverage_id from practice.charge where session_id = 'S-0213')"

  @Test func `is lived through by a biller, from a rejection to a replacement that was paid`() throws {
    let office = try AnsweredSite("payer member \(Self.wrong): A7:562:IL with U\n")
    let member = try office.site.rows("select member_id from practice.coverage where \(Self.coverages)")
    try office.site.change("update practice.coverage set member_id = '\(Self.wrong)' where \(Self.coverages)")
    let first = try office.night()
    #expect(first.code == 1, "a claim was rejected: \(first.said)")
    #expect(try office.claim("S-0213").state == "rejected-by-payer")

    try expectOneSentence(office)

    try office.site.change(
      "update practice.coverage set member_id = '\(member[0][0])' where \(Self.coverages)")
    let released = try office.site.scrim("claims", "release", "--state", "rejected-by-payer")
    #expect(released.code == 0, "\(released.said)")
    _ = try office.night()
    let second = try office.claim("S-0213", version: 2)
    #expect(try second.state == "paid" && office.claim("S-0213").state == "sent-again")
    #expect(
      try office.wire(second.number).contains {
        $0.hasPrefix("CLM*\(second.number)*") && $0.contains(":B:1*")
      })

    try office.site.change(
      "update practice.charge set charge_cents = charge_cents - 1000 where session_id = 'S-0213'")
    #expect(try office.site.scrim("claims", "replace", second.number).code == 0)
    _ = try office.night()
    let third = try office.claim("S-0213", version: 3)
    #expect(try third.state == "paid" && office.claim("S-0213", version: 2).state == "replaced")
    let wire = try office.wire(third.number)
    #expect(wire.contains { $0.hasPrefix("CLM*\(third.number)*") && $0.contains(":B:7*") })
    #expect(wire.contains { $0.hasPrefix("REF*F8*") })

    let story = try office.site.scrim("claims", "show", third.number, "--yes", "--json").json()
    #expect(story["versions"].list.map(\.["state"].text) == ["sent-again", "replaced", "paid"])
    let events = story["events"].list.map(\.["event"].text)
    #expect(["sealed", "attempt", "TA1", "999", "277CA", "835"].allSatisfy(events.contains))
    let trail = try office.site.rows("select kind from trail.entry where subject = '\(second.number)'")
    #expect(trail.map { $0[0] } == ["claim.replaced"])
    #expect(try office.site.scrim("trail", "verify").code == 0)
  }

  @Test func `stands beside what the records say otherwise now, until a replacement has gone`() throws {
    let office = try AnsweredSite()
    #expect(try office.night().code == 0)
    let quiet = try office.site.scrim("claims", "list", "--changed")
    #expect(quiet.code == 0 && quiet.output.contains("what it said"), "\(quiet.said)")

    let claim = try office.claim("S-0213").number
    try office.site.change(
      "update practice.charge set charge_cents = charge_cents - 1000 where session_id = 'S-0213'")
    #expect(try office.site.scrim("claims", "list").code == 0, "nobody has compared since")
    let desk = try office.site.scrim("claims", "list", "--changed")
    #expect(desk.code == 1 && desk.output.contains("The amount charged is another one. (charge)"))
    #expect(desk.output.contains(claim) && desk.output.contains("→ `scrim claims replace CLAIM`"))
    try expectNoValues(desk.said, of: office.site)
    #expect(try office.site.scrim("claims", "list").output.contains("changed since sent"))
    #expect(try office.site.scrim("status", "--json").json()["answers"]["changed"].number == 1)
    #expect(try office.site.scrim("status").output.contains("1 claim: the records say something else"))

    // Asked for, and not made yet: it is somebody's work already.
    #expect(try office.site.scrim("claims", "replace", claim).code == 0)
    #expect(try office.site.scrim("claims", "list", "--changed").code == 0)
    _ = try office.night()
    let second = try office.claim("S-0213", version: 2)
    #expect(try office.wire(second.number).contains { $0.hasPrefix("CLM*") && $0.contains(":B:7*") })
    #expect(try office.site.scrim("claims", "list", "--changed").code == 0)

    // A reconciliation compares too, once a day.
    try office.site.change("update practice.session set signed_at = null where session_id = 'S-0213'")
    try office.site.script("update claims.said set compared_at = compared_at - interval '1 day'")
    _ = try office.site.scrim("reconcile")
    let changed = try office.site.scrim("claims", "list", "--json").json()["changed"].list
    #expect(changed.map { $0["kinds"].list.map(\.text) } == [["session"]])
    #expect(try office.site.scrim("claims", "replace", second.number).output.contains("not ready"))
    #expect(try office.site.scrim("claims", "list", "--changed", "--state", "paid").code == 64)
  }

  /// What the biller sees of a rejection.
  private func expectOneSentence(_ office: AnsweredSite) throws {
    let desk = try office.site.scrim("claims", "list")
    #expect(desk.code == 1 && desk.output.contains("The payer rejected it before adjudication"))
    #expect(desk.output.contains("A7:562:IL") && desk.output.contains("→ Correct the records"))
    try expectNoValues(desk.said, of: office.site)
    #expect(try office.site.scrim("status").output.contains("rejected-by-payer"))
  }

  @Test func `counts once, however often it is read and in whatever order`() throws {
    let office = try AnsweredSite()
    #expect(try office.night().code == 0)
    let states = "select state, count(*)::text from claims.claim_standing group by 1"
    let before = try office.site.rows(states)
    #expect(before.map { $0[0] } == ["paid"])
    #expect(try office.site.scrim("acknowledge").output.contains("No answer waits"))
    let folder = office.site.folder + "/received/.answers"
    let files = try office.site.shell("find \(folder) -name '0*' | sort -r").output.split(separator: "\n")
    #expect(files.count >= 10)
    let again = try office.site.start(["acknowledge", "--json"] + files.map(String.init)).finished()
    #expect(again.code == 0)
    #expect(try again.json()["files"].list.allSatisfy { !$0["isNew"].flag })
    #expect(try office.site.rows(states) == before)
    let paid = try office.site.scrim("claims", "payments", "--csv").output.split(separator: "\n")
    #expect(paid.count > 400 && paid[0].hasPrefix("payment,paid_on,"))
  }

  /// The original can be had back, by whoever has the archive's key.
  @Test func `is kept as it came, and sealed`() throws {
    let office = try AnsweredSite()
    _ = try office.night()
    let kept = try office.site.rows(
      "select count(*)::text, min(length(sealed))::text from claims.acknowledgment_piece")
    #expect(kept[0][0] != "0")
    func holding(_ text: String) throws -> [[String]] {
      try office.site.rows(
        "select count(*)::text from claims.acknowledgment_piece where sealed like '%\(text)%'")
    }
    #expect(try holding("ISA*") == [["0"]] && holding("scrim-sealed-1") == [[kept[0][0]]])
  }

  @Test func `is refused where it is none, with a sentence, and nothing is changed`() throws {
    let office = try AnsweredSite()
    _ = try office.site.scrim("run")
    let folder = office.site.folder
    _ = try office.site.scrim("acknowledge")
    let good = try office.site.shell("find \(folder)/received/.answers -name '0*.999' | head -1").output
      .trimmingCharacters(in: .newlines)
    let before = try office.site.ledger()
    let text = try String(contentsOfFile: good, encoding: .utf8)
    let payload = try #require(try office.site.received().values.first)
    let bad: [(String, String)] = [
      ("page.html", "<html><body>504</body></html>"), ("empty", ""),
      ("half", String(text.prefix(text.count / 2))),
      ("4010", text.replacing("*00501*", with: "*00401*")),
      ("claims", String(decoding: payload, as: UTF8.self)),
      ("another-practice", text.replacing("QUIETHARBOR    ", with: "OTHERPRACTICE  ")),
      ("production", text.replacing("*T*:~", with: "*P*:~")),
    ]
    for (name, text) in bad {
      let file = "\(folder)/\(name)"
      try text.write(toFile: file, atomically: true, encoding: .utf8)
      let refused = try office.site.scrim("acknowledge", file)
      #expect(
        refused.code == 64 && refused.output.contains("Nothing of it"),
        "\(name): \(refused.said)")
      #expect(refused.output.contains("→ "))
      try expectNoValues(refused.said, of: office.site)
    }
    _ = try office.site.shell("head -c 300000000 /dev/zero | tr '\\0' 'A' > \(folder)/huge")
    #expect(try office.site.scrim("acknowledge", "\(folder)/huge", "\(folder)/nowhere", folder).code == 64)
    #expect(try office.site.ledger() == before)
  }
}
