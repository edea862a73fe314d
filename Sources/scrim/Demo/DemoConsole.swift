internal import Accounts
internal import Credentials
internal import FoundationEssentials
internal import Glibc
internal import Postgres
internal import Settings
internal import Signing

/// The web console of the demo, with an account for each of four people.
struct DemoConsole {
  let folder: DemoFolder

  struct Opened: Encodable {
    let address: String
    /// Those that were made just now.
    let accounts: [DemoAccounts.Account]
  }

  private var process: DemoProcess {
    DemoProcess(
      program: "scrim-console", number: folder.consoleProcess, log: folder.consoleLog,
      mark: folder.configuration)
  }

  /// The port of last time, or a free one.
  func port() throws -> Int {
    if let port = folder.read(folder.consolePort).flatMap({ Int($0) }) { return port }
    guard let port = (8400...8499).first(where: { !isTaken($0) }) else {
      throw Stop(.stopped, "The ports 8400 to 8499 are all taken.", next: "Free one, then try again.")
    }
    try folder.write("\(port)\n", to: folder.consolePort)
    return port
  }

  func open(_ services: Services) throws -> Opened {
    try folder.makeOnce(folder.console) { draft in try ConsoleKey.create(at: draft + "/console.key") }
    let accounts = try DemoAccounts(services: services, key: try ConsoleKey(file: folder.consoleKey)).make()
    let port = try port()
    if process.running == nil {
      guard try process.launch(["--config", folder.configuration], isUp: { isTaken(port) }) else {
        throw Stop(
          .stopped, "The console did not start.", next: "Read \(folder.consoleLog), then try again.")
      }
    }
    try startWatching()
    return Opened(address: services.configuration.console?.address ?? "", accounts: accounts)
  }

  /// False where neither was there to stop.
  func stop() -> Bool {
    let watched = watch.stop()
    return process.stop() || watched
  }

  /// What billing asks for there is made by the gateway, which holds the keys.
  private var watch: DemoProcess {
    DemoProcess(
      program: "scrim", number: folder.watchProcess, log: folder.watchLog, mark: folder.configuration)
  }

  private func startWatching() throws(Stop) {
    guard watch.running == nil else { return }
    guard try watch.launch(["run", "--watch", "--config", folder.configuration], isUp: { true }) else {
      throw Stop(
        .stopped, "The process for what is asked for did not start.",
        next: "Read \(folder.watchLog), then try again.")
    }
  }

  /// Whether somebody listens there.
  private func isTaken(_ port: Int) -> Bool {
    let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(socket) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
  }
}

/// Accounts of the invented people, made as anybody's: invited, then enrolled.
struct DemoAccounts {
  let services: Services
  let key: ConsoleKey

  struct Account: Encodable {
    let login, role, password, authenticatorKey: String
    let recoveryCodes: [String]
  }

  /// For those who have none yet.
  func make() throws -> [Account] {
    let administrator = try services.connection(.migrator)
    var made: [Account] = []
    for (login, role) in [
      ("therapist", "therapist"), ("biller", "billing"), ("privacy_officer", "privacy officer"),
      ("office_manager", "administrator"),
    ] {
      let invitation = InvitationCode.make()
      let digest = InvitationCode.digest(invitation) ?? []
      let isNew = try administrator.query(
        """
        select coalesce((select p.account from gate.people() p where p.login = $1), '') <> 'active'
          and gate.invite($1, $2, clock_timestamp() + interval '5 minutes')
        """, [.text(login), .bytes(digest)]
      ).bool(0, 0)
      if isNew { made.append(try enrol(login, role, digest)) }
    }
    return made
  }

  private func enrol(_ login: String, _ role: String, _ invitation: [UInt8]) throws -> Account {
    // 120 random bits, as readable as an invitation.
    let password = InvitationCode.make()
    let salt = Password.newSalt()
    let proof = try Password.proof(password, salt: salt, cost: .current)
    let secret = OneTimeCode.newSecret()
    let codes = RecoveryCodes.make()
    let enrolment = SignIns.Enrolment(
      salt: salt, cost: PasswordCost.current.description, verifier: Digest(sha256Of: proof).bytes,
      sealedSecret: key.seal(secret, label: Authenticator.label(login)),
      usedUp: (0, codes.compactMap { RecoveryCodes.digest($0) }))
    let connection = try services.connection(.console)
    let isDone = try connection.transaction {
      try SignIns(connection).enrol(login: login, invitation: invitation, enrolment)
    }
    guard isDone else {
      throw Stop(.stopped, "The demonstration account was not made.", next: "Run the demo again.")
    }
    return Account(
      login: login, role: role, password: password, authenticatorKey: OneTimeCode.base32(secret),
      recoveryCodes: codes)
  }
}
