internal import FoundationEssentials
internal import Gateway
internal import Health
internal import Postgres
internal import Settings
internal import Signing
internal import Trail

/// Tells whoever administers Scrim, in the console, what only this side knows. That it cannot be told harms
/// nothing: what was done is done, and the next run tells it again.
///
/// - Parameter run: what a run has just reported.
func publishHealth(_ services: Services, run: RunReport? = nil) {
  try? HealthPublication(services).publish(run)
}

/// The same of a verification of the trail, where this host has the gateway's login.
func publishHealth(_ services: Services, verified: TrailHealth) {
  try? HealthPublication(services).tell(HealthSubject.trail, verified)
}

/// Names of settings, days and codes; no path, no secret.
private struct HealthPublication {
  private let configuration: Configuration
  private let connection: Connection

  init(_ services: Services) throws {
    configuration = services.configuration
    connection = try services.connection(.gateway)
  }

  func publish(_ run: RunReport?) throws {
    try tell(HealthSubject.clearinghouses, configuration.clearinghouses.map(clearinghouse))
    try tell(HealthSubject.keys, keys)
    for share in run?.clearinghouses ?? [] {
      try tell(
        HealthSubject.waits(share.clearinghouse),
        WaitHealth(waits: share.waits?.rawValue, stopped: share.stopped))
    }
  }

  func tell(_ subject: String, _ said: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let text = String(decoding: try encoder.encode(said), as: UTF8.self)
    _ = try connection.query(
      "select claims.publish_health($1, $2::text::jsonb)", [.text(subject), .text(text)])
  }

  private func clearinghouse(_ one: Clearinghouse) -> ClearinghouseHealth {
    ClearinghouseHealth(
      id: one.id,
      place: (
        URL(string: one.endpoint)?.host() ?? "", one.usage.rawValue,
        one.cutoff.map { "\($0.time) \($0.timeZone)" }
      ),
      asksForStatus: one.statusQuery != nil, picksUpAnswers: one.acknowledgments?.endpoint != nil,
      certificates: [
        CertificateHealth(
          what: "ours, to show who we are", validThrough: ending(one.trust.clientCertificate)),
        CertificateHealth(
          what: "its authority’s, whom we believe", validThrough: ending(one.trust.authority)),
        CertificateHealth(
          what: "ours, for signatures", validThrough: ending(configuration.keys.signing.certificate)),
      ])
  }

  private var keys: [KeyHealth] {
    let own = configuration.keys
    let optional: [(String, String?, Int?)] = [
      ("keys.trail", own.trail, 1_095), ("keys.restrictionTrail", own.restrictionTrail, 1_095),
      ("keys.journalPublicKey", own.journalPublicKey, nil),
    ]
    return [
      certified("keys.signing", own.signing.certificate), dated("keys.transit", own.transit, renewDays: 365),
      dated("keys.identifiers", own.identifiers, renewDays: nil),
      dated("keys.archivePublicKey", own.archivePublicKey, renewDays: 31),
    ]
      + optional.compactMap { setting, file, days in file.map { dated(setting, $0, renewDays: days) } }
      + configuration.clearinghouses.map {
        certified("clearinghouses.\($0.id).clientKey", $0.trust.clientCertificate)
      }
  }

  private func certified(_ setting: String, _ file: String) -> KeyHealth {
    let certificate = try? Certificate(pem: file)
    return KeyHealth(
      setting: setting, since: certificate.map { isoDay(seconds: $0.notBefore) },
      validThrough: certificate.map { isoDay(seconds: $0.notAfter) }, renewDays: nil)
  }

  /// By the day on which the file was written.
  private func dated(_ setting: String, _ file: String, renewDays: Int?) -> KeyHealth {
    let written = try? FileManager.default.attributesOfItem(atPath: file)[.modificationDate] as? Date
    return KeyHealth(
      setting: setting, since: written.map { isoDay(seconds: Int($0.timeIntervalSince1970)) },
      validThrough: nil, renewDays: renewDays)
  }

  private func ending(_ file: String) -> String? {
    (try? Certificate(pem: file)).map { isoDay(seconds: $0.notAfter) }
  }
}
