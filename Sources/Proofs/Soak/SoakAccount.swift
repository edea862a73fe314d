internal import Foundation
internal import TestSupport

/// What must be true every morning. The clearinghouses' own records are read for it, each payload once.
final class SoakAccount {
  private let office: SoakOffice
  private var seen: Set<String> = []
  /// What was wrong the last time stays so: it is told once.
  private var told: [String: Int] = [:]
  /// Payloads that a clearinghouse died over.
  private(set) var unlisted = 0

  init(_ office: SoakOffice) { self.office = office }

  func findings() throws -> [String] {
    try readArrivals()
    var wrong: [String] = []
    for question in Self.questions {
      let count = Int(try office.site.rows(question.sql)[0][0]) ?? .max
      if count > told[question.wrong, default: 0] { wrong.append("\(count) \(question.wrong)") }
      told[question.wrong] = count
    }
    if try office.start(["trail", "verify"]).finished().code != 0 {
      wrong.append("the trail does not verify")
    }
    return wrong
  }

  /// Claims of payloads that were not there before, by the number that each carries. A clearinghouse has what
  /// is on its list: one that died over a payload before it stood there says truly that it has nothing.
  private func readArrivals() throws {
    unlisted = 0
    for folder in office.folders {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
      let listed = try SoakOffice.receipts(in: folder)
      for name in names where name.hasSuffix(".x12") && !seen.contains("\(folder)/\(name)") {
        let isListed = listed[String(name.dropLast(4))] != nil
        try office.site.script(
          """
          insert into soak.read values ('\(name.dropLast(4))', \(isListed))
          on conflict (submission) do update set is_listed = excluded.is_listed
          """)
        guard isListed else {
          unlisted += 1
          continue
        }
        seen.insert("\(folder)/\(name)")
        let payload = try Data(contentsOf: URL(filePath: "\(folder)/\(name)"))
        let claims = CrashPractice.claims(in: Array(payload))
        try office.site.script(
          """
          insert into soak.arrived as a (claim, times)
          select c, count(*) from unnest(\(claims.sqlArray)) c group by c
          on conflict (claim) do update set times = a.times + excluded.times
          """)
      }
    }
  }

  private struct Question {
    let wrong, sql: String
  }

  /// Each counts what is wrong.
  private static let questions = [
    Question(
      wrong: "claims arrived more than once", sql: "select count(*)::text from soak.arrived where times > 1"),
    Question(
      wrong: "claims are accepted on record, and no clearinghouse has them",
      sql: """
        select count(*)::text from claims.claim_state c where c.state = 'accepted'
          and not exists (select from soak.arrived a where a.claim = c.patient_control_number)
        """),
    Question(
      wrong: "claims arrived that are not accepted on record",
      sql: """
        select count(*)::text from soak.arrived a where not exists (
          select from claims.claim_state c where c.patient_control_number = a.claim and c.state = 'accepted')
        """),
    Question(
      wrong: "sessions arrived of which somebody was told that they are protected",
      sql: """
        select count(*)::text from soak.promised p join claims.claim c on c.session_id = p.session_id
        join soak.arrived a on a.claim = c.patient_control_number
        """),
    Question(wrong: "billable sessions are nowhere", sql: unaccounted),
    // Also of those that are on no list: only a person who was told so may take them for not arrived.
    Question(
      wrong: "submissions were read by a clearinghouse, and no attempt says that they may have left",
      sql: """
        select count(*)::text from soak.read w
        join claims.submission s on s.submission_key::text = w.submission
        where not exists (select from claims.attempt a
          where a.submission_id = s.submission_id and a.state <> 'not_sent')
        """),
    Question(
      wrong: "submissions are open",
      sql: """
        select count(*)::text from claims.submission where state in ('sealed', 'in_flight', 'in_doubt')
        """),
    Question(
      wrong: "sessions are held that were sent",
      sql: """
        select count(*)::text from claims.hold h join claims.claim_state c on c.session_id = h.session_id
        where c.state = 'accepted'
        """),
    Question(
      wrong: "claims wait to be sealed again though nothing restricts them",
      sql: """
        select count(*)::text from claims.to_reseal t where not exists (
          select from gate.covered v join gate.restriction r on r.restriction_id = v.restriction_id
          where v.session_id = t.session_id and r.lifted_at is null)
          and not exists (select from gate.released l where l.session_id = t.session_id)
          and not exists (select from claims.hold h where h.session_id = t.session_id)
        """),
  ]

  /// Every session is billable that is completed and charged; each was sent, or is held, or is restricted, or
  /// waits for somebody: to say that it is another one, or to see it in a preview.
  private static let unaccounted = """
    select count(*)::text from practice.session s
    where s.status = 'completed' and exists (select from practice.charge c where c.session_id = s.session_id)
      and not exists (
        select from claims.claim_state c where c.session_id = s.session_id and c.state = 'accepted')
      and not exists (select from claims.hold h where h.session_id = s.session_id)
      and not exists (select from gate.restriction r where r.lifted_at is null and r.session_id is null
        and r.client_id = s.client_id)
      and not exists (select from practice.session_participant p
        join gate.restriction r on r.client_id = p.client_id and r.session_id is null and r.lifted_at is null
        where p.session_id = s.session_id)
      and not exists (
        select from gate.covered v join gate.restriction r on r.restriction_id = v.restriction_id
        where v.session_id = s.session_id and r.lifted_at is null)
      and not exists (select from gate.task t
        where t.session_id = s.session_id and t.kind = 'same-day' and t.closed_at is null)
      and not exists (select from gate.released l where l.session_id = s.session_id)
    """
}
