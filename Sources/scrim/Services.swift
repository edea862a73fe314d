internal import Delivery
internal import Postgres
internal import Schema
internal import Settings
internal import Signing

/// Assembles what a command works with from the configuration. Each command names its database role and opens
/// only the secrets that it needs, when it needs them.
struct Services {
  let configuration: Configuration

  init(_ configuration: Configuration) { self.configuration = configuration }

  init(_ common: Common) throws { self.init(try common.configuration()) }

  /// Where and as whom a role knocks; reads its password.
  func address(_ role: Database.Role) throws -> Address {
    guard let login = configuration.database.logins[role] else {
      throw Stop(
        .configuration, "is missing, and this command works as \(role.rawValue).",
        next: "Add the login, or run the command where it is configured.",
        path: "database.logins.\(role.rawValue)")
    }
    let database = configuration.database
    var address = Address(host: database.host, port: database.port, database: database.name, user: login.user)
    address.rootCertificate = database.rootCertificate
    address.applicationName = "scrim"
    address.timeZone = configuration.practice.timeZone
    if let file = login.passwordFile { address.password = try Secret.read(file: file).exposedText }
    return address
  }

  func connection(_ role: Database.Role) throws -> Connection { try Connection(address(role)) }

  /// The database is of the configured kind and has the structure of this version; else exit code 78.
  @discardableResult
  func requireDatabase(_ role: Database.Role) throws -> Connection {
    let connection = try connection(role)
    let migrator = Migrator(connection)
    guard let kind = try migrator.kind() else { throw Stop.notMigrated }
    guard kind == self.kind else { throw MigrationError.kindDiffers(database: kind) }
    guard try migrator.pending().isEmpty else { throw Stop.notMigrated }
    return connection
  }

  var kind: DatabaseKind {
    switch configuration.database.kind {
    case .synthetic: .synthetic
    case .real: .real
    }
  }

  // MARK: Keys

  func signingKey() throws -> SigningKey {
    let signing = configuration.keys.signing
    return try SigningKey(
      keyPath: signing.key, certificatePath: signing.certificate,
      passphrase: Secret.read(file: signing.passphraseFile))
  }

  // MARK: Clearinghouses

  func destination(_ clearinghouse: Clearinghouse, signer: SigningKey) throws -> Destination {
    let trust = clearinghouse.trust
    var destination = Destination(
      endpoint: clearinghouse.endpoint, clientCertificate: trust.clientCertificate,
      clientKey: trust.clientKey,
      authority: trust.authority, receipt: receipt(clearinghouse.receipt))
    if clearinghouse.format == .json { destination.contentType = "application/json" }
    destination.clientKeyPassphrase = try trust.clientKeyPassphraseFile.map { try Secret.read(file: $0) }
    destination.pinnedPublicKeys = trust.pinnedPublicKeys
    destination.connectSeconds = clearinghouse.limits.connectSeconds
    destination.exchangeSeconds = clearinghouse.limits.exchangeSeconds
    destination.statusEndpoint = clearinghouse.statusQuery?.endpoint
    destination.acknowledgmentEndpoint = clearinghouse.acknowledgments?.endpoint
    switch trust.authorization {
    case .none: break
    case .apiKey(let header, let file):
      destination.authorization = AuthorizationHeader(name: header, value: try Secret.read(file: file))
    case .oauth2(let endpoint, let clientID, let secret, let scope):
      destination.clientCredentials = ClientCredentials(
        endpoint: endpoint, clientID: clientID, clientSecret: try Secret.read(file: secret), scope: scope)
    }
    switch trust.requestSignature {
    case .none: break
    case .rfc9421: destination.requestSigner = RequestSigner(signer)
    }
    return destination
  }

  private func receipt(_ receipt: Clearinghouse.Receipt) -> ReceiptRule {
    switch receipt {
    case .none: .none
    case .digest: .digest
    case .identifier(let path): .identifier(path: path)
    }
  }
}

extension Stop {
  static let notMigrated = Stop(
    .configuration, "The database has not the structure of this version.",
    next: "Run `scrim migrate` with this version of scrim.")
}
