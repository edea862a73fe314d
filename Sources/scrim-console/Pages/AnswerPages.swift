internal import Accounts
internal import Gate
internal import Hummingbird
internal import Marks

/// What a therapist was answered that was not simply “protected”, and how it ended; and sessions of which they have to
/// say that they are other ones.
struct AnswerPages {
  let site: Site

  func add(to router: Router<PageContext>) {
    router.get("/answers") { request, _ in
      try await site.show(request, [.clinician, .privacy]) { .page(try answers($0)) }
    }
    router.get("/same-day") { request, _ in
      try await site.show(request, [.clinician]) { .page(try sameDay($0)) }
    }
    router.post("/same-day") { request, _ in
      try await site.take(request, [.clinician]) { visit, form in
        let desk = PrivacyDesk(console: visit.connection)
        let task = try desk.open().first {
          site.handle($0.session ?? "", "same-day", of: visit.present) == form.raw("session")
        }
        guard let session = task?.session,
          try Restrictions(console: visit.connection).confirmOther(session: session)
        else { throw Refused(.staleForm) }
        return .see("/same-day")
      }
    }
  }

  private func answers(_ visit: SignedIn) throws -> Page {
    let answers = try Restrictions(console: visit.connection).answers()
    let names = try site.names(answers.map(\.client), visit)
    let payers = try site.payers(answers.map(\.client), visit)
    return Page(
      "answers", "Answers",
      [
        "any": !answers.isEmpty,
        "answers": answers.map { one -> [String: any Sendable] in
          [
            "name": names[one.client] ?? "Client \(one.client)", "session": one.session,
            "day": one.serviceDate.map { Day($0).words } ?? "a day that the records do not have",
            "word": one.answer.rawValue, "kind": Sentences.kind(one.answer),
            "sentence": Sentences.sentence(one.answer, one.sentOn, payers[one.payer]),
            "answered": Day(one.answeredOn).words, "wasInFlight": one.wasInFlight,
            "settled": one.settledOn.map { "since \(Day($0).words)" } ?? "",
          ]
        },
      ])
  }

  private func sameDay(_ visit: SignedIn) throws -> Page {
    let tasks = try PrivacyDesk(console: visit.connection).open().filter { $0.kind == .sameDay }
    let names = try site.names(tasks.map(\.client), visit)
    return Page(
      "same-day", "To confirm",
      [
        "any": !tasks.isEmpty,
        "tasks": tasks.map { task -> [String: any Sendable] in
          [
            "name": names[task.client] ?? "Client \(task.client)", "session": task.session ?? "",
            "day": task.occurredOn.map { Day($0).words } ?? "",
            "handle": site.handle(task.session ?? "", "same-day", of: visit.present),
          ]
        },
      ])
  }
}

extension Site {
  func payers(_ clients: [String], _ visit: SignedIn) throws -> Payers {
    let ids = Array(Set(clients)).sorted()
    return ids.isEmpty ? Payers() : Payers(try Caseload(console: visit.connection).payers(of: ids))
  }

  /// Names by client's id, of those whom the caller may see.
  func names(_ clients: [String], _ visit: SignedIn) throws -> [String: String] {
    let ids = Array(Set(clients)).sorted()
    guard !ids.isEmpty else { return [:] }
    return try Caseload(console: visit.connection).names(of: ids).reduce(into: [:]) { names, one in
      guard one.familyName != nil || one.givenName != nil else { return }
      names[one.client] = Sentences.name(one.familyName, one.givenName, one.client)
    }
  }
}
