internal import Accounts
internal import Gate
internal import Hummingbird
internal import Marks

/// What a therapist was answered that was not simply “protected”, and how it ended.
struct AnswerPages {
  let site: Site

  func add(to router: Router<PageContext>) {
    router.get("/answers") { request, _ in
      try await site.show(request, [.clinician, .privacy]) { .page(try answers($0)) }
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
