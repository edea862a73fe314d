internal import Accounts
internal import Gate
internal import Hummingbird
internal import Marks

/// The privacy officer's: what only they decide, and all restrictions.
struct PrivacyPages {
  let site: Site

  func add(to router: Router<PageContext>) {
    router.get("/tasks") { request, _ in
      try await site.show(request, [.privacy]) { .page(try tasks($0)) }
    }
    router.post("/tasks") { request, _ in
      try await site.take(request, [.privacy]) { visit, form in
        guard let task = Int64(form.raw("task")), let decision = form["decision"],
          try PrivacyDesk(console: visit.connection).close(task, decision: decision)
        else { throw Refused(.staleForm) }
        return .see("/tasks")
      }
    }
    router.get("/restrictions") { request, _ in
      try await site.show(request, [.privacy]) { .page(try restrictions($0, withLifted: false)) }
    }
    router.get("/restrictions/all") { request, _ in
      try await site.show(request, [.privacy]) { .page(try restrictions($0, withLifted: true)) }
    }
    router.post("/restrictions") { request, _ in
      try await site.take(request, [.privacy]) { .page(try confirm($0, $1)) }
    }
  }

  // MARK: Tasks

  private func tasks(_ visit: SignedIn) throws -> Page {
    let desk = PrivacyDesk(console: visit.connection)
    let tasks = try desk.open()
    let names = try site.names(tasks.map(\.client), visit)
    let payers = try site.payers(tasks.map(\.client), visit)
    let today = Day(try Caseload(console: visit.connection).today())
    let liftings = try Restrictions(console: visit.connection).list().filter { $0.liftRequestedOn != nil }
      .count
    let rows = try tasks.map { task -> [String: any Sendable] in
      let decisions = try task.kind.map { try desk.decisions($0) } ?? []
      return [
        "id": task.id, "what": TaskWords.what(task, payers), "why": TaskWords.why(task.kind),
        "name": names[task.client] ?? "Client \(task.client)",
        "client": names[task.client] == nil ? "" : task.client,
        "session": task.session ?? "", "opened": Day(task.openedOn).words,
        "due": task.breachAssessmentBy.map { TaskWords.due(Day($0), today) } ?? "",
        "claim": task.claim ?? "",
        "decisions": decisions.map {
          ["word": $0, "words": TaskWords.decision($0)] as [String: any Sendable]
        },
      ]
    }
    return Page(
      "tasks", "Tasks",
      [
        "any": !tasks.isEmpty, "tasks": rows,
        "liftings": liftings == 0
          ? ""
          : liftings == 1 ? "One request to lift a mark waits" : "\(liftings) requests to lift a mark wait",
      ])
  }

  // MARK: Restrictions

  private func restrictions(_ visit: SignedIn, withLifted: Bool) throws -> Page {
    let marks = try Restrictions(console: visit.connection).list(withLifted: withLifted)
    let names = try site.names(marks.map(\.client), visit)
    return Page(
      "restrictions", "Restrictions",
      [
        "any": !marks.isEmpty, "withLifted": withLifted,
        "marks": marks.map { mark -> [String: any Sendable] in
          [
            "name": names[mark.client] ?? "Client \(mark.client)",
            "client": names[mark.client] == nil ? "" : mark.client,
            "words": LiftPages.words(mark),
            "requested": Day(mark.requestedOn).words, "paid": mark.paidOn.map { Day($0).words } ?? "",
            "lifted": mark.liftedOn.map { Day($0).words } ?? "",
            "asked": mark.liftedOn == nil ? mark.liftRequestedOn.map { Day($0).words } ?? "" : "",
            "canConfirm": mark.liftedOn == nil && mark.liftRequestedOn != nil,
            "handle": handle(mark, visit),
          ]
        },
      ])
  }

  private func handle(_ mark: Restrictions.Listed, _ visit: SignedIn) -> String {
    site.handle(
      [mark.client, mark.session ?? ""].joined(separator: "\u{1}"), "restriction", of: visit.present)
  }

  private func confirm(_ visit: SignedIn, _ form: Form) throws -> Page {
    let restrictions = Restrictions(console: visit.connection)
    let mark = try restrictions.list().first { handle($0, visit) == form.raw("mark") }
    guard let mark, mark.liftRequestedOn != nil else { throw Refused(.staleForm) }
    let count = try restrictions.confirmLift(client: mark.client, session: mark.session)
    return Page(
      "notice", "Lifted",
      [
        "sentence": count == 1 ? "The restriction is lifted." : "\(count) restrictions are lifted.",
        "next": "What could be billed now goes only after somebody has previewed it. The history stays.",
        "place": "/restrictions",
      ])
  }
}
