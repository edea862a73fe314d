internal import ArgumentParser
internal import Gate
internal import Settings

struct UsersCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "users",
    abstract: "People and their logins: as the administrator, add, list and disable them.",
    subcommands: [UsersAddCommand.self, UsersListCommand.self, UsersDisableCommand.self])
}

@Sendable private func personRole(_ text: String) throws -> People.Role {
  guard let role = People.Role(rawValue: text) else {
    throw ValidationError("There is no such role. Write billing, clinician, privacy or auditor.")
  }
  return role
}

struct UsersAddCommand: Reporting {
  static let configuration = CommandConfiguration(
    commandName: "add",
    abstract: "Give a person a login of their own, or change what an existing one may do.",
    discussion: """
      The login gets no password here. Set one with psql (\\password LOGIN), or let the server know the \
      person by their account (peer) or certificate. Clinicians need --clinician: it opens their caseload.
      """)

  @OptionGroup var common: Common

  @Argument(help: "The database login: lower case letters, digits, . _ - @.")
  var login: String

  @Option(
    help: ArgumentHelp("billing, clinician, privacy or auditor.", valueName: "role"), transform: personRole)
  var role: People.Role

  @Option(help: ArgumentHelp("The clinician's id in the practice's records.", valueName: "id"))
  var clinician: String?

  func validate() throws {
    if role == .clinician, clinician == nil {
      throw ValidationError("A clinician has an id in the practice's records: add --clinician ID.")
    }
    if clinician != nil, role != .clinician, role != .privacy {
      throw ValidationError("--clinician goes with the role clinician, or privacy.")
    }
  }

  func report() throws -> UserReport {
    try People(try Services(common).address(.migrator)).add(login: login, role: role, clinician: clinician)
    return UserReport(
      login: login,
      sentence:
        "\(login) is registered as \(role.rawValue). The server decides how the login proves who it is.")
  }
}

struct UsersDisableCommand: Reporting {
  static let configuration = CommandConfiguration(
    commandName: "disable",
    abstract: "End what a login may do, at once, also where it is connected. What it did stays on record.")

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

struct UserList: Report {
  struct Line: Encodable {
    let login: String
    let role, clinician: String?
    let isDisabled: Bool
  }
  let people: [Line]
  var exit: ExitStatus { .done }

  init(_ people: [People.Person]) {
    self.people = people.map {
      Line(login: $0.login, role: $0.role?.rawValue, clinician: $0.clinician, isDisabled: $0.isDisabled)
    }
  }

  func write(to page: inout Page) {
    guard !people.isEmpty else { return page.line("Nobody is registered yet: `scrim users add`.") }
    page.table(
      [["login", "role", "clinician", ""]]
        + people.map {
          [$0.login, $0.role ?? "registered by hand", $0.clinician ?? "–", $0.isDisabled ? "disabled" : ""]
        }, indent: 0)
  }
}
