internal import Accounts
internal import Gate
internal import Health
internal import Hummingbird
internal import Marks

/// What the administrator sees of the gateway's side, as it said itself at its last run or check.
struct HealthPages {
  let site: Site

  func add(to router: Router<PageContext>) {
    router.get("/clearinghouses") { request, _ in
      try await site.show(request, [.administrator]) { .page(try clearinghouses($0)) }
    }
    router.get("/waiting") { request, _ in
      try await site.show(request, [.administrator]) { .page(try waiting($0)) }
    }
    router.get("/keys") { request, _ in
      try await site.show(request, [.administrator]) { .page(try keys($0)) }
    }
  }

  private func today(_ visit: SignedIn) throws -> Day {
    Day(try Caseload(console: visit.connection).today())
  }

  // MARK: Clearinghouses

  private func clearinghouses(_ visit: SignedIn) throws -> Page {
    let published = try Published(visit.connection)
    let today = try today(visit)
    let lines = try Published.lines(visit.connection)
    let rows = published.clearinghouses.map { one -> [String: any Sendable] in
      let line = lines[one.id]
      let wait = published.waits[one.id]
      return [
        "id": one.id, "host": one.host, "usage": one.usage == "test" ? "test claims alone" : "production",
        "cutoff": one.cutoff ?? "none is configured",
        "accepted": line?.lastAccepted.map { Sentences.moment($0) } ?? "never",
        "state": HealthWords.state(line, wait), "kind": HealthWords.isFine(line, wait) ? "good" : "bad",
        "nextStep": HealthWords.nextStep(line, wait),
        "open": HealthWords.open(line), "asks": one.asksForStatus, "picksUp": one.picksUpAnswers,
        "certificates": one.certificates.map { HealthWords.certificate($0, today) },
      ]
    }
    return Page(
      "clearinghouses", "Clearinghouses",
      ["any": !rows.isEmpty, "rows": rows, "told": published.told(HealthSubject.clearinghouses)])
  }

  // MARK: What waits

  private func waiting(_ visit: SignedIn) throws -> Page {
    let published = try Published(visit.connection)
    let rows = published.clearinghouses.compactMap { one -> [String: any Sendable]? in
      guard let why = published.waits[one.id]?.waits else { return nil }
      return [
        "id": one.id, "why": HealthWords.why(why), "host": one.host,
        "since": published.told(HealthSubject.waits(one.id)),
      ]
    }
    return Page("waiting", "Waits for approval", ["any": !rows.isEmpty, "rows": rows])
  }

  // MARK: Keys

  private func keys(_ visit: SignedIn) throws -> Page {
    let published = try Published(visit.connection)
    let today = try today(visit)
    let rows = published.keys.map { HealthWords.key($0, today) }
    return Page(
      "keys", "Keys",
      ["any": !rows.isEmpty, "rows": rows, "told": published.told(HealthSubject.keys)])
  }
}
