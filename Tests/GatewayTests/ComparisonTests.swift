internal import Foundation
internal import Gateway
internal import Postgres
internal import Signing
internal import Submissions
internal import TestSupport
internal import Testing

/// A practice that has sent what was due, and one of whose sessions is changed in its records. `S` stands for
/// that session.
private struct Sent {
  let office: Office
  let session: String

  init(_ terms: Terms = .lastDays) throws {
    office = try Office()
    _ = try office.run(terms)
    // Of two diagnoses and one charge.
    session = try #require(
      try office.texts(
        """
        select k.session_id from claims.claim k join practice.session s using (session_id)
        where cardinality(s.diagnosis_codes) = 2 and s.diagnosis_codes[1] <> s.diagnosis_codes[2]
          and (select count(*) from practice.charge c where c.session_id = k.session_id) = 1 order by 1
        """
      ).first)
  }

  func change(_ sql: String) throws {
    guard !sql.isEmpty else { return }
    try office.practice.change(sql.replacingOccurrences(of: "'S'", with: "'\(session)'"))
  }

  /// Session → the kinds of what differs, after a comparison, as somebody is told.
  @discardableResult
  func differing(as user: String = "biller") throws -> [String: [String]] {
    _ = try Comparison(office.ledger, RunKeys.shared().identifiers).run(since: 0, before: Date())
    let rows = try office.practice.ask("select session_id, kinds from claims.changes()", as: user)
    return try Dictionary(
      uniqueKeysWithValues: (0..<rows.count).map { (try rows.text($0, 0), try rows.textArray($0, 1)) })
  }
}

@Suite("What has left, compared with the records") struct ComparisonTests {
  /// Every situation of the fixtures; and the control, that each of them would be seen.
  @Test func `differs in nothing as long as the records say what was sent`() throws {
    let sent = try Sent(Terms())
    #expect(try sent.differing() == [:])
    let claims = try sent.office.count("claims.claim")
    #expect(try claims > 400 && sent.office.count("claims.said where compared_at is null") == 0)
    let kept = try sent.office.practice.ask("select sum(cardinality(charges)) from claims.said")
    #expect(try kept.int64(0, 0) == Int64(claims))
    try sent.change(
      """
      update practice.charge set charge_cents = charge_cents + 100;
      update practice.session set diagnosis_codes = 'F99'::text || diagnosis_codes
      """)
    let all = try sent.differing()
    #expect(all.count == claims && all.values.allSatisfy { $0 == ["charge", "diagnoses"] })
  }

  @Test(arguments: [
    ("update practice.session set signed_at = null where session_id = 'S'", ["session"]),
    ("update practice.session set deleted_at = now() where session_id = 'S'", ["session"]),
    ("update practice.charge set voided_at = now() where session_id = 'S'", ["uncharged"]),
    ("update practice.session set service_date = service_date - 1 where session_id = 'S'", ["date"]),
    ("update practice.charge set charge_cents = charge_cents - 1 where session_id = 'S'", ["charge"]),
    ("update practice.charge set coverage_id = null where session_id = 'S'", ["payer"]),
    (
      "update practice.coverage set payer_id = 'union' where coverage_id in "
        + "(select coverage_id from practice.charge where session_id = 'S')", ["payer"]
    ),
    (
      "update practice.session set diagnosis_codes = array[diagnosis_codes[2], diagnosis_codes[1]] "
        + "where session_id = 'S'", ["diagnoses"]
    ),
    ("update practice.session set diagnosis_codes[1] = 'F99' where session_id = 'S'", ["diagnoses"]),
    ("update practice.charge set diagnosis_pointers = '{1}' where session_id = 'S'", ["diagnoses"]),
    ("update practice.charge set diagnosis_pointers = '{1,2}' where session_id = 'S'", []),
    (
      "update practice.session set diagnosis_codes = array(select case when position('.' in c) > 0 then "
        + "replace(c, '.', '') else left(c, 3) || '.' || substr(c, 4) end from unnest(diagnosis_codes) c) "
        + "where session_id = 'S'", []
    ),
    ("update practice.charge set procedure_code = '90847' where session_id = 'S'", ["services"]),
    ("update practice.charge set modifiers = modifiers || 'HO'::text where session_id = 'S'", ["services"]),
    ("update practice.charge set units = units + 1 where session_id = 'S'", ["services"]),
    ("update practice.charge set place_of_service = '53' where session_id = 'S'", ["services"]),
    ("update practice.charge set prior_authorization = 'PA1' where session_id = 'S'", ["services"]),
    (
      "update practice.charge set rendering_clinician_id = (select min(clinician_id) from practice.clinician "
        + "where clinician_id <> rendering_clinician_id) where session_id = 'S'", ["clinicians"]
    ),
    ("update practice.charge set patient_paid_cents = 1 where session_id = 'S'", []),
    (
      "update practice.session set client_id = (select min(client_id) from practice.client "
        + "where client_id <> practice.session.client_id) where session_id = 'S'", ["client"]
    ),
  ])
  func `differs in what was changed, and in nothing else`(change: String, kinds: [String]) throws {
    let sent = try Sent()
    try sent.change(change)
    let all = kinds.isEmpty ? [:] : [sent.session: kinds]
    #expect(try sent.differing(as: "privacy_officer") == all)
    // What is not there to be billed is the privacy officer's.
    #expect(try sent.differing() == (kinds == ["session"] ? [:] : all))
    _ = try sent.office.mark(sent.session)
    try sent.office.practice.ask("select gate.import_restrictions()", as: "scrim_gateway")
    #expect(try sent.differing() == [:] && sent.differing(as: "privacy_officer") == all)
  }

