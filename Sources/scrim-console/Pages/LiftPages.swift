internal import Accounts
internal import Gate
internal import Hummingbird
internal import Marks

/// The client's own request to lift a mark, written down by the therapist. It takes effect when the privacy officer
/// confirms it, and is asked for password and code.
struct LiftPages {
  let site: Site

  func add(to router: Router<PageContext>) {
    router.get("/clients/:client/lift") { request, context in
      let handle = context.parameters.get("client") ?? ""
      return try await site.show(request, [.clinician]) { .page(try form($0, handle, Form([:]), nil)) }
    }
    router.post("/clients/:client/lift") { request, context in
      let handle = context.parameters.get("client") ?? ""
      return try await site.take(request, [.clinician]) { .page(try lift($0, handle, $1)) }
    }
  }

  private func marks(_ visit: SignedIn, _ client: Caseload.Person) throws -> [Restrictions.Listed] {
    try Restrictions(console: visit.connection).list().filter { $0.client == client.id }
  }

  private func form(_ visit: SignedIn, _ handle: String, _ typed: Form, _ problem: String?) throws -> Page {
    let caseload = Caseload(console: visit.connection)
    let client = try site.client(handle, visit, caseload)
    let today = Day(try caseload.today())
    var isFirst = true
    let choices = try marks(visit, client).map { mark -> [String: any Sendable] in
      let isOpen = mark.liftRequestedOn == nil
      defer { if isOpen { isFirst = false } }
      return [
        "handle": choice(mark, visit), "words": Self.words(mark), "isOpen": isOpen,
        "isChosen": isOpen && isFirst,
        "asked": mark.liftRequestedOn.map { "asked for on \(Day($0).words)" } ?? "",
      ]
    }
    var page = Page(
      "lift", "Ask to lift",
      [
        "name": Sentences.name(client.familyName, client.givenName, client.id), "place": "/clients/" + handle,
        "marks": choices, "any": choices.contains { $0["isOpen"] as? Bool == true }, "today": today.iso,
        "requestedOn": typed.raw("requestedOn"),
      ], status: problem == nil ? .ok : .unprocessableContent)
    page.values["problem"] = problem
    return page
  }

  static func words(_ mark: Restrictions.Listed) -> String {
    (mark.session.map { "The session \($0)" } ?? "All sessions " + Sentences.period(mark.from, mark.through))
      + (mark.isFromRecords ? ", as the practice’s records have it" : "")
  }

  private func choice(_ mark: Restrictions.Listed, _ visit: SignedIn) -> String {
    site.handle(mark.session ?? "", "mark", of: visit.present)
  }

  private func lift(_ visit: SignedIn, _ handle: String, _ typed: Form) throws -> Page {
    let caseload = Caseload(console: visit.connection)
    let client = try site.client(handle, visit, caseload)
    let today = Day(try caseload.today())
    guard let requestedOn = typed.day("requestedOn"), requestedOn <= today else {
      return try form(
        visit, handle, typed, "Write the day on which the client asked for it; it cannot lie in the future.")
    }
    let chosen = try marks(visit, client).first { choice($0, visit) == typed.raw("mark") }
    guard let chosen else { return try form(visit, handle, typed, "Choose what is to be lifted.") }
    let count = try Restrictions(console: visit.connection).requestLift(
      client: client.id, session: chosen.session, requestedOn: requestedOn.daysSince2000)
    return Page(
      "lifted", "Written down",
      [
        "name": Sentences.name(client.familyName, client.givenName, client.id), "place": "/clients/" + handle,
        "any": count > 0, "day": requestedOn.words,
      ])
  }
}
