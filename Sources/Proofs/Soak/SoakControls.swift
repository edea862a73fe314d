internal import Demonstration
internal import Foundation
internal import Glibc
internal import Postgres
internal import TestSupport

/// After the last night everything that a night is looked at for is planted once, and taken away again.
struct SoakControls {
  private let office: SoakOffice
  private let account: SoakAccount
  private let gauge: SoakGauge

  init(_ office: SoakOffice, _ account: SoakAccount, _ gauge: SoakGauge) {
    (self.office, self.account, self.gauge) = (office, account, gauge)
  }

  func all() throws -> [ProofResult.Control] {
    try left() + accounted() + [
      .init(
        "memory that grows",
        isFound: SoakTrend("it", (0..<40).map { 60_000 + $0 * 1_000 }, slack: 12_288)
          .finding != nil),
      .init(
        "memory that stays",
        isFound: SoakTrend("it", (0..<40).map { 60_000 + $0 }, slack: 12_288).finding == nil),
    ]
  }

  private func left() throws -> [ProofResult.Control] {
    let connection = try office.site.database.connect(as: "scrim_gateway")
    let isConnectionFound = try reads("connections")
    let locker = try office.site.database.connect(as: "postgres")
    try locker.script("select pg_advisory_lock(1)")
    let isLockFound = try reads("locks")
    let socket = LocalSocket.connect(office.site.sandbox?.port ?? 0)
    let isDescriptorFound = try reads("descriptors")
    if let socket { close(socket) }
    let file = office.site.folder + "/temporary/planted"
    try Data().write(to: URL(filePath: file))
    let isFileFound = try reads("files")
    try FileManager.default.removeItem(atPath: file)
    withExtendedLifetime((connection, locker)) {}
    return [
      .init("a connection that stays open", isFound: isConnectionFound),
      .init("an advisory lock that is kept", isFound: isLockFound),
      .init("a descriptor that stays open", isFound: isDescriptorFound),
      .init("a file that is left", isFound: isFileFound),
    ]
  }

  private func reads(_ word: String) throws -> Bool {
    try gauge.read().findings.contains { $0.contains(word) }
  }

  private func accounted() throws -> [ProofResult.Control] {
    let planted = [
      ("a claim that is accepted and arrived nowhere", "no clearinghouse", Self.forgotten),
      ("a session that nobody billed", "are nowhere", Self.unbilled),
      ("a promise about a session that was sent", "protected", Self.broken),
      ("a submission that was read and never permitted", "may have left", Self.unpermitted),
    ]
    let byTable = try planted.map { what, word, sql in
      try office.site.script(sql)
      return ProofResult.Control(what, isFound: try account.findings().contains { $0.contains(word) })
    }
    return byTable + [.init("a payload that came twice", isFound: try isDoubleFound())]
  }

  private func isDoubleFound() throws -> Bool {
    let folder = office.folders[0]
    guard
      let one = try FileManager.default.contentsOfDirectory(atPath: folder).first(where: {
        $0.hasSuffix(".x12")
      })
    else { return false }
    try FileManager.default.copyItem(atPath: "\(folder)/\(one)", toPath: "\(folder)/planted.x12")
    let list = try FileHandle(forWritingTo: URL(filePath: folder + "/.receipts.jsonl"))
    try list.seekToEnd()
    try list.write(contentsOf: Data(#"{"receipt":"R-0","submission":"planted","digest":"-"}"#.utf8 + [0x0A]))
    try list.close()
    return try account.findings().contains { $0.contains("more than once") }
  }

  private static let forgotten =
    "delete from soak.arrived where claim = (select claim from soak.arrived order by 1 limit 1)"

  /// As it would be if something could leave without a permit.
  private static let unpermitted = """
    set session_replication_role = replica;
    delete from claims.attempt where submission_id = (
      select s.submission_id from claims.submission s
      join soak.read w on w.submission = s.submission_key::text order by 1 limit 1)
    """

  private static let broken = """
    insert into soak.promised select c.session_id, c.client_id, true from claims.claim_state c
    where c.state = 'accepted' order by 1 desc limit 1
    """

  /// As it would be if a run had passed it over.
  private static let unbilled = """
    insert into practice.session (session_id, client_id, clinician_id, status, service_date, starts_at,
      ends_at, signed_at, diagnosis_codes)
    select 'X-planted', s.client_id, s.clinician_id, s.status, s.service_date - 3, s.starts_at, s.ends_at,
      s.signed_at, s.diagnosis_codes
    from practice.session s join claims.claim_state c on c.session_id = s.session_id and c.state = 'accepted'
    where not exists (select from gate.restriction r where r.client_id = s.client_id) order by 1 limit 1;
    insert into practice.charge (session_id, line, coverage_id, billing_provider_id, rendering_clinician_id,
      procedure_code, charge_cents, place_of_service)
    select 'X-planted', 1, h.coverage_id, h.billing_provider_id, h.rendering_clinician_id, h.procedure_code,
      h.charge_cents, '11' from practice.charge h order by h.session_id limit 1
    """
}
