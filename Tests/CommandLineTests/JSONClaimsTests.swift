internal import Foundation
internal import Proofs
internal import TestSupport
internal import Testing

/// Both clearinghouses make the 837P themselves: every claim is a request of its own.
@Suite(Programs.areNeeded) struct `Claims as JSON` {
  /// - Parameter answers: the clearinghouse answers the claims, too.
  private func site(faults: [String] = [], answers: Bool = false) throws -> Site {
    let site = try Site(.fixtures, faults: faults)
    if answers { try site.restart(options: ["--answers"]) }
    let port = site.sandbox?.port ?? 0
    try site.configure { document in
      for (place, id) in ["harborlink", "clearpath"].enumerated() {
        document.change("clearinghouses.\(place).format", to: "json")
        document.change("clearinghouses.\(place).claimsPerSubmission", to: 1)
        document.change(
          "clearinghouses.\(place).acknowledgments",
          to: ["endpoint": "https://127.0.0.1:\(port)/\(id)/acknowledgments"])
      }
    }
    return site
  }

  @Test func `become what expected.tsv says, each in a request of its own`() throws {
    let site = try site()
    let run = try site.scrim("run", "--json")
    #expect(run.code == 1, "\(run.said)")
    let expected = try Expected.all()
    let admitted = expected.filter(\.isAdmitted).map(\.session)
    let claims = try site.claims()
    #expect(Set(claims.map(\.session)) == Set(admitted) && claims.count == admitted.count)
    let holds = try site.rows("select session_id, array_to_string(defects, ',') from claims.hold")
    #expect(holds.count == expected.count { $0.defects != nil })
    for hold in holds {
      let defects = hold[1].split(separator: ",").map(String.init).sorted()
      #expect(expected.first { $0.session == hold[0] }?.defects == defects, "\(hold[0])")
    }
    let documents = try site.documents()
    #expect(try site.received().isEmpty && documents.count == claims.count && site.requests() == claims.count)
    #expect(Set(claims.map(\.submission)).count == claims.count)
    for claim in claims {
      let payload = try #require(documents[claim.submission])
      #expect(sha256(payload) == "sha256:\(claim.digest)")
      let document = try read(payload)
      #expect(document["claim"]["patientControlNumber"].text == claim.number)
      #expect(document["usage"].text == "T" && document["claim"]["frequency"].text == "1")
    }
    #expect(try run.json()["claims"]["submitted"].number == claims.count)
    #expect(try site.scrim("run").code == 1)
    #expect(site.requests() == claims.count, "nothing goes twice")
    #expect(try site.scrim("trail", "verify").code == 0)
  }

  @Test(Programs.pythonIsNeeded)
  func `are what the schema says to an independent program, and so are their signatures`() throws {
    let site = try site()
    _ = try site.scrim("run")
    let folder = site.folder + "/received"
    let files = try site.documents().keys.map { "\(folder)/\($0).claim.json" }
    #expect(files.count > 400)
    let verdict = try Programs.interop("validate_claim.py", [Self.schema] + files)
    #expect(verdict.code == 0, "\(verdict.said)")
    for key in try site.documents().keys.prefix(5) {
      let request = try Programs.interop("verify_request.py", ["\(folder)/\(key).json"])
      #expect(request.code == 0, "\(request.said)")
      let record = try read(Array(Data(contentsOf: URL(filePath: "\(folder)/\(key).json"))))
      #expect(record["headers"]["content-type"].text == "application/json")
      #expect(record["headers"]["idempotency-key"].text == key)
    }
    try expectRefusals(of: files[0], site)
  }

  /// A validator that refuses nothing would prove nothing.
  private func expectRefusals(of file: String, _ site: Site) throws {
    let text = try String(contentsOfFile: file, encoding: .utf8)
    let changes = [
      ("{\"version\"", "{\"note\":\"TEXT\",\"version\""), ("\"version\":\"1\"", "\"version\":\"2\""),
      ("\"memberID\"", "\"member\""), ("\"charge\":\"", "\"charge\":\"0"),
      ("\"lines\":[{", "\"lines\":[{\"x\":\"\","),
      ("\"frequency\":\"1\"", "\"frequency\":\"7\""), ("\"dateOfService\":\"", "\"dateOfService\":\"1"),
      ("\"usage\":\"T\"", "\"usage\":\"T\",\"usage\":\"T\""),
    ]
    for (old, new) in changes {
      let range = try #require(text.firstRange(of: old))
      let wrong = site.folder + "/wrong.json"
      let changed = String(text[..<range.lowerBound]) + new + text[range.upperBound...]
      try changed.write(toFile: wrong, atomically: true, encoding: .utf8)
      #expect(try Programs.interop("validate_claim.py", [Self.schema, wrong]).code == 1, "\(new)")
    }
  }

