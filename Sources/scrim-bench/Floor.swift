internal import Demonstration
internal import Foundation
internal import Postgres
internal import Signing

/// What the same rows and bytes cost with psql and curl alone: copying the admitted rows out, copying the
/// ledger rows and the sealed bytes in, posting the payloads over TLS. One after the other; nothing is
/// checked or signed.
struct Floor {
  let practice: BenchPractice
  let clearinghouse: BenchClearinghouse

  init(_ practice: BenchPractice, _ clearinghouse: BenchClearinghouse) {
    self.practice = practice
    self.clearinghouse = clearinghouse
  }

  func take() throws -> [String: Double] {
    let scratch = clearinghouse.folder + "/floor"
    try FileManager.default.createDirectory(atPath: scratch, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: scratch) }
    let out = try psql(["\\copy (\(Self.rows)) to '\(scratch)/rows' (format binary)"])
    try psql([
      "\\copy (select * from claims.claim where submission_id > 0) to '\(scratch)/claims' (format binary)",
      "\\copy claims.submission to '\(scratch)/submissions' (format binary)",
      "create table claims.floor_claim (like claims.claim including all)",
      "create table claims.floor_submission (like claims.submission including all)",
    ])
    defer { _ = try? psql(["drop table claims.floor_claim, claims.floor_submission"]) }
    let inn = try psql([
      "\\copy claims.floor_claim from '\(scratch)/claims' (format binary)",
      "\\copy claims.floor_submission from '\(scratch)/submissions' (format binary)",
    ])
    return ["copy out": out, "copy in": inn, "post": try post(scratch)]
  }

  /// The admitted rows, joined without the gate: every column that a claim needs, for the sessions that were
  /// claimed.
  private static let rows = """
    select s.session_id, s.client_id, s.service_date, s.diagnosis_codes, v.*, c.line, c.billing_provider_id, \
    c.rendering_clinician_id, c.procedure_code, c.modifiers, c.units, c.charge_cents, c.patient_paid_cents, \
    c.diagnosis_pointers, c.place_of_service, c.prior_authorization \
    from source.session s join source.charge c using (session_id) join source.coverage v using (coverage_id) \
    join claims.claim k on k.session_id = s.session_id
    """

  @discardableResult
  private func psql(_ commands: [String]) throws -> Double {
    let address = practice.cluster.address(database: practice.database, user: "postgres")
    let arguments =
      [
        "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", address.host, "-p", "\(address.port)", "-U",
        address.user,
        "-d", address.database,
      ]
      + commands.flatMap { ["-c", $0] }
    return try Child.require(arguments).seconds
  }

  /// One curl, one request for each payload, a connection for all of them.
  private func post(_ scratch: String) throws -> Double {
    let tls = clearinghouse.folder + "/tls"
    let port = try clearinghouse.startSandbox("floor-received", ["--unsigned"])
    let requests = try clearinghouse.payloads().map { file in
      """
      url = "https://127.0.0.1:\(port)/claims"
      cert = "\(tls)/client.crt.pem"
      key = "\(tls)/client.key.pem"
      cacert = "\(tls)/authority.crt.pem"
      header = "Content-Type: application/edi-x12"
      header = "Expect:"
      header = "Idempotency-Key: \(uuidV4())"
      header = "Content-Digest: \(contentDigest(Array(try Data(contentsOf: URL(fileURLWithPath: file)))))"
      fail
      data-binary = "@\(file)"
      output = "/dev/null"
      """
    }
    let file = scratch + "/requests"
    try Data(requests.joined(separator: "\nnext\n").utf8).write(to: URL(fileURLWithPath: file))
    return try Child.require(["curl", "--silent", "--show-error", "--config", file]).seconds
  }
}
