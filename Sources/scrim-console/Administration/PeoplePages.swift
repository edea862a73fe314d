internal import Accounts
internal import Credentials
internal import Hummingbird
internal import Marks
internal import Postgres

/// Accounts and roles: the administrator sees to them, and the privacy officer says yes or no beside.
struct PeoplePages {
  let site: Site

  private static let deciding: Set<SignedIn.Role> = [.privacy, .administrator]

  func add(to router: Router<PageContext>) {
    router.get("/people") { request, _ in
      try await site.show(request, Self.deciding) { .page(try people($0)) }
    }
    router.post("/people") { request, _ in
      try await site.take(request, Self.deciding) { visit, form in
        .page(try site.explaining { try decide(visit, form) })
      }
    }
    router.get("/people/new") { request, _ in
      try await site.show(request, [.administrator]) { .page(PersonForm.page(Form([:]), nil, $0)) }
    }
    router.post("/people/new") { request, _ in
      try await site.take(request, [.administrator]) { visit, form in
        .page(try site.explaining { try add(visit, form) })
      }
    }
    router.get("/people/of/:person") { request, context in
      let handle = context.parameters.get("person") ?? ""
      return try await site.show(request, [.administrator]) {
        .page(try PersonPage(site: site, visit: $0).page(handle, Form([:]), nil))
      }
    }
    router.post("/people/of/:person") { request, context in
      let handle = context.parameters.get("person") ?? ""
      return try await site.take(request, [.administrator]) { visit, form in
        .page(try site.explaining { try PersonPage(site: site, visit: visit).take(handle, form) })
      }
    }
  }

  // MARK: The list

  private func people(_ visit: SignedIn) throws -> Page {
    let desk = AccountDesk(console: visit.connection)
    let isAdministrator = visit.present.role == .administrator
    let people = try desk.people().map { person -> [String: any Sendable] in
      [
        "login": person.login, "roles": AccountWords.roles(person), "clinician": person.roles.clinician ?? "",
        "state": AccountWords.state(person), "signedIn": person.signedInOn.map { Day($0).words } ?? "never",
        "place": isAdministrator ? "/people/of/" + site.handle(person, visit.present) : "",
      ]
    }
    let proposals = try desk.proposals().map { one -> [String: any Sendable] in
      [
        "handle": site.handle(one, visit.present), "what": AccountWords.what(one),
        "others": AccountWords.others(one.others, one.roles.clinician),
        "by": one.proposedBy, "at": Sentences.moment(one.proposedAt), "through": Day(one.openThrough).words,
        "mayConfirm": one.mayConfirm, "isOwn": one.proposedBy == visit.present.login,
        "isAbout": !one.mayConfirm && one.proposedBy != visit.present.login,
      ]
    }
    return Page(
      "people", "People",
      [
        "people": people, "isAdministrator": isAdministrator,
        "open": !proposals.isEmpty, "proposals": proposals,
      ])
  }

  // MARK: The second person

  private func decide(_ visit: SignedIn, _ form: Form) throws -> Page {
    let desk = AccountDesk(console: visit.connection)
    let proposal = try desk.proposals().first {
      site.handle($0, visit.present) == form.raw("proposal")
    }
    guard let proposal, ["yes", "no"].contains(form.raw("answer")) else { throw Refused(.staleForm) }
    let code = InvitationCode.make()
    let ending = try desk.decide(
      proposal.id, agrees: form.raw("answer") == "yes", invitation: InvitationCode.digest(code) ?? [])
    switch ending {
    case .done:
      return AccountWords.done(proposal.deed, proposal.login, code: code, confirmedOf: proposal.proposedBy)
    case .withdrawn:
      return AccountWords.notice("Taken back", "Your proposal is taken back.", "Nothing was changed.")
    case .declined, .proposed:
      return AccountWords.notice(
        "Declined", "You have declined it. Nothing was changed.",
        "That you did is in the trail. Tell \(proposal.proposedBy) why.")
    }
  }

  // MARK: A new account

  private func add(_ visit: SignedIn, _ form: Form) throws -> Page {
    guard let login = form["login"]?.lowercased(), login.utf8.count <= 63 else {
      return PersonForm.page(form, "Write the name that the person will sign in with.", visit)
    }
    let roles: AccountRoles
    do {
      roles = try PersonForm.roles(form)
    } catch let objection as Objection {
      return PersonForm.page(form, objection.sentence, visit)
    }
    return try site.propose(.add, login, roles, visit)
  }
}

extension Site {
  /// A deed on somebody's account: done, or kept for a second person.
  func propose(
    _ deed: AccountDesk.Deed, _ login: String, _ roles: AccountRoles?, _ visit: SignedIn
  ) throws -> Page {
    let desk = AccountDesk(console: visit.connection)
    let second = try desk.secondPeople(for: login)
    let code = InvitationCode.make()
    let ending = try desk.propose(deed, login, roles, invitation: InvitationCode.digest(code) ?? [])
    if ending == .done { return AccountWords.done(deed, login, code: code, confirmedOf: nil) }
    return AccountWords.notice(
      "Waits for a second person",
      "Nothing is changed yet: " + AccountWords.either(second) + " says yes or no, under “People”.",
      "It waits for seven days. Whoever confirms it also gets the invitation code, and hands it over.")
  }

  func handle(_ person: AccountDesk.Person, _ present: SignedIn.Present) -> String {
    handle(person.login, "person", of: present)
  }

  func handle(_ proposal: AccountDesk.Proposal, _ present: SignedIn.Present) -> String {
    handle(String(proposal.id), "proposal", of: present)
  }

  /// What the database objects to, in words; anything else goes on as it came.
  func explaining(_ work: () throws -> Page) throws -> Page {
    do {
      return try work()
    } catch let error as PostgresError {
      guard let (sentence, next) = AccountWords.objection(error.sqlState) else { throw error }
      throw Refused(.refused(sentence, next))
    }
  }
}