  @Test func `are sent exactly as a preview showed them`() throws {
    let site = try site()
    let folder = site.folder + "/to-look-at"
    let shown = try site.scrim("preview", "--json", "--payload", folder, "--yes")
    let preview = try shown.json()
    let listed = preview["submissions"].list
    #expect(listed.count > 400 && listed.allSatisfy { $0["claims"].number == 1 })
    #expect(listed.allSatisfy { $0["file"].text.hasSuffix(".json") })
    let run = try site.scrim("run", "--approve", preview["approval"].text)
    #expect(run.code == 1, "\(run.said)")
    let sent = try site.documents().values.map(sha256)
    #expect(sent.sorted() == listed.map(\.["digest"].text).sorted())
    let written = try Site.files(in: folder, ending: ".json").values.map(sha256)
    #expect(written.sorted() == sent.sorted())
    // In the order of control numbers within a payer, which tells nothing of sessions or their keys.
    let order = try site.rows(
      """
      select string_agg(c.patient_control_number, ' ' order by s.submission_id),
        string_agg(c.patient_control_number, ' ' order by c.patient_control_number collate "C")
      from claims.claim c join claims.submission s using (submission_id) where c.payer_id = 'union'
        and c.session_id in (select session_id from practice.charge group by session_id
          having min(billing_provider_id) = (select min(billing_provider_id) from practice.charge))
      """)
    #expect(order[0][0] == order[0][1] && order[0][0].count > 100)
    #expect(try site.scrim("preview", "--payer", "union").said.contains("Nothing would be sent"))
  }

