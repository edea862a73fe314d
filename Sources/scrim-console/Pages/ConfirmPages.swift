internal import Accounts
internal import Gate
internal import Hummingbird
internal import Marks

/// What waits for a therapist's own word: whether a session on the day of a marked one is another one, and
/// whether the plan may hear of a minor who consented alone.
struct ConfirmPages {
  let site: Site

  func add(to router: Router<PageContext>) {
    router.get("/same-day") { request, _ in
      try await site.show(request, [.clinician]) { .page(try page($0)) }
    }
    router.post("/same-day") { request, _ in
      try await site.take(request, [.clinician]) { visit, form in
        let desk = PrivacyDesk(console: visit.connection)
        let task = try desk.open().first { handle($0.session ?? "", visit) == form.raw("session") }
        guard let session = task?.session,
          try Restrictions(console: visit.connection).confirmOther(session: session)
        else { throw Refused(.staleForm) }
        return .see("/same-day")
      }
    }
    router.post("/same-day/minor") { request, _ in
      try await site.take(request, [.clinician]) { visit, form in
        let restrictions = Restrictions(console: visit.connection)
        let minor = try restrictions.minorsToConfirm().first {
          handle($0.session, visit) == form.raw("session")
        }
        guard let minor, try restrictions.confirmMinor(session: minor.session) else {
          throw Refused(.staleForm)
        }
        return .page(
          Page(
            "notice", "Recorded",
            [
              "sentence": "You said that the plan may hear of this client’s sessions.",
              "next": "The next run takes what was held for that alone. To take it back, ask billing.",
              "place": "/same-day",
            ]))
      }
    }
  }

  private func handle(_ session: String, _ visit: SignedIn) -> String {
    site.handle(session, "same-day", of: visit.present)
  }

  private func page(_ visit: SignedIn) throws -> Page {
    let tasks = try PrivacyDesk(console: visit.connection).open().filter { $0.kind == .sameDay }
    let minors = try Restrictions(console: visit.connection).minorsToConfirm()
    let names = try site.names(tasks.map(\.client) + minors.map(\.client), visit)
    return Page(
      "same-day", "To confirm",
      [
        "any": !tasks.isEmpty, "anyMinor": !minors.isEmpty, "none": tasks.isEmpty && minors.isEmpty,
        "tasks": tasks.map { task -> [String: any Sendable] in
          [
            "name": names[task.client] ?? "Client \(task.client)", "session": task.session ?? "",
            "day": task.occurredOn.map { Day($0).words } ?? "",
            "handle": handle(task.session ?? "", visit),
          ]
        },
        "minors": minors.map { minor -> [String: any Sendable] in
          [
            "name": names[minor.client] ?? "Client \(minor.client)", "session": minor.session,
            "day": Day(minor.serviceDate).words, "handle": handle(minor.session, visit),
          ]
        },
      ])
  }
}
