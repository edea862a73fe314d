internal import Claims
internal import Delivery
internal import Foundation
internal import Gateway
internal import Logging
internal import Postgres
internal import Sessions
internal import Signing
internal import Submissions
internal import TestSupport
internal import Testing

/// The invented practice with its clearinghouses: everything that a claim run works with, all of it real but
/// the other side.
final class Office: Sendable {
  let practice: Practice
  let sandboxes: [String: Sandbox]
  let ledger: Ledger
  private let reader: SessionReader

  /// - Parameter faults: clearinghouse → how it misbehaves before it is truthful.
  init(_ faults: [String: [String]] = ["clearpath": [], "harborlink": []]) throws {
    practice = try Practice()
    sandboxes = try faults.mapValues { try Sandbox(faults: $0) }
    (ledger, reader) = try Self.connect(practice)
  }

  /// Another process of the gateway, at the same practice and the same clearinghouses.
  init(restarting other: Office) throws {
    practice = other.practice
    sandboxes = other.sandboxes
    (ledger, reader) = try Self.connect(practice)
  }

  private static func connect(_ practice: Practice) throws -> (Ledger, SessionReader) {
    let address = practice.database.address(as: "scrim_gateway")
    return (try Ledger(address), try SessionReader(address))
  }

  func run(_ terms: Terms = Terms(), approved: String? = nil) throws -> RunReport {
    try claimRun(terms).run(approved: approved.map { try #require(Digest($0)) }) { _ in }
  }

  func preview(_ terms: Terms = Terms(), folder: String? = nil) throws -> PreviewReport {
    try claimRun(terms).preview(folder: folder.map(PayloadFolder.init)) { _ in }
  }

  /// - Parameter ledger: of another process; nil: of this one.
  func claimRun(_ terms: Terms, ledger: Ledger? = nil, patience: Patience = Patience()) throws -> ClaimRun {
    let keys = try RunKeys.shared()
    let database = (reader: reader, ledger: ledger ?? self.ledger)
    let routes = try sandboxes.keys.sorted().map { id in
      let tools = Tools(
        database: database, identifiers: keys.identifiers, signer: keys.signer, archive: keys.archive,
        courier: try courier(to: id, terms))
      return (terms.route(to: id), tools)
    }
    return ClaimRun(
      routes: routes, ledger: database.ledger, timeZone: "America/Los_Angeles",
      log: EventLog(Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() }), patience: patience)
  }

  private func courier(to id: String, _ terms: Terms) throws -> Courier {
    let keys = try RunKeys.shared()
    let port = terms.ports[id] ?? sandboxes[id]?.port ?? 0
    var destination = Destination(
      endpoint: "https://127.0.0.1:\(port)/claims", clientCertificate: keys.certificates.clientCertificate,
      clientKey: keys.certificates.clientKey, authority: keys.certificates.authority, receipt: .digest)
    destination.requestSigner = RequestSigner(keys.signer)
    if terms.statusMinutesApart != nil {
      destination.statusEndpoint = "https://127.0.0.1:\(port)/status"
    }
    destination.connectSeconds = terms.seconds
    destination.exchangeSeconds = terms.seconds
    return try Courier(destination)
  }
}

/// What a test changes about a run.
struct Terms: Sendable {
  var claimsPerSubmission = 1_000
  /// The first day of service.
  var from = Practice.anchor.adding(days: -365)
  /// The first day on which anything is billed.
  var firstServiceDate = Practice.firstServiceDate
  /// Without some payers.
  var payers = Practice.payers
  var clearinghouses = Practice.clearinghouses
  /// By payer; nil: none has any beyond the standard.
  var rules: [String: PayerRules]?
  /// By payer.
  var distinctModifiers: [String: [String]] = [:]
  /// Clearinghouses through which a programme under 42 CFR Part 2 bills.
  var programmes: Set<String> = []
  /// nil: the clearinghouse does not know repeated requests.
  var idempotencyHours: Int? = 24
  /// nil: the clearinghouse cannot be asked.
  var statusMinutesApart: Int?
  /// Stands for endpoint, authority, pins and ids.
  var destination = "as agreed"
  /// For connecting, and again for the exchange.
  var seconds = 30
  /// Clearinghouse → another port than its own.
  var ports: [String: Int] = [:]
  var requestsPerMinute: Int?
  /// Of one submission in one run.
  var tries = 1
  var asksWhereUnusual = false

  /// A few sessions only, where it does not matter which.
  static let lastDays = Terms(from: Practice.anchor.adding(days: -12))

  func route(to id: String) -> Route {
    let all = clearinghouses[id] ?? []
    let mine = payers.filter(all.contains)
    let oldest = min(firstServiceDate, Practice.anchor.adding(days: -365))
    let usual = mine.map { ($0, PayerRules(id: $0, payerID: $0.uppercased())) }
    var permitted = PermittedPayers(
      ids: all, firstServiceDates: all.map { _ in firstServiceDate.daysSince2000 },
      isPart2Programme: programmes.contains(id))
    permitted.distinctModifiers = distinctModifiers
    return Route(
      profile: ClearinghouseProfile(
        id: id,
        parties: (
          Submitter(
            name: "Quiet Harbor Therapy PLLC", id: "QUIETHARBOR", contactName: "Billing Desk",
            contactPhone: "5035550142"),
          Receiver(name: id.uppercased(), id: id.uppercased())
        ),
        usage: .test, limits: (claimsPerSubmission, requestsPerMinute),
        delivery: (
          idempotencyHours, statusMinutesApart, Digest(sha256Of: Array("\(id) \(destination)".utf8))
        )),
      rules: rules ?? Dictionary(uniqueKeysWithValues: usual),
      admission: Admission(
        payers: mine.map { .init(id: $0, firstServiceDate: firstServiceDate, oldest: oldest) },
        from: from, through: Practice.anchor.adding(days: -2),
        isPart2Programme: programmes.contains(id)),
      permitted: permitted,
      caution: (SendAgain(tries: tries, firstSeconds: 0.01, capSeconds: 2), asksWhereUnusual))
  }
}
