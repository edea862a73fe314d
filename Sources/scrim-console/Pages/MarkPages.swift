internal import Accounts
internal import Gate
internal import Hummingbird
internal import Marks
internal import Postgres

/// A therapist marks a client, or one session: first what will happen, then what did.
struct MarkPages {
  let site: Site

  func add(to router: Router<PageContext>) {
    router.get("/clients/:client/mark") { request, context in
      let handle = context.parameters.get("client") ?? ""
      let session = request.uri.queryParameters["session"].map(String.init)
      return try await site.show(request, [.clinician]) { visit in
        .page(try form(visit, handle, Form(session.map { ["scope": "session", "session": $0] } ?? [:]), nil))
      }
    }
    router.post("/clients/:client/mark") { request, context in
      let handle = context.parameters.get("client") ?? ""
      return try await site.take(request, [.clinician]) { .page(try preview($0, handle, $1)) }
    }
    router.post("/clients/:client/mark/done") { request, context in
      let handle = context.parameters.get("client") ?? ""
      return try await site.marking(request, [.clinician]) { visit, form in
        let caseload = Caseload(console: visit.connection)
        let client = try site.client(handle, visit, caseload)
        return (try mark(visit, client, form, caseload), try title(client, visit))
      }
    }
  }

  private func title(_ client: Caseload.Person, _ visit: SignedIn) throws -> Site.Marked.About {
    Site.Marked.About(
      name: Sentences.name(client.familyName, client.givenName, client.id),
      place: "/clients/" + site.handle(client.id, "client", of: visit.present),
      payers: try site.payers([client.id], visit))
  }

  // MARK: What is asked

  private func form(_ visit: SignedIn, _ handle: String, _ typed: Form, _ problem: String?) throws -> Page {
    let caseload = Caseload(console: visit.connection)
    let client = try site.client(handle, visit, caseload)
    let today = Day(try caseload.today())
    let isSession = typed.raw("scope") == "session"
    let sessions = try caseload.sessions(of: client.id).map { session -> [String: any Sendable] in
      let handle = site.handle(session.id, "session", of: visit.present)
      return [
        "handle": handle, "words": "\(Day(session.serviceDate).words), \(session.id)",
        "isChosen": handle == typed.raw("session"),
      ]
    }
    var page = Page(
      "mark", "Mark self-pay",
      [
        "name": Sentences.name(client.familyName, client.givenName, client.id),
        "id": Sentences.number(client),
        "place": "/clients/" + handle, "sessions": sessions, "hasSessions": !sessions.isEmpty,
        "isSession": isSession, "isClient": !isSession, "from": typed.raw("from"),
        "through": typed.raw("through"),
        "requestedOn": typed.raw("requestedOn").isEmpty ? today.iso : typed.raw("requestedOn"),
        "paidOn": typed.raw("paidOn"), "today": today.iso,
      ], status: problem == nil ? .ok : .unprocessableContent)
    page.values["problem"] = problem
    return page
  }

  private func preview(_ visit: SignedIn, _ handle: String, _ typed: Form) throws -> Page {
    let caseload = Caseload(console: visit.connection)
    let client = try site.client(handle, visit, caseload)
    let mark: Restrictions.Mark
    do {
      mark = try self.mark(visit, client, typed, caseload)
    } catch let objection as Objection {
      return try form(visit, handle, typed, objection.sentence)
    }
    let reached = try caseload.forecast(mark)
    let payers = try site.payers([client.id], visit)
    return Page(
      "mark-preview", "Before you confirm",
      [
        "name": Sentences.name(client.familyName, client.givenName, client.id), "place": "/clients/" + handle,
        "scope": mark.session.map { "the session \($0)" } ?? "all sessions "
          + Sentences.period(mark.from, mark.through),
        "any": !reached.isEmpty, "sessions": reached.reversed().map { Sentences.forecast($0, payers) },
        "isLate": reached.contains { $0.answer != .protected },
        "fields": typed.others.map { ["name": $0.name, "value": $0.value] as [String: any Sendable] },
      ])
  }

  // MARK: What was typed

  private func mark(
    _ visit: SignedIn, _ client: Caseload.Person, _ form: Form, _ caseload: Caseload
  ) throws -> Restrictions.Mark {
    let today = Day(try caseload.today())
    var mark = try MarkForm.mark(client: client.id, form, today: today)
    guard form.raw("scope") == "session" else { return mark }
    let chosen = try caseload.sessions(of: client.id).first {
      site.handle($0.id, "session", of: visit.present) == form.raw("session")
    }
    guard let chosen else { throw Objection("Choose the session that is to be self-pay.") }
    mark.session = chosen.id
    return mark
  }
}

/// What speaks against a form, in a sentence; the form is shown again.
struct Objection: Error {
  let sentence: String
  init(_ sentence: String) { self.sentence = sentence }
}

/// The days of a mark as they are typed.
enum MarkForm {
  static func mark(client: String, _ form: Form, today: Day) throws(Objection) -> Restrictions.Mark {
    guard ["", "client", "session"].contains(form.raw("scope")) else {
      throw Objection("Choose whether the whole client or one session is to be self-pay.")
    }
    for (name, words) in [
      ("from", "The first day"), ("through", "The last day"),
      ("requestedOn", "The day on which the client asked"),
      ("paidOn", "The day of payment"),
    ] where form.isNoDay(name) {
      throw Objection("\(words) is no day of the calendar. Write it as year-month-day, such as \(today.iso).")
    }
    guard let requestedOn = form.day("requestedOn") else {
      throw Objection("Write the day on which the client asked.")
    }
    guard requestedOn <= today else {
      throw Objection("The day on which the client asked lies in the future.")
    }
    if let paidOn = form.day("paidOn"), paidOn > today {
      throw Objection("The day of payment lies in the future.")
    }
    var mark = Restrictions.Mark(client: client, requestedOn: requestedOn.daysSince2000)
    mark.paidOn = form.day("paidOn")?.daysSince2000
    guard form.raw("scope") != "session" else { return mark }
    mark.from = form.day("from")?.daysSince2000
    mark.through = form.day("through")?.daysSince2000
    if let from = mark.from, let through = mark.through, from > through {
      throw Objection("The last day lies before the first.")
    }
    return mark
  }
}
