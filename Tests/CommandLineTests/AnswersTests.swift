internal import Archive
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

    let third = try replaced(second.number, office)
    try office.takeBack(third.number)
    let story = try office.site.scrim("claims", "show", third.number, "--yes", "--json").json()
    #expect(
      story["versions"].list.map(\.["state"].text) == ["sent-again", "replaced", "voided", "adjudicating"])
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
    #expect(try office.site.scrim("claims", "list", "--json").json()["changed"].list.isEmpty)
    let officer = try office.site.scrim("claims", "list", "--changed", "--as", "privacy", "--json")
    #expect(try officer.json()["changed"].list.map { $0["kinds"].list.map(\.text) } == [["session"]])
    #expect(try office.site.scrim("claims", "replace", second.number).output.contains("not ready"))
    #expect(try office.site.scrim("claims", "list", "--changed", "--state", "paid").code == 64)
  }

  /// The replacement's number.
  private func replaced(_ second: String, _ office: AnsweredSite) throws -> (number: String, state: String) {
    try office.site.change(
      "update practice.charge set charge_cents = charge_cents - 1000 where session_id = 'S-0213'")
    #expect(try office.site.scrim("claims", "replace", second).code == 0)
    _ = try office.night()
    let third = try office.claim("S-0213", version: 3)
    #expect(try third.state == "paid" && office.claim("S-0213", version: 2).state == "replaced")
    let wire = try office.wire(third.number)
    #expect(wire.contains { $0.hasPrefix("CLM*\(third.number)*") && $0.contains(":B:7*") })
    #expect(wire.contains { $0.hasPrefix("REF*F8*") })
    return third
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
    #expect(try holding("ISA*") == [["0"]] && holding("scrim-sealed-2") == [[kept[0][0]]])
  }

  @Test func `is given back byte for byte, to whoever brings the archive's key`() throws {
    let office = try AnsweredSite()
    _ = try office.night()
    let folder = office.site.folder + "/received/.answers"
    let came = Set(
      try office.site.shell("sha256sum $(find \(folder) -name '0*') | cut -d ' ' -f 1")
        .output.split(separator: "\n").map(String.init))
    let list = try office.site.scrim("acknowledge", "list", "--json").json()["answers"].list
    #expect(list.count >= 10 && list.count == came.count)
    #expect(Set(list.flatMap { $0["kinds"].list.map(\.text) }) == ["TA1", "999", "277CA", "835"])
    let key = try Materials.archivePrivateKey()
    for answer in list {
      let number = String(Int(answer["number"].number))
      let out = "\(office.site.folder)/answer-\(number)"
      let opened = try office.site.scrim("acknowledge", "open", number, "--key", key, "--out", out, "--yes")
      #expect(opened.code == 0 && opened.output.contains("protected health information"), "\(opened.said)")
      try expectNoValues(opened.said, of: office.site)
      let bytes = Array(try Data(contentsOf: URL(filePath: out)))
      #expect(came.contains(String(sha256(bytes).dropFirst("sha256:".count))))
      let mode = try FileManager.default.attributesOfItem(atPath: out)[.posixPermissions] as? Int
      #expect(mode == 0o600)
    }
    let entries = try office.site.rows(
      "select count(*)::text from trail.entry where kind = 'acknowledgment.opened' and actor = 'biller'")
    #expect(entries == [[String(list.count)]])
    try expectNoValues(office.site.scrim("acknowledge", "list").said, of: office.site)
  }

  @Test func `is not given back without a yes, the right key, and a place that is free`() throws {
    let office = try AnsweredSite()
    _ = try office.night()
    let site = office.site
    let key = try Materials.archivePrivateKey()
    let out = site.folder + "/answer"
    let other = try site.shell(
      "umask 077; openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:3072 -out other.pem 2>&1")
    #expect(other.code == 0)
    func opening(_ more: String...) throws -> Finished {
      let finished = try site.start(["acknowledge", "open", "1", "--out", out] + more).finished()
      site.heard(finished)
      return finished
    }
    #expect(try opening("--key", key).code == 64, "nobody was asked")
    #expect(try opening("--key", site.folder + "/other.pem", "--yes").said.contains("is another"))
    #expect(try site.scrim("acknowledge", "open", "999", "--key", key, "--out", out, "--yes").code == 64)
    #expect(try !FileManager.default.fileExists(atPath: out) && opening("--yes").code == 64)
    try "mine".write(toFile: out, atomically: true, encoding: .utf8)
    let taken = try opening("--key", key, "--yes")
    #expect(taken.code == 64 && taken.said.contains("is there already"))
    #expect(try String(contentsOfFile: out, encoding: .utf8) == "mine")
    try FileManager.default.removeItem(atPath: out)
    // One byte of what is kept, and nothing is written.
    try site.script(
      """
      update claims.acknowledgment_piece set sealed = set_byte(sealed, length(sealed) - 30,
        case get_byte(sealed, length(sealed) - 30) when 65 then 66 else 65 end) where acknowledgment_id = 1
      """)
    let damaged = try opening("--key", key, "--yes")
    #expect(damaged.code == 2 && damaged.said.contains("damaged"))
    #expect(!FileManager.default.fileExists(atPath: out))
  }

  /// As pieces were sealed before they were compressed.
  @Test func `is given back also where it was kept uncompressed`() throws {
    let office = try AnsweredSite()
    let (site, out) = (office.site, office.site.folder + "/answer")
    let text = Array("ISA*00*an answer of before~".utf8)
    let digest = sha256(text).dropFirst("sha256:".count)
    let sealed = try Recipient(publicKey: Materials.archivePublicKey()).seal(
      text, name: "acknowledgment \(digest) 1")
    let key = try Recipient(publicKey: Materials.archivePublicKey()).keyID
    try site.script(
      """
      insert into claims.acknowledgment (clearinghouse, digest, bytes)
      values ('harborlink', '\\x\(digest)', \(text.count));
      insert into claims.acknowledgment_piece (acknowledgment_id, number, sealed, archive_key_id)
      select acknowledgment_id, 1, '\(String(decoding: sealed, as: UTF8.self))', '\(key)'
      from claims.acknowledgment;
      """)
    let opened = try site.scrim(
      "acknowledge", "open", "1", "--key", Materials.archivePrivateKey(), "--out", out, "--yes", "--as",
      "privacy")
    #expect(opened.code == 0, "\(opened.said)")
    #expect(Array(try Data(contentsOf: URL(filePath: out))) == text)
  }

  @Test func `is picked up by a reconciliation too, and one that is silent keeps nobody from the others`()
    throws
  {
    let office = try AnsweredSite()
    _ = try office.site.scrim("run")
    try office.site.configure { document in
      document.change(
        "clearinghouses.0.acknowledgments", to: ["endpoint": "https://127.0.0.1:9/harborlink/acknowledgments"]
      )
    }
    let report = try office.site.scrim("reconcile", "--json")
    #expect(report.code == 2, "\(report.said)")
    let files = try report.json()["answers"].list
    #expect(files.filter { !$0["problem"].text.isEmpty }.map(\.["file"].text) == ["harborlink"])
    #expect(files.contains { $0["clearinghouse"].text == "clearpath" && $0["isNew"].flag })
    let states = try office.site.rows(
      "select distinct clearinghouse, state from claims.claim_standing order by 1")
    #expect(states == [["clearpath", "paid"], ["harborlink", "submitted"]])
    #expect(try office.site.scrim("reconcile").output.contains("could not be picked up"))
  }

  /// What nobody could ask about is settled by what the clearinghouse says of it.
  @Test func `settles in a reconciliation what is in doubt`() throws {
    let office = try AnsweredSite()
    _ = try office.site.scrim("run")
    try office.site.script(
      """
      update claims.submission set state = 'in_doubt', decided_at = null, receipt_number = null,
        receipt_evidence = null, transit_wrapped_key = '\\x00';
      update claims.attempt set state = 'in_doubt';
      """)
    try office.site.configure { document in
      for place in 0...1 { document.change("clearinghouses.\(place).idempotency", to: ["kind": "none"]) }
    }
    let report = try office.site.scrim("reconcile", "--json")
    #expect(report.code == 0, "\(report.said)")
    let settled = try report.json()["answers"].list.map { $0["settled"].number }.reduce(0, +)
    #expect(settled > 0)
    #expect(try office.site.rows("select distinct state from claims.submission") == [["accepted"]])
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
