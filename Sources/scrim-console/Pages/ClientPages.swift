internal import Accounts
internal import Gate
internal import Hummingbird
internal import Marks

/// A therapist's own clients: how each stands, what became of each session, and what has left.
struct ClientPages {
  let site: Site

  func add(to router: Router<PageContext>) {
    router.get("/clients") { request, _ in
      try await site.show(request, [.clinician]) { .page(try list($0, search: nil)) }
    }
    // A name that is searched for stands in no address.
    router.post("/clients") { request, _ in
      try await site.take(request, [.clinician]) { .page(try list($0, search: $1["search"])) }
    }
    router.get("/clients/:client") { request, context in
      let handle = context.parameters.get("client") ?? ""
      return try await site.show(request, [.clinician]) { .page(try client($0, handle)) }
    }
    router.get("/clients/:client/left") { request, context in
      let handle = context.parameters.get("client") ?? ""
      return try await site.show(request, [.clinician]) { .page(try left($0, handle)) }
    }
  }

  private func list(_ visit: SignedIn, search: String?) throws -> Page {
    let all = try Caseload(console: visit.connection).clients()
    let found = all.filter { client in search.map { matches(client, $0) } ?? true }
    var values: [String: any Sendable] = ["count": found.count, "isOne": found.count == 1]
    values["search"] = search
    values["hasClients"] = !all.isEmpty
    values["clients"] = found.map { client -> [String: any Sendable] in
      [
        "name": Sentences.name(client.familyName, client.givenName, client.id),
        "id": Sentences.number(client),
        "place": place(client, visit), "standing": Sentences.standing(client),
        "kind": client.standing == .selfPay ? "self" : client.standing == .billed ? "plan" : "none",
        "notes": Self.notes(client),
      ]
    }
    return Page("clients", "My clients", values)
  }

  private func matches(_ client: Caseload.Person, _ search: String) -> Bool {
    let name = [client.givenName, client.familyName, client.givenName].compactMap { $0 }.joined(
      separator: " ")
    let wanted = search.lowercased().split { $0 == " " || $0 == "," }
    return wanted.allSatisfy { name.lowercased().contains($0) || client.id.lowercased() == $0 }
  }

  private static func notes(_ client: Caseload.Person) -> [String] {
    var notes: [String] = []
    if client.markedSessions > 0 {
      notes.append(
        client.markedSessions == 1
          ? "1 session is self-pay" : "\(client.markedSessions) sessions are self-pay")
    }
    if client.liftRequestedOn != nil { notes.append("lifting waits for the privacy officer") }
    return notes
  }

  private func place(_ client: Caseload.Person, _ visit: SignedIn) -> String {
    ["/clients", site.handle(client.id, "client", of: visit.present)].joined(separator: "/")
  }

  private func client(_ visit: SignedIn, _ handle: String) throws -> Page {
    let caseload = Caseload(console: visit.connection)
    let client = try site.client(handle, visit, caseload)
    let sessions = try caseload.sessions(of: client.id)
    let payers = try site.payers([client.id], visit)
    return Page(
      "client", Sentences.name(client.familyName, client.givenName, client.id),
      [
        "id": Sentences.number(client), "place": place(client, visit), "standing": Sentences.standing(client),
        "kind": client.standing == .selfPay ? "self" : client.standing == .billed ? "plan" : "none",
        "notes": Self.notes(client), "hasSessions": !sessions.isEmpty,
        "isMarked": client.standing == .selfPay || client.markedSessions > 0,
        "sessions": sessions.map { session -> [String: any Sendable] in
          [
            "day": Day(session.serviceDate).words, "id": session.id,
            "sentence": Sentences.fate(session, payers),
            "kind": Self.kind(session),
            "canMark": !session.isMarked, "handle": site.handle(session.id, "session", of: visit.present),
            "place": place(client, visit),
          ]
        },
      ])
  }

  private static func kind(_ session: Caseload.Session) -> String {
    switch session.fate {
    case .sent: session.isMarked ? "bad" : "plan"
    case .inFlight: "open"
    case .marked: "good"
    case .waiting: "none"
    }
  }

  private func left(_ visit: SignedIn, _ handle: String) throws -> Page {
    let caseload = Caseload(console: visit.connection)
    let client = try site.client(handle, visit, caseload)
    let disclosures = try caseload.disclosures(about: client.id)
    let payers = try site.payers([client.id], visit)
    return Page(
      "left", "What has left",
      [
        "name": Sentences.name(client.familyName, client.givenName, client.id),
        "id": Sentences.number(client),
        "place": place(client, visit), "today": Day(try caseload.today()).words, "any": !disclosures.isEmpty,
        "disclosures": disclosures.map { one -> [String: any Sendable] in
          [
            "at": Sentences.moment(one.at), "day": Day(one.serviceDate).words,
            "payer": payers[one.payer] ?? "",
            "over": one.clearinghouse,
            "what": Self.what(one.frequency), "outcome": Self.outcome(one.outcome),
          ]
        },
      ])
  }

  private static func what(_ frequency: Int) -> String {
    switch frequency {
    case 7: "A corrected claim, in place of an earlier one"
    case 8: "A void: the plan was asked to forget an earlier claim"
    default: "A claim"
    }
  }

  private static func outcome(_ outcome: Caseload.Disclosure.Outcome) -> String {
    switch outcome {
    case .arrived: "arrived"
    case .perhaps: "may have arrived; nobody knows yet"
    case .notArrived: "did not arrive, as far as the clearinghouse says"
    }
  }
}

extension Site {
  /// The client of the caller's that an address means; another's, or nobody's, is not found.
  func client(_ handle: String, _ visit: SignedIn, _ caseload: Caseload) throws -> Caseload.Person {
    guard
      let id = try caseload.ids().first(where: { self.handle($0, "client", of: visit.present) == handle }),
      let client = try caseload.client(id)
    else { throw Refused(.missing) }
    return client
  }
}