  /// A mark, or a note that is un-signed: billing is told as little of the one as of the other, at once.
  @Test(arguments: [true, false])
  func `is told no more of what is not there to be billed`(isMarked: Bool) throws {
    let sent = try Sent()
    try sent.change("update practice.charge set charge_cents = charge_cents + 100 where session_id = 'S'")
    #expect(try sent.differing() == [sent.session: ["charge"]])
    if isMarked {
      _ = try sent.office.mark(sent.session)
    } else {
      try sent.change("update practice.session set signed_at = null where session_id = 'S'")
    }
    let told = try sent.office.practice.ask("select from claims.changes()", as: "biller")
    #expect(try told.count == 0 && sent.differing() == [:])
  }

  @Test func `differs no longer when it is written back, and since when it has`() throws {
    let sent = try Sent()
    try sent.change("update practice.charge set charge_cents = charge_cents + 100 where session_id = 'S'")
    #expect(try sent.differing() == [sent.session: ["charge"]])
    let found = try sent.office.texts("select found_at::text from gate.changed")
    try sent.differing()
    #expect(try sent.office.texts("select found_at::text from gate.changed") == found)
    try sent.change("update practice.charge set charge_cents = charge_cents - 100 where session_id = 'S'")
    #expect(try sent.differing() == [:] && sent.office.count("gate.changed") == 0)
  }

  /// What was withdrawn unsent is not compared; what was sealed again is, with what it said then.
  @Test func `speaks of what was sent, not of what was sealed first`() throws {
    let office = try Office(["harborlink": ["refuse:1"]])
    _ = try office.run(.lastDays)
    #expect(try office.states() == ["sealed"])
    let gone = try #require(try office.numbers().keys.min())
    try office.practice.change(
      """
      update practice.charge set charge_cents = charge_cents + 100;
      update practice.session set signed_at = null where session_id = '\(gone)'
      """)
    _ = try office.run(.lastDays)
    #expect(try office.states() == ["withdrawn", "accepted"])
    func compare(since day: Int32) throws -> Int {
      try Comparison(office.ledger, RunKeys.shared().identifiers).run(since: day, before: Date())
    }
    #expect(try compare(since: 0) == 1 && office.count("gate.changed") == 0)
    try office.practice.change("update practice.charge set charge_cents = charge_cents + 100")
    #expect(try compare(since: 0) == 1 && office.count("gate.changed") > 1)
    // What is too old to be replaced is not compared, and what was found of it is forgotten.
    #expect(try compare(since: 20_000) == 0 && office.count("gate.changed") == 0)
  }

  @Test func `is compared once a day, and under its own key alone`() throws {
    let sent = try Sent()
    let keys = try RunKeys.shared()
    let submissions = try sent.office.count("claims.said")
    let comparison = Comparison(sent.office.ledger, keys.identifiers)
    #expect(try comparison.run(since: 0, before: Date(timeIntervalSinceNow: -3_600)) == submissions)
    #expect(try comparison.run(since: 0, before: Date(timeIntervalSinceNow: -3_600)) == 0)
    let other = Comparison(sent.office.ledger, Identifiers(key: .random(32)))
    #expect(try other.run(since: 0, before: Date()) == 0)
    #expect(try comparison.run(since: 0, before: Date()) == submissions)
  }

  /// The same diagnosis has another fingerprint in each claim: nobody can count who has the same.
  @Test func `keeps of it what no two claims have in common`() throws {
    let sent = try Sent(Terms())
    let spread = try sent.office.practice.ask(
      """
      select count(*), count(distinct f), (select count(distinct diagnosis_codes) from practice.session)
      from claims.said, unnest(charges || diagnoses || services || clinicians) f
      """)
    let (all, distinct) = (try spread.int64(0, 0), try spread.int64(0, 1))
    #expect(try all == distinct && all > 4 * spread.int64(0, 2))
  }
}
