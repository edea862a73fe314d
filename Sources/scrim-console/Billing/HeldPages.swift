internal import Accounts
internal import Desk
internal import Hummingbird
internal import Marks
internal import Postgres

/// Sessions that could not become a claim: what is wrong, where it is corrected, and what is recorded here.
struct HeldPages {
  let site: Site
  private static let shown = 100

  func add(to router: Router<PageContext>) {
    router.get("/held") { request, _ in
      try await site.show(request, [.billing]) { .page(try page($0)) }
    }
    router.post("/held/notice") { request, _ in
      try await site.take(request, [.billing]) { .page(try record($0, $1)) }
    }
    router.post("/held/withdraw") { request, _ in
      try await site.take(request, [.billing]) { .page(try withdraw($0, $1)) }
    }
    router.post("/held/keep") { request, _ in
      try await site.take(request, [.billing]) { .page(try keep($0, $1)) }
    }
    router.post("/held/let-go") { request, _ in
      try await site.take(request, [.billing]) { .page(try letGo($0, $1)) }
    }
  }

  // MARK: The page

  private func page(_ visit: SignedIn) throws -> Page {
    let desk = visit.desk
    let held = try desk.held()
    let kept = try desk.keptBack()
    let why = Dictionary(kept.map { ($0.session, $0) }) { first, _ in first }
    let today = try desk.today()
    let groups = HeldGroup.of(held).enumerated().map { number, group -> [String: any Sendable] in
      [
        "number": number, "count": Said.counted(group.held.count, "session"), "sentence": group.sentence,
        "next": group.nextStep, "code": group.code, "element": group.element,
        "sessions": group.held.prefix(Self.shown).map { row($0, why, group, visit) },
        "more": group.held.count > Self.shown ? Said.grouped(group.held.count - Self.shown) : "",
        "notice": group.notice?.rawValue ?? "", "hasEnd": group.notice == .part2Consent,
        "isKeptBack": group.isKeptBack, "today": Day(today).iso,
      ]
    }
    return Page(
      "held", "Held",
      [
        "any": !held.isEmpty, "total": Said.counted(Set(held.map(\.session)).count, "session"),
        "groups": groups, "keeping": Said.choices(Said.keeping),
        "kinds": Said.choices([
          ("client-told", "The client was told"), ("part2-consent", "A consent under 42 CFR Part 2"),
        ]),
      ])
  }

  private func row(
    _ held: BillingDesk.Held, _ why: [String: BillingDesk.KeptBack], _ group: HeldGroup, _ visit: SignedIn
  ) -> [String: any Sendable] {
    let kept = group.isKeptBack ? why[held.session] : nil
    return [
      "session": held.session, "payer": held.payer, "day": Said.day(held.serviceDate),
      "since": site.billing.day(held.since), "handle": handle(held.session, visit),
      "kept": kept.map { "\(Said.words($0.reason, of: Said.keeping)), by \($0.by)" } ?? "",
    ]
  }

  private func handle(_ session: String, _ visit: SignedIn) -> String {
    site.handle(session, "held", of: visit.present)
  }

  /// A session of the list that the form names; nothing that is not held, or not shown any more.
  private func session(_ visit: SignedIn, _ form: Form) throws -> String {
    let wanted = form.raw("session")
    guard let one = try visit.desk.held().first(where: { handle($0.session, visit) == wanted }) else {
      throw Refused(
        WishPage.refused(
          "This session is not held any more, or none was chosen.", "Look at the list again.", "/held"))
    }
    return one.session
  }

  // MARK: What is recorded

  private func record(_ visit: SignedIn, _ form: Form) throws -> Page {
    guard let kind = NoticeKind(rawValue: form.raw("kind")), kind != .minorConfirmed else {
      throw Refused(.staleForm)
    }
    let today = Day(try visit.desk.today())
    guard let day = form.day("on"), day <= today, !form.isNoDay("through"),
      form.day("through").map({ $0 >= day }) ?? true
    else {
      return WishPage.refused(
        "The day is missing, lies in the future, or the consent ends before it begins.",
        "Write the day on which that was.", "/held")
    }
    let session = try session(visit, form)
    let through = kind == .part2Consent ? form.day("through")?.daysSince2000 : nil
    guard
      try Notices(console: visit.connection).record(
        kind, session: session, on: day.daysSince2000, through: through)
    else { return Self.nothingToRecord }
    return Page(
      "notice", "Recorded",
      [
        "sentence": kind == .clientTold
          ? "Recorded: it counts for all claims under this coverage."
          : "Recorded: it counts for all claims under this coverage, while the consent lasts.",
        "next": "They go from the next run on. Until then they stay on the list.", "place": "/held",
      ])
  }

  private func withdraw(_ visit: SignedIn, _ form: Form) throws -> Page {
    guard let kind = NoticeKind(rawValue: form.raw("kind")), kind != .minorConfirmed else {
      throw Refused(.staleForm)
    }
    guard let session = form["session"], session.utf8.count <= 80,
      try Notices(console: visit.connection).withdraw(kind, session: session)
    else { return Self.nothingToRecord }
    return Page(
      "notice", "Taken back",
      [
        "sentence": "Taken back: nothing more goes that depended on it.",
        "next": "What was sent stays sent.", "place": "/held",
      ])
  }

  private static let nothingToRecord = WishPage.refused(
    "There is nothing to record for this session; nothing was changed.",
    "Look at its number, as the list shows it.", "/held")

  private func keep(_ visit: SignedIn, _ form: Form) throws -> Page {
    guard let session = form["session"], session.utf8.count <= 80,
      Said.isOne(form.raw("reason"), of: Said.keeping)
    else {
      return WishPage.refused(
        "The session’s number or the reason is missing.", "Write the number and choose why.", "/held")
    }
    guard try visit.desk.keepBack(session: session, reason: form.raw("reason")) else {
      return WishPage.refused("It is kept back already.", "Nothing needs to be done.", "/held")
    }
    return Page(
      "notice", "Kept back",
      [
        "sentence": "Kept back from now on, also from what is sealed and not sent.",
        "next": "It comes on the list of what is held with the next run.", "place": "/held",
      ])
  }

  private func letGo(_ visit: SignedIn, _ form: Form) throws -> Page {
    let session: String
    if let typed = form["number"], typed.utf8.count <= 80 {
      session = typed
    } else {
      session = try self.session(visit, form)
    }
    guard try visit.desk.letGo(session: session) else {
      return WishPage.refused("Nobody keeps it back.", "Nothing needs to be done.", "/held")
    }
    return Page(
      "notice", "Let go",
      [
        "sentence": "Kept back no longer.",
        "next": "The next run takes it, if it is to be billed.", "place": "/held",
      ])
  }
}
