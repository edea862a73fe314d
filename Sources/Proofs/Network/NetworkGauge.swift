internal import Delivery
internal import Foundation
internal import Signing

/// An untouched exchange, measured.
struct NetworkGauge: Sendable {
  let plan: NetworkPlan
  let judge: NetworkJudge
  /// What was measured ended as it must: accepted, and with a request to be seen.
  let isSound: Bool

  init(newestTLS: String, _ size: ProofSize) throws {
    var profile = NetworkProfile(keyHours: 24, receipt: .digest)
    profile.newestTLS = newestTLS
    let batch = try NetworkBatch(profile, [nil, nil, nil])
    let ends = try batch.run()
    let crossings = ends.flatMap(\.crossings)
    plan = NetworkPlan(
      [
        .request: crossings.map(\.requestBytes).max() ?? 0, .answer: crossings.map(\.answerBytes).max() ?? 0,
      ], size)
    // A handshake and no request, as `scrim check` makes it.
    let probe = try Courier(Destination.sandbox(batch.relay.ports[0])).probe()
    batch.relay.end()
    let handshake = batch.relay.crossings(0).last
    let judge = NetworkJudge(handshakeRecords: handshake?.seemingApplicationRecords ?? 0)
    self.judge = judge
    isSound =
      probe.fault == nil && ends.count == 3 && ends.flatMap { judge.findings($0) }.isEmpty
      && crossings.allSatisfy { judge.sawRequest($0, profile) }
  }
}

extension Destination {
  /// The sandbox behind this port, with the credentials of every site.
  static func sandbox(_ port: Int) throws -> Destination {
    let materials = try Materials.folder()
    let keys = materials + "/keys"
    var destination = Destination(
      endpoint: "https://127.0.0.1:\(port)/claims",
      clientCertificate: materials + "/tls/client.crt.pem", clientKey: materials + "/tls/client.key.pem",
      authority: materials + "/tls/authority.crt.pem", receipt: .digest)
    destination.requestSigner = RequestSigner(
      try SigningKey(
        keyPath: keys + "/signing.key.pem", certificatePath: keys + "/signing.crt.pem",
        passphrase: Secret.read(file: keys + "/signing.passphrase")))
    return destination
  }
}
