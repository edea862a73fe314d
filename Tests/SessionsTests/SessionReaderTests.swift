internal import Postgres
internal import Sessions
internal import TestSupport
internal import Testing

@Suite("Session reader") struct SessionReaderTests {
  private let practice: Practice

  init() throws { practice = try Practice() }

  private func admitted(_ session: String) throws -> AdmittedSession {
    try #require(try practice.admitted().first { $0.record.reference == session })
  }

  @Test func `gives each clearinghouse exactly its sessions, once and in order`() throws {
    for (clearinghouse, payers) in Practice.clearinghouses {
      let references = try practice.admitted(Practice.admission(of: payers)).map(\.record.reference)
      let expected = Expectation.all.filter { $0.isAdmitted && $0.clearinghouse == clearinghouse }.map(
        \.session)
      #expect(expected.count > 200)
      #expect(references == expected.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
    }
  }

  @Test func `streams more than one fetch`() throws {
    try practice.change(
      """
      set scrim.anchor = '2025-11-03';
      select practice.generate(2500, 'reader', 1, 90, 3)
      """)
    let references = try practice.admitted(Practice.admission()).map(\.record.reference)
    #expect(references.count > 2_000)
    #expect(Set(references).count == references.count)
  }

  @Test func `passes on what the body throws, and can be used again`() throws {
    struct Enough: Error {}
    let reader = try SessionReader(practice.database.address(as: "scrim_gateway"))
    #expect(throws: Enough.self) {
      try reader.forEachAdmitted(by: Practice.admission()) { _ in throw Enough() }
    }
    var seen = 0
    try reader.forEachAdmitted(by: Practice.admission()) { _ in seen += 1 }
    #expect(seen > 400)
  }

  @Test func `gives the lines in the order of their numbers`() throws {
    try practice.change(
      "update practice.charge set line = line + 10 where session_id = 'S-twelve-on-three-lines'")
    try practice.change(
      "update practice.charge set line = 1 where session_id = 'S-twelve-on-three-lines' and line = 13")
    let lines = try admitted("S-twelve-on-three-lines").billing.lines
    #expect(lines.map(\.line) == [1, 11, 12])
    #expect(lines.map(\.procedureCode) == ["96127", "90837", "90785"])
    #expect(lines.map(\.diagnosisPointers) == [[9, 10, 11, 12], [1, 2, 3, 4], [5, 6, 7, 8]])
    #expect(lines.map(\.chargeCents) == [1_500, 17_500, 3_500])
  }

  @Test func `gives the patient only where the patient is not the subscriber`() throws {
    let own = try admitted("S-self").billing
    #expect(own.relationship == "18" && own.patient == nil && own.subscriber.familyName == "Ambrose")
    let child = try admitted("S-child").billing
    #expect(child.relationship == "19" && child.patient?.givenName == "Oriel")
    #expect(child.subscriber.givenName == "Rosalind")
    #expect(child.patient?.birthDate?.description == "2014-09-02")
  }

  @Test func `tells NULL, an empty array and a NULL in one apart, and stops at none of them`() throws {
    try practice.change(
      """
      alter table practice.session alter diagnosis_codes drop not null;
      alter table practice.charge alter modifiers drop not null, alter units drop not null;
      update practice.session set diagnosis_codes = null where session_id = 'S-self';
      update practice.session set diagnosis_codes = '{F41.1,NULL}' where session_id = 'S-child';
      update practice.charge set modifiers = null, units = null, diagnosis_pointers = '{}'
        where session_id = 'S-self';
      update practice.charge set modifiers = '{HO,NULL,95}', diagnosis_pointers = '{2,NULL}'
        where session_id = 'S-child';
      """)
    let bare = try admitted("S-self")
    #expect(#expect(throws: Withheld.self) { try redact(bare.record) }?.reason == .diagnosisMissing)
    #expect(bare.billing.lines.map(\.modifiers) == [[]] && bare.billing.lines.map(\.units) == [nil])
    #expect(bare.billing.lines.map(\.diagnosisPointers) == [[]])
    let odd = try admitted("S-child")
    let withheld = #expect(throws: Withheld.self) { try redact(odd.record) }
    #expect(withheld?.reason == .diagnosisNotACode && withheld?.position == 2)
    #expect(odd.billing.lines.map(\.modifiers) == [["HO", "", "95"]])
    #expect(odd.billing.lines.map(\.diagnosisPointers) == [[2, 0]])
  }

  @Test func `is not stopped by arrays of arrays, ranks that are missing or directory rows without an id`()
    throws
  {
    try practice.change(
      """
      alter table practice.coverage alter rank drop not null;
      update practice.coverage set rank = null where client_id = 'C-self';
      update practice.session set diagnosis_codes = '{{F41.1,Z63.0},{F33.1,F32.1}}'
        where session_id = 'S-child';
      update practice.charge set modifiers = '{{HO},{95}}', diagnosis_pointers = '{{1},{3}}'
        where session_id = 'S-child';
      create or replace view source.location as
        select l.location_id, l.name, l.npi, l.address_1, l.address_2, l.city, l.state, l.postal_code
        from practice.location l union all select null, null, null, null, null, null, null, null;
      """)
    try practice.approveSources()
    #expect(try admitted("S-self").billing.rank == 0)
    let nested = try admitted("S-child")
    #expect(try redact(nested.record).diagnoses.map(\.code) == ["F411", "Z630", "F331", "F321"])
    #expect(nested.billing.lines.map(\.modifiers) == [["HO", "95"]])
    #expect(nested.billing.lines.map(\.diagnosisPointers) == [[1, 3]])
    let directory = try SessionReader(practice.database.address(as: "scrim_gateway")).directory()
    #expect(directory.locations.count == 3)
  }

  @Test func `reads providers, clinicians and places whole`() throws {
    let directory = try SessionReader(practice.database.address(as: "scrim_gateway")).directory()
    #expect(directory.clinicians.count == 12 && directory.billingProviders.count == 2)
    #expect(directory.locations.keys.sorted() == ["L-hill", "L-quiet", "L-tern"])
    #expect(directory.clinicians["D-07"]?.familyName == "Grünfeld")
    let solo = directory.billingProviders["B-solo"]
    #expect(solo?.entity == "person" && solo?.taxIDKind == "EI" && solo?.acceptsAssignment == true)
  }

  @Test func `refuses views that were not approved`() throws {
    try practice.change(
      """
      create or replace view source.already_claimed as
      select f.session_id, f.payer_id, f.payer_claim_number from practice.filed_elsewhere f where false
      """)
    let refusal = #expect(throws: PostgresError.self) { try practice.admitted() }
    #expect(refusal?.sqlState == "SC005")
  }
}