  @Test func `go on where one of them is refused, and where one is in doubt`() throws {
    let site = try site(faults: ["400:1"])
    let run = try site.scrim("run", "--payer", "meridian", "--json").json()
    #expect(run["submissions"]["rejected"].number == 1)
    let accepted = run["submissions"]["accepted"].number
    let due = site.requests()
    #expect(accepted == due - 1 && accepted > 10)
    #expect(try site.states() == ["accepted": accepted, "rejected": 1])

    // An answer that is lost leaves its claim in doubt: the same bytes go again under the same key, and once.
    try site.restart(faults: ["drop-answer:1"])
    let doubtful = try site.scrim("run", "--payer", "northfield", "--json").json()
    #expect(doubtful["submissions"]["inDoubt"].number == 1)
    let before = try site.documents()
    let next = try site.scrim("run", "--payer", "northfield", "--json").json()
    #expect(next["submissions"]["inDoubt"].number == 0 && next["submissions"]["accepted"].number > 10)
    let after = try site.documents()
    for (key, payload) in before { #expect(after[key] == payload) }
    #expect(try after.count == site.claims().count - 1, "each once, but the one that was refused")
    #expect(try site.states()["in_doubt"] == nil)
  }

  @Test func `are answered claim by claim, and replaced by the payer's number`() throws {
    let site = try site(answers: true)
    #expect(try site.scrim("run").code == 1)
    let acknowledged = try site.scrim("acknowledge", "--json")
    #expect(acknowledged.code == 0, "\(acknowledged.said)")
    let kinds = try site.rows(
      "select kind || ' ' || scope, count(*)::text from claims.statement group by 1 order by 1")
    #expect(kinds.allSatisfy { $0[0].hasPrefix("277CA") || $0[0].hasPrefix("835") }, "\(kinds)")
    #expect(!kinds.contains { $0[0].hasSuffix("batch") })
    #expect(try site.rows("select distinct state from claims.claim_standing") == [["paid"]])
    #expect(try site.rows("select count(*)::text from claims.unmatched()") == [["0"]])

    let first = try #require(try site.claims().first { $0.session == "S-0213" })
    try site.change(
      "update practice.charge set charge_cents = charge_cents - 1000 where session_id = 'S-0213'")
    #expect(try site.scrim("claims", "replace", first.number).code == 0)
    let before = try site.documents()
    _ = try site.scrim("run")
    let fresh = try site.documents().filter { before[$0.key] == nil }
    #expect(fresh.count == 1)
    let claim = try read(try #require(fresh.values.first))["claim"]
    let number = try site.rows(
      "select payer_claim_number from claims.progress where session_id = 'S-0213' and version = 1")
    #expect(claim["frequency"].text == "7" && claim["payerClaimNumber"].text == number[0][0])
    _ = try site.scrim("acknowledge")
    let states = try site.rows(
      "select state from claims.claim_standing where session_id = 'S-0213' order by version")
    #expect(states == [["replaced"], ["paid"]])
    try expectVoid(of: claim, site)
  }

  /// As it was said, whatever the records say by now.
  private func expectVoid(of claim: JSON, _ site: Site) throws {
    let number = claim["patientControlNumber"].text
    try site.change(
      "update practice.charge set charge_cents = charge_cents + 500 where session_id = 'S-0213'")
    #expect(try site.scrim("claims", "void", number).code == 0)
    let before = try site.documents()
    _ = try site.scrim("run", "--archive-key", Materials.archivePrivateKey())
    let fresh = try site.documents().filter { before[$0.key] == nil }
    #expect(fresh.count == 1)
    let void = try read(try #require(fresh.values.first))["claim"]
    #expect(void["frequency"].text == "8" && void["patientControlNumber"].text != number)
    #expect(void["charge"].text == claim["charge"].text && void["payerClaimNumber"].text.count > 3)
    let states = try site.rows(
      "select state from claims.claim_standing where session_id = 'S-0213' order by version")
    #expect(states == [["replaced"], ["voided"], ["submitted"]])
  }

  /// The clearinghouse numbers interchanges of its own; ours have the same numbers, and are none.
  @Test func `are not taken for what an answer to somebody's interchange speaks of`() throws {
    let site = try site(answers: true)
    try site.configure { $0.change("clearinghouses.0.format", to: "x12-837p") }
    _ = try site.scrim("preview", "--clearinghouse", "harborlink", "--payload", "interchanges", "--yes")
    try site.configure { $0.change("clearinghouses.0.format", to: "json") }
    #expect(try site.scrim("run").code == 1)
    #expect(try site.scrim("acknowledge").code == 0)
    let states = "select session_id, state from claims.claim_standing order by 1"
    let (before, statements) = (try site.rows(states), "select count(*)::text from claims.statement")
    let said = try site.rows(statements)
    for (script, unmatched) in [("", 0), ("interchange: reject 025", 1)] {
      let out = "answers-\(unmatched)"
      try script.write(toFile: site.folder + "/script", atomically: true, encoding: .utf8)
      let answered = try site.shell(
        "\(Programs.sandbox) answer \"$(ls interchanges/*.837 | head -1)\" --script script --out \(out) "
          + "--clearinghouse harborlink && rm -f \(out)/*.277 \(out)/*.835")
      #expect(answered.code == 0, "\(answered.said)")
      let files = try FileManager.default.contentsOfDirectory(atPath: "\(site.folder)/\(out)")
        .filter { $0.hasSuffix(".ta1") || $0.hasSuffix(".999") }.map { "\(out)/\($0)" }
      let taken = try site.start(["acknowledge"] + files).finished()
      #expect(!files.isEmpty && taken.code == (unmatched == 0 ? 0 : 1), "\(taken.said)")
      #expect(try site.rows("select count(*)::text from claims.unmatched()") == [["\(unmatched)"]])
      if unmatched == 0 { #expect(try site.rows(statements) == said) }
      #expect(try site.rows(states) == before)
    }
  }

  @Test func `wait for no TA1 or 999, and are sealed again where the format changes before they went`() throws
  {
    let site = try site(faults: ["refuse"])
    try site.configure { $0.change("clearinghouses.0.format", to: "x12-837p") }
    _ = try site.scrim("run", "--payer", "meridian")
    let sealed = try site.states()["sealed"] ?? 0
    #expect(sealed > 0)
    try site.restart()
    try site.configure { $0.change("clearinghouses.0.format", to: "json") }
    _ = try site.scrim("run", "--payer", "meridian")
    #expect(try site.states()["withdrawn"] == sealed && site.received().isEmpty)
    #expect(try !site.documents().isEmpty)

    try site.script("update claims.submission set decided_at = decided_at - interval '10 days'")
    let waiting = try site.scrim("status", "--json").json()["answers"]["unanswered"].list
    #expect(waiting.map(\.["waitsFor"].text) == ["claim"])
    // The control: where there are interchanges, they are waited for.
    try site.configure { $0.change("clearinghouses.0.format", to: "x12-837p") }
    let others = try site.scrim("status", "--json").json()["answers"]["unanswered"].list
    #expect(others.map(\.["waitsFor"].text) == ["syntax", "claim"])
  }

  private static let schema = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "schemas/claim.schema.json").path

  private func read(_ bytes: [UInt8]) throws -> JSON {
    JSON(try JSONSerialization.jsonObject(with: Data(bytes)))
  }
}

extension Site {
  fileprivate struct SentClaim {
    let session, number, submission, digest: String
  }

  /// What the ledger says of every claim, and of the submission that it went with.
  fileprivate func claims() throws -> [SentClaim] {
    try rows(
      """
      select c.session_id, c.patient_control_number, s.submission_key::text, encode(s.payload_digest, 'hex')
      from claims.claim c join claims.submission s using (submission_id)
      """
    ).map { SentClaim(session: $0[0], number: $0[1], submission: $0[2], digest: $0[3]) }
  }

  fileprivate func documents() throws -> [String: [UInt8]] {
    try Self.files(in: folder + "/received", ending: ".claim.json")
  }

  fileprivate func states() throws -> [String: Int] {
    try rows("select state, count(*)::text from claims.submission group by 1").reduce(into: [:]) {
      $0[$1[0]] = Int($1[1])
    }
  }
}
