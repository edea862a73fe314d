internal import ArgumentParser
internal import Gate
internal import Settings

struct UserList: Report {
  struct Line: Encodable {
    let login: String
    let role: String?
    let further: [String]
    let clinician: String?
    let isDisabled: Bool
    let account: String
    let invitedUntil: String?

    init(_ person: People.Person) {
      (login, role, clinician) = (person.login, person.role?.word, person.clinician)
      further = person.further.map(\.word)
      isDisabled = person.isDisabled
      (account, invitedUntil) = (person.account.rawValue, person.invitedUntil)
    }

    /// In the column of the console.
    var console: String {
      switch (account, invitedUntil) {
      case ("absent", _): "–"
      case (_, let until?): account == "invited" ? "invited until \(until)" : "active, invited until \(until)"
      default: account
      }
    }
  }
  let people: [Line]
  var exit: ExitStatus { .done }

  init(_ people: [People.Person]) { self.people = people.map(Line.init) }

  func write(to page: inout Page) {
    guard !people.isEmpty else { return page.line("Nobody is registered yet: `scrim users add`.") }
    page.table(
      [["login", "role", "also", "clinician", "console", ""]]
        + people.map {
          [
            $0.login, $0.role ?? "registered by hand",
            $0.further.isEmpty ? "–" : $0.further.joined(separator: ", "), $0.clinician ?? "–", $0.console,
            $0.isDisabled ? "disabled" : "",
          ]
        }, indent: 0)
  }
}
