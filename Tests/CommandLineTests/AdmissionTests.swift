internal import Demonstration
internal import Foundation
internal import Proofs
internal import TestSupport
internal import Testing

/// Who is billed, and who is nowhere.
@Suite(Programs.areNeeded) struct `The fixtures' sessions` {
  @Test func `become what expected.tsv says, each of them`() throws {
    let site = try Site()
    #expect(try site.scrim("run").code == 1)
    let claimed = Set(try site.rows("select session_id from claims.claim").map { $0[0] })
    let holds = try site.rows("select session_id, array_to_string(defects, ',') from claims.hold")
    let held = holds.reduce(into: [:]) { $0[$1[0]] = $1[1].split(separator: ",").map(String.init).sorted() }
    let expected = try Expected.all()
    for one in expected {
      #expect(claimed.contains(one.session) == one.isAdmitted, "\(one.session): \(one.expectation)")
      #expect(held[one.session] == one.defects, "\(one.session): \(one.expectation)")
    }
    #expect(claimed.count == expected.count { $0.isAdmitted })
    #expect(held.count == expected.count { $0.defects != nil })
  }

  @Test func `leave no trace of people who are not billed`() throws {
    let site = try Site()
    for command in ["preview", "run", "status", "check"] { _ = try site.scrim(command) }
    let preview = try site.scrim("preview", "--json")
    let run = try site.scrim("run", "--json", environment: ["SCRIM_LOG": "trace"])
    let billed = try Self.bytesForBilling(site)
    let unbilled = try site.scrim("unbilled", "--json")
    #expect(unbilled.code == 1)
    for kind in Self.unseen {
      let marks = try Self.marks(of: kind, site)
      #expect(!marks.isEmpty)
      for mark in marks { #expect(!billed.contains(mark), "\(kind): \(mark)") }
    }
    // Somebody who is billed is found by the same marks.
    for mark in try Self.marks(ofBilled: "S-self", site) { #expect(billed.contains(mark), "\(mark)") }
    // `unbilled` is where a missing consent is told, and where nothing is told of who pays.
    for mark in try Self.marks(of: "restricted", site) { #expect(!unbilled.said.contains(mark), "\(mark)") }
    for word in ["self-pay", "restricted", "not admitted"] { #expect(!billed.lowercased().contains(word)) }
    #expect(try preview.json()["submissions"].list.isEmpty && run.json()["claims"]["submitted"].number == 0)
    #expect(unbilled.said.contains("S-no-consent") && unbilled.said.contains("S-lapsed-the-day-before"))
  }

  /// Two worlds: in one, people pay for themselves; in the other nobody does, and those sessions are not
  /// signed yet.
  @Test func `look to billing staff as if nobody paid for themselves`() throws {
    let (one, other) = (try Site(), try Site())
    let restricted = try Expected.all().filter(\.isRestricted).map { "'\($0.session)'" }
      .joined(separator: ", ")
    try other.change(
      """
      update practice.session set signed_at = null where session_id in (\(restricted));
      update practice.client set self_pay_since = null, self_pay_through = null;
      update practice.session set self_pay = false;
      """)
    let (seen, unseen) = (try Self.seen(one), try Self.seen(other))
    #expect(seen == unseen)
    // The two can differ: a session more or less is seen.
    try other.change("update practice.session set signed_at = null where session_id = 'S-no-consent'")
    #expect(try other.scrim("unbilled").output != one.scrim("unbilled").output)
  }

  /// What a biller sees of a night, less what differs each time: run, time, digests.
  private static func seen(_ site: Site) throws -> [String] {
    let preview = try site.scrim("preview", "--json").json()
    let run = try site.scrim("run", "--json").json()
    let submissions = preview["submissions"].list.map {
      "\($0["clearinghouse"].text): \($0["claims"].number) claims, \($0["bytes"].number) bytes"
    }
    let counts = [preview["heldCount"], run["claims"]["submitted"], run["claims"]["held"]].map(\.number)
    return try submissions + [
      "\(counts)", site.scrim("status").output, site.scrim("unbilled").output, site.scrim("preview").output,
    ]
  }

  private static let unseen = ["restricted", "consent-missing", "coverage-lapsed"]

  /// Session id, and the client's id, name and member id where nothing of that client is billed at all.
  private static func marks(of reason: String, _ site: Site) throws -> [String] {
    let sessions = try Expected.all().filter { $0.expectation == "not admitted: \(reason)" }.map(\.session)
    let list = sessions.map { "'\($0)'" }.joined(separator: ", ")
    let clients = try site.rows(
      """
      select s.client_id, upper(c.family_name), v.member_id
      from practice.session s join practice.client c using (client_id)
      left join practice.coverage v using (client_id)
      where s.session_id in (\(list)) and not exists (
        select from practice.session o join claims.claim b using (session_id) where o.client_id = s.client_id)
        and not exists (select from practice.session o join claims.hold b using (session_id)
          where o.client_id = s.client_id)
        and not exists (select from practice.client o where o.client_id <> c.client_id
          and upper(o.family_name) = upper(c.family_name))
      """)
    return sessions + clients.flatMap { $0 }.filter { $0.count > 4 }
  }

  private static func marks(ofBilled session: String, _ site: Site) throws -> [String] {
    let marks = try site.rows(
      """
      select s.session_id, s.client_id, upper(c.family_name), v.member_id
      from practice.session s join practice.client c using (client_id)
      join practice.coverage v using (client_id)
      where s.session_id = '\(session)'
      """)
    return try #require(marks.first)
  }

  /// Everything that billing staff, cron, a clearinghouse or an auditor can see: what was received, the
  /// tables of the ledger and the trail, what the commands said, what the clearinghouse logged.
  private static func bytesForBilling(_ site: Site) throws -> String {
    let received = try Site.files(in: site.folder + "/received", ending: "").values
    let ledger = try site.ledger().filter { $0.key.hasPrefix("claims.") }.values
    let trail = try site.rows("select coalesce(string_agg(t::text, ' '), '') from trail.entry t")[0][0]
    let log = String(decoding: try Data(contentsOf: URL(filePath: site.database.cluster.log)), as: UTF8.self)
    let heard = try site.said + (site.sandbox?.said() ?? "") + log
    return received.map { String(decoding: $0, as: UTF8.self) }.joined() + ledger.joined() + trail + heard
  }
}
