internal import Credentials
internal import Glibc
internal import Hummingbird
internal import HummingbirdCore
internal import HummingbirdTLS
internal import Logging
internal import Marks
internal import NIOCore
internal import NIOSSL
internal import Postgres
internal import Schema
internal import Settings
internal import Signing

/// From the configuration to a console that listens.
struct Serving {
  let configuration: Configuration
  let settings: ConsoleSettings
  let log: Logger

  init(_ configuration: Configuration, _ log: Logger) throws(Stopped) {
    guard let settings = configuration.console else {
      throw Stopped("The configuration has no console.\n  → Add it (docs/console.md).")
    }
    self.configuration = configuration
    self.settings = settings
    self.log = log
  }

  func run() async throws {
    let site = try site()
    try site.pool.prepare { connection in try requireDatabase(connection) }
    var quiet = Logger(label: "scrim-console") { _ in SwiftLogNoOpLogHandler() }
    quiet.logLevel = .critical
    let application = Application(
      router: site.router(), server: try server(),
      configuration: ApplicationConfiguration(
        address: .hostname(settings.host, port: settings.port),
        availableConnectionsDelegate: MaximumAvailableConnections(2_000)),
      onServerRunning: { [log, settings] _ in
        log.info("console.started", metadata: ["address": .string(settings.address)])
      },
      logger: quiet)
    do {
      try await application.runService()
    } catch let error as IOError {
      let why =
        error.errnoCode == EACCES
        ? "Ports below 1024 are not for everybody: name a higher console.port."
        : "Is another console running there? Name another console.port."
      throw Stopped("\(settings.host):\(settings.port) cannot be listened on.\n  → \(why)")
    }
    log.info("console.stopped")
  }

  private func site() throws -> Site {
    let key = try ConsoleKey(file: settings.key)
    return Site(
      settings: settings, practice: configuration.practice.name,
      pool: DatabasePool(try address()), slowPool: DatabasePool(try address(), connections: 2), key: key,
      handleKey: key.derive("handles"), pages: try Pages(), passwords: Passwords(), marks: marks,
      needsMarkPlace: configuration.database.kind == .real, billing: BillingSettings(configuration),
      kept: KeptCounts(seconds: settings.countsSeconds), log: log)
  }

  private var marks: MarkPlace {
    let restrictions = configuration.restrictions
    return MarkPlace(
      journal: restrictions.journal, key: configuration.keys.journalPublicKey, standby: restrictions.standby)
  }

  /// The console's own login; it reads no other password.
  private func address() throws -> Address {
    let database = configuration.database
    guard let login = database.logins[.console] else {
      throw Stopped(
        "database.logins.console is missing.\n  → Add the login scrim_console (docs/console.md).")
    }
    var address = Address(host: database.host, port: database.port, database: database.name, user: login.user)
    address.rootCertificate = database.rootCertificate
    address.applicationName = "scrim-console"
    address.timeZone = configuration.practice.timeZone
    if let file = login.passwordFile { address.password = try Secret.read(file: file).exposedText }
    return address
  }

  private func requireDatabase(_ connection: Connection) throws {
    let migrator = Migrator(connection)
    guard let kind = try migrator.kind(), try migrator.pending().isEmpty else {
      throw Stopped(
        "The database has not the structure of this version.\n  → Run `scrim migrate` with this version.")
    }
    guard (kind == .real) == (configuration.database.kind == .real) else {
      throw Stopped(
        "The database is of the other kind than database.kind says.\n  → Name the right database.")
    }
  }

  private func server() throws -> HTTPServerBuilder {
    let plain = HTTPServerBuilder.http1(
      configuration: .init(
        idleTimeout: .seconds(60),
        httpDecoderConfiguration: .init(
          maxHeaderFieldSize: 16_384, maxHeaderListSize: 32_768, maxHeaderFieldCount: 100)))
    guard let certificate = settings.certificate else { return plain }
    let chain = try NIOSSLCertificate.fromPEMFile(certificate.chain).map {
      NIOSSLCertificateSource.certificate($0)
    }
    // Refused where others can read it, as every secret.
    let key = try NIOSSLPrivateKey(
      bytes: Array(Secret.readPEM(file: certificate.key).exposedText.utf8), format: .pem)
    var tls = TLSConfiguration.makeServerConfiguration(certificateChain: chain, privateKey: .privateKey(key))
    tls.minimumTLSVersion = .tlsv12
    return try .tls(plain, tlsConfiguration: tls)
  }
}

/// What went wrong before anybody was served.
func explained(_ error: any Error) -> String {
  switch error {
  case let error as PostgresError: "The database cannot be reached as the console.\n  → \(error.description)"
  case let error as SecretFileError: "\(error)\n  → \(error.nextStep)"
  case is NIOSSLError, is BoringSSLError:
    "console.certificate or console.certificateKey cannot be used.\n  → Name PEM files that belong together."
  default: "The console ended.\n  → Look at its log (SCRIM_LOG=info)."
  }
}
