internal import ArgumentParser
internal import Credentials
internal import Gate
internal import Settings

struct UsersInviteCommand: Reporting {
  static let configuration = CommandConfiguration(
    commandName: "invite",
    abstract: "Make a code with which a person opens their account of the console.",
    discussion: """
      With it they choose a password and a second factor of their own, which nobody else ever has. The code \
      is shown once; only its digest is kept. For an account that is there it is the way back in after both \
      are lost: until the code is used, the account works as before.
      """)

  @OptionGroup var common: Common

  @Argument(help: "The login, as in `scrim users list`.")
  var login: String

  @Option(help: ArgumentHelp("How long the code is good.", valueName: "n"))
  var hours = 24

  func validate() throws {
    guard (1...168).contains(hours) else {
      throw ValidationError("--hours is a number from 1 to 168: a code is good for a week at most.")
    }
  }

  func report() throws -> InvitationReport {
    let people = try People(try Services(common).address(.migrator))
    guard let person = try people.list().first(where: { $0.login == login }), !person.isDisabled else {
      throw Stop(
        .usage, "No enabled person has this login.",
        next: "`scrim users list` shows who is registered; `scrim users add` registers somebody.")
    }
    guard person.role != nil || !person.further.isEmpty else {
      throw Stop(
        .usage, "This person was registered by hand, without a role.",
        next: "Register them with the role that they are to have: `scrim users add`.")
    }
    let code = InvitationCode.make()
    guard let digest = InvitationCode.digest(code), let hours = Int32(exactly: hours),
      let until = try people.invite(login: login, code: digest, hours: hours)
    else {
      throw Stop(
        .usage, "This person has no role in the console.",
        next: "Auditors work with `scrim trail`, under their own login of the database.")
    }
    return InvitationReport(
      login: login, code: code, until: until, hasAccount: person.account == .active)
  }
}

/// The one place where the code is ever shown.
struct InvitationReport: Report {
  let login, code, until: String
  let hasAccount: Bool
  var exit: ExitStatus { .done }

  func write(to page: inout Page) {
    page.line("The invitation code of \(login): \(code)")
    page.line("It is shown this once, and is good once, until \(until).")
    page.line(
      "Hand it over yourself, or by telephone. They open the console's address, choose "
        + "\"I have an invitation code\", and type their login and the code.")
    if hasAccount {
      page.line("Until it is used, their present password and second factor keep working.")
    }
  }
}
