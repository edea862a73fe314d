internal import Accounts
internal import Gate
internal import Hummingbird
internal import Marks

/// Anyone of the practice may mark: a client telephones. Whoever marks here sees no list, before or afterwards.
struct FrontDeskPages {
  let site: Site

  private static let roles: Set<SignedIn.Role> = [.billing, .frontDesk, .privacy]

  func add(to router: Router<PageContext>) {
    router.get("/mark") { request, _ in
      try await site.show(request, Self.roles) { .page(try form($0, Form([:]), nil)) }
    }
    router.post("/mark") { request, _ in
      try await site.take(request, Self.roles) { .page(try check($0, $1)) }
    }
    router.post("/mark/done") { request, _ in
      try await site.marking(request, Self.roles) { visit, form in
        let mark = try mark(visit, form)
        let payers = visit.present.role == .privacy ? try site.payers([mark.client], visit) : nil
        return (mark, Site.Marked.About(name: "Client " + mark.client, place: "/mark", payers: payers))
      }
    }
  }

  private func form(_ visit: SignedIn, _ typed: Form, _ problem: String?) throws -> Page {
    let today = Day(try Caseload(console: visit.connection).today())
    let isSession = typed.raw("scope") == "session"
    var page = Page(
      "desk-mark", "Mark self-pay",
      [
        "client": typed.raw("client"), "session": typed.raw("session"), "isSession": isSession,
        "isClient": !isSession, "from": typed.raw("from"), "through": typed.raw("through"),
        "requestedOn": typed.raw("requestedOn").isEmpty ? today.iso : typed.raw("requestedOn"),
        "paidOn": typed.raw("paidOn"), "today": today.iso,
      ], status: problem == nil ? .ok : .unprocessableContent)
    page.values["problem"] = problem
    return page
  }

  private func check(_ visit: SignedIn, _ typed: Form) throws -> Page {
    let mark: Restrictions.Mark
    do {
      mark = try self.mark(visit, typed)
    } catch let objection as Objection {
      return try form(visit, typed, objection.sentence)
    }
    return Page(
      "desk-confirm", "Before you confirm",
      [
        "client": mark.client,
        "scope": mark.session.map { "the session \($0)" } ?? "all sessions "
          + Sentences.period(mark.from, mark.through),
        "fields": typed.others.map { ["name": $0.name, "value": $0.value] as [String: any Sendable] },
      ])
  }

  private func mark(_ visit: SignedIn, _ typed: Form) throws -> Restrictions.Mark {
    guard let client = typed["client"], client.utf8.count <= 80 else {
      throw Objection("Write the client’s number, as the practice’s records have it.")
    }
    var mark = try MarkForm.mark(
      client: client, typed, today: Day(try Caseload(console: visit.connection).today()))
    guard typed.raw("scope") == "session" else { return mark }
    guard let session = typed["session"], session.utf8.count <= 80 else {
      throw Objection("Write the session’s number, or mark the whole client.")
    }
    mark.session = session
    return mark
  }
}
