internal import Archive
internal import Delivery
internal import Desk
internal import Gateway
internal import Sessions
internal import Settings
internal import Signing
internal import Submissions

/// Assembles a claim run: two connections as the gateway, the signing key, and a courier for each
/// clearinghouse. Everything is opened before anything is read, so that a key that does not open stops the
/// whole of it.
struct ClaimRuns {
  let setup: RunSetup
  private let services: Services

  init(_ services: Services, _ filters: Filters) throws {
    self.services = services
    setup = try RunSetup(services, filters)
    try setup.requireWindow()
  }

  func assemble(_ patience: Patience = Patience(), archiveKeys: [PrivateKey] = []) throws -> ClaimRun {
    let signer = try services.signingKey()
    let archive = try services.archive()
    let identifiers = try services.identifiers()
    let routes = try setup.routes()
    let couriers = try services.couriers(for: routes.map(\.profile.id), signer: signer)
    let address = try services.address(.gateway)
    try Wall(services.requireDatabase(.gateway)).requireClosed()
    let database = (reader: try SessionReader(address), ledger: try Ledger(address))
    var run = ClaimRun(
      routes: zip(routes, couriers).map { route, courier in
        let tools = Tools(
          database: database, identifiers: identifiers, signer: signer, archive: archive, courier: courier)
        return (route, tools)
      },
      ledger: database.ledger, timeZone: services.configuration.practice.timeZone,
      log: EventLog(try operatorLog()), patience: patience)
    run.archiveKeys = archiveKeys
    return run
  }

  /// A line for whoever watches; empty where nobody does. The totals are what the desk says is due, counted
  /// only for somebody who watches and whose configuration has billing's login.
  func progress() -> ProgressLine {
    guard Terminal.error, let desk = try? BillingDesk(services.address(.billing)),
      let due = try? setup.due(desk)
    else { return ProgressLine() }
    let clearinghouses = services.configuration.payers.map { ($0.id, $0.clearinghouse) }
    let places = Dictionary(clearinghouses) { first, _ in first }
    return ProgressLine(totals: Dictionary(due.map { (places[$0.payer] ?? "", $0.sessions) }) { $0 + $1 })
  }
}

extension Services {
  func archive() throws -> Archive {
    let transit = try Secret.readKey(file: configuration.keys.transit)
    return try Archive(
      transitKey: transit.exposedBytes, archivePublicKey: configuration.keys.archivePublicKey)
  }

  func identifiers() throws -> Identifiers {
    Identifiers(key: try Secret.readKey(file: configuration.keys.identifiers))
  }

  func couriers(for ids: [String], signer: SigningKey) throws -> [Courier] {
    try configuration.clearinghouses.filter { ids.contains($0.id) }.map { clearinghouse in
      do {
        return try Courier(destination(clearinghouse, signer: signer))
      } catch let error as DeliveryError {
        throw Stop(
          .configuration, error.description, next: error.nextStep, path: "clearinghouse \(clearinghouse.id):")
      }
    }
  }
}

extension ProgressLine {
  func show(_ progress: Gateway.Progress) {
    switch progress {
    case .settling(let clearinghouse): show("settling earlier submissions", at: clearinghouse)
    case .reading(let clearinghouse): show("reading sessions", at: clearinghouse)
    case .prepared(let clearinghouse, let submissions, let claims):
      show("\(counted(submissions, "submission")) prepared", claims: claims, at: clearinghouse)
    case .submitted(let clearinghouse, let submissions, let claims, let outcome):
      show(
        "\(counted(submissions, "submission")) confirmed, the last was \(outcome.name)", claims: claims,
        at: clearinghouse)
    }
  }
}
