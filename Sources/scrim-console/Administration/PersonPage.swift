internal import Accounts
internal import Hummingbird
internal import Marks

/// One person's account, and what can be done to it.
struct PersonPage {
  let site: Site
  let visit: SignedIn

  private var desk: AccountDesk { AccountDesk(console: visit.connection) }

  private func person(_ handle: String) throws -> (
    person: AccountDesk.Person, everybody: [AccountDesk.Person]
  ) {
    let everybody = try desk.people()
    guard let person = everybody.first(where: { site.handle($0, visit.present) == handle }) else {
      throw Refused(.missing)
    }
    return (person, everybody)
  }

  func page(_ handle: String, _ typed: Form, _ problem: String?) throws -> Page {
    let (person, everybody) = try person(handle)
    let isAgain = problem != nil
    let clinician = person.roles.clinician
    let others = everybody.filter {
      $0.login != person.login && !$0.isDisabled && $0.roles.clinician == clinician && clinician != nil
    }.map(\.login)
    var page = Page(
      "person", person.login,
      [
        "login": person.login, "place": "/people/of/" + handle, "rolesHere": AccountWords.roles(person),
        "state": AccountWords.state(person), "signedIn": person.signedInOn.map { Day($0).words } ?? "never",
        "others": AccountWords.others(others, clinician), "byCommand": byCommand(person),
        "who": AccountWords.whoDecides(
          try desk.secondPeople(for: person.login), isOneself: person.login == visit.present.login),
        "canChange": canChange(person), "canEnable": person.isDisabled && isOfConsole(person),
        "canDisable": !person.isDisabled && person.login != visit.present.login,
        "clinician": isAgain ? typed.raw("clinician") : clinician ?? "",
        "roles": PersonForm.choices { role in
          isAgain ? typed.raw("role-" + role.rawValue) == "yes" : person.roles.all.contains(role)
        },
      ], status: isAgain ? .unprocessableContent : .ok)
    page.values["problem"] = problem
    return page
  }

  /// Who audits, and who was registered by hand, is seen to by command alone.
  private func isOfConsole(_ person: AccountDesk.Person) -> Bool { person.roles.first != nil }

  private func canChange(_ person: AccountDesk.Person) -> Bool {
    !person.isDisabled && isOfConsole(person)
  }

  private func byCommand(_ person: AccountDesk.Person) -> String {
    guard person.hasLogin else { return "" }
    return person.isDisabled
      ? closeByCommand(person)
      : "They have a login of the database besides, for commands. Its role is changed by command alone: "
        + "scrim users add"
  }

  private func closeByCommand(_ person: AccountDesk.Person) -> String {
    "Their login of the database is open all the same. Close it: scrim users disable \(person.login)"
  }

  // MARK: Deeds

  private enum Deed: String { case roles, invite, enable, sessions, disable }

  func take(_ handle: String, _ form: Form) throws -> Page {
    let person = try person(handle).person
    guard let deed = Deed(rawValue: form.raw("deed")) else { throw Refused(.staleForm) }
    switch deed {
    case .roles: return try change(person, handle, form)
    case .invite: return try site.propose(.reset, person.login, nil, visit)
    case .enable: return try site.propose(.enable, person.login, nil, visit)
    case .sessions: return ended(person, try desk.endSessions(of: person.login))
    case .disable:
      guard try desk.disable(person.login) else { throw Refused(.staleForm) }
      return AccountWords.notice(
        "Disabled", "\(person.login) may do nothing any more, from now on.",
        person.hasLogin ? closeByCommand(person) : "What they did stays on record under their name.")
    }
  }

  private func change(_ person: AccountDesk.Person, _ handle: String, _ form: Form) throws -> Page {
    do {
      let roles = try PersonForm.roles(form, keeping: person.roles.first)
      return try site.propose(.change, person.login, roles, visit)
    } catch let objection as Objection {
      return try page(handle, form, objection.sentence)
    }
  }

  private func ended(_ person: AccountDesk.Person, _ count: Int) -> Page {
    let browsers = count == 1 ? "one browser" : "\(count) browsers"
    return AccountWords.notice(
      "Ended",
      count == 0
        ? "\(person.login) was signed in nowhere."
        : "\(person.login) is signed in nowhere any more (\(browsers)).",
      "They can sign in again. Where somebody else knows their password, disable them, or send a new code.")
  }
}
