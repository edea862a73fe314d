internal import ArgumentParser
internal import Gate
internal import Settings

struct UsersCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "users",
    abstract: "People and their logins: as the administrator, add, invite, list and disable them.",
    subcommands: [
      UsersAddCommand.self, UsersInviteCommand.self, UsersListCommand.self, UsersDisableCommand.self,
    ])
}

@Sendable private func personRole(_ text: String) throws -> People.Role {
  guard let role = People.Role.allCases.first(where: { $0.word == text }) else {
    throw ValidationError(
      "There is no such role. Write billing, clinician, privacy, auditor, front-desk or administrator.")
  }
  return role
}

extension People.Role {
  /// As it is typed and shown.
  var word: String { rawValue.replacing("_", with: "-") }
}

struct UsersAddCommand: Reporting {
  static let configuration = CommandConfiguration(
    commandName: "add",
    abstract: "Register a person in a role, or change what one may do.",
    discussion: """
      The person has these roles from now on and no others. Their login of the database gets no password \
      here: set one with psql (\\password LOGIN), or let the server know the person by their account \
      (peer) or certificate. Clinicians need --clinician: it opens their caseload. Further roles (--also) \
      are put on in the console, one at a time. The front desk and \
      the administrator have no login of the database.
      """)

  @OptionGroup var common: Common

  @Argument(help: "The database login: lower case letters, digits, . _ - @.")
  var login: String

  @Option(
    help: ArgumentHelp(
      "billing, clinician, privacy, auditor, front-desk or administrator.", valueName: "role"),
    transform: personRole)
  var role: People.Role

  @Option(
    help: ArgumentHelp(
      "A further role of the same person in the console; may be repeated.", valueName: "role"),
    transform: personRole)
  var also: [People.Role] = []

  @Option(help: ArgumentHelp("The clinician's id in the practice's records.", valueName: "id"))
  var clinician: String?

  func validate() throws {
    let roles = [role] + also
    if roles.contains(.auditor), !also.isEmpty {
      throw ValidationError("Who audits has no other role: leave --also out, or the auditor.")
    }
    if Set(roles).count < roles.count {
      throw ValidationError("A role is named twice: leave it out of --also.")
    }
    if roles.contains(.clinician), clinician == nil {
      throw ValidationError("A clinician has an id in the practice's records: add --clinician ID.")
    }
    if clinician != nil, !roles.contains(.clinician), role != .privacy {
      throw ValidationError("--clinician goes with the role clinician, or privacy.")
    }
  }

  func report() throws -> UserReport {
    try People(try Services(common).address(.migrator)).add(
      login: login, role: role, clinician: clinician, further: also)
    let roles = ([role] + also).map(\.word).joined(separator: ", also ")
    let next =
      [.frontDesk, .administrator].contains(role)
      ? "There is no login of the database: `scrim users invite \(login)` opens the console."
      : "The server decides how the login proves who it is."
    return UserReport(login: login, sentence: "\(login) is registered as \(roles). \(next)")
  }
}

struct UsersDisableCommand: Reporting {
  static let configuration = CommandConfiguration(
    commandName: "disable",
    abstract: "End what a person may do, at once, also where they are connected or signed in.",
    discussion: "What they did stays on record. The account of the console ends with it.")

  @OptionGroup var common: Common

  @Argument(help: "The login.")
  var login: String

  func report() throws -> UserReport {
    guard try People(try Services(common).address(.migrator)).disable(login: login) else {
      throw Stop(
        .usage, "No enabled person has this login.", next: "`scrim users list` shows who is registered.")
    }
    return UserReport(login: login, sentence: "\(login) may do nothing any more, from now on.")
  }
}

struct UserReport: Report {
  let login: String
  let sentence: String
  var exit: ExitStatus { .done }

  private enum CodingKeys: String, CodingKey { case login }

  func write(to page: inout Page) { page.line(sentence) }
}

struct UsersListCommand: Reporting {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List who is registered, in which role.")

  @OptionGroup var common: Common

  func report() throws -> UserList {
    UserList(try People(try Services(common).address(.migrator)).list())
  }
}
