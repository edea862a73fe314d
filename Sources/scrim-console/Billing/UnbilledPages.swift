internal import Accounts
internal import Desk
internal import Hummingbird
internal import Settings

/// Sessions that look billable and are not admitted, each with its reason, age and deadline.
struct UnbilledPages {
  let site: Site

  func add(to router: Router<PageContext>) {
    router.get("/unbilled") { request, _ in
      try await site.show(request, site.kept.unbilled, { try groups($0) }, page)
    }
    router.post("/unbilled/late") { request, _ in
      try await site.slowly.take(request, [.billing]) { .page(try release($0, $1)) }
    }
    router.post("/unbilled/take-back") { request, _ in
      try await site.slowly.take(request, [.billing]) { .page(try takeBack($0, $1)) }
    }
  }

  static func groups(
    _ desk: BillingDesk, _ billing: BillingSettings, _ today: Int32
  ) throws -> [UnbilledGroup] {
    UnbilledGroup.of(try unbilled(desk, billing, today))
  }

  private func groups(_ visit: SignedIn) throws -> [UnbilledGroup] {
    try Self.groups(visit.desk, site.billing, visit.desk.today())
  }

  private static func unbilled(
    _ desk: BillingDesk, _ billing: BillingSettings, _ today: Int32
  ) throws -> [BillingDesk.Unbilled] {
    let windows = billing.windows(today)
    let from = windows.from(billing.payers)
    return try desk.unbilled(
      billing.billed(today), from: from - Int32(FilingWindows.lateDaysShown), through: windows.through
    ).filter { $0.reason == UnbilledGroup.late || $0.serviceDate >= from }
  }

  private func page(_ visit: SignedIn, _ made: KeptCount<[UnbilledGroup]>.Made) throws -> Page {
    let today = try visit.desk.today()
    let days = Dictionary(site.billing.payers.map { ($0.id, $0.originalFilingDays) }) { first, _ in first }
    return Page(
      "unbilled", "Unbilled",
      [
        "counted": made.isKept ? site.billing.moment(made.moment) : "",
        "any": !made.value.isEmpty,
        "groups": made.value.map { group -> [String: any Sendable] in
          [
            "reason": group.reason, "count": Said.counted(group.count, "session"),
            "sentence": group.words.sentence, "next": group.words.nextStep.onPage,
            "isLate": group.reason == UnbilledGroup.late, "delays": Said.choices(Said.delays),
            "more": group.count > group.sessions.count
              ? Said.grouped(group.count - group.sessions.count) : "",
            "sessions": group.sessions.map { row($0, today, days, visit) },
          ]
        },
      ])
  }

  private func row(
    _ session: BillingDesk.Unbilled, _ today: Int32, _ days: [String: Int], _ visit: SignedIn
  ) -> [String: any Sendable] {
    let filing = session.payer.flatMap { days[$0] }
    return [
      "session": session.session, "day": Said.day(session.serviceDate),
      "age": Said.counted(Int(today - session.serviceDate), "day"), "payer": session.payer ?? "none",
      "deadline": filing.map { Said.day(session.serviceDate + Int32($0)) } ?? "none is known",
      "handle": handle(session.session, visit),
    ]
  }

  private func handle(_ session: String, _ visit: SignedIn) -> String {
    site.handle(session, "unbilled", of: visit.present)
  }

  private func release(_ visit: SignedIn, _ form: Form) throws -> Page {
    let today = try visit.desk.today()
    let wanted = form.raw("session")
    let one = try Self.unbilled(visit.desk, site.billing, today).first {
      $0.reason == UnbilledGroup.late && handle($0.session, visit) == wanted
    }
    guard let one, Said.isOne(form.raw("delay"), of: Said.delays) else {
      return WishPage.refused(
        "The session or the reason is missing, or it is not on the list any more.",
        "Choose both, and send the form again.", "/unbilled")
    }
    return WishPage.of(
      try visit.desk.giveDelayReason(session: one.session, form.raw("delay"), site.billing.billed(today)),
      done: ("It goes, with the reason why it is late.", "The next run takes it."), place: "/unbilled")
  }

  private func takeBack(_ visit: SignedIn, _ form: Form) throws -> Page {
    guard let session = form["session"], session.utf8.count <= 80 else {
      return WishPage.refused("The session’s number is missing.", "Write it.", "/unbilled")
    }
    return WishPage.of(
      try visit.desk.takeBackDelayReason(session: session),
      done: ("It waits again: nothing of it goes.", "Nothing more needs to be done."), place: "/unbilled")
  }
}

/// Sessions that are not admitted for the same reason.
struct UnbilledGroup: Sendable {
  static let late = "past-filing-limit"
  private static let shown = 100

  let reason: String
  let count: Int
  /// The oldest of them: as many as a page shows.
  let sessions: [BillingDesk.Unbilled]
  var words: DeskWords { ReasonText.of(reason) }

  /// Most frequent first.
  static func of(_ sessions: [BillingDesk.Unbilled]) -> [UnbilledGroup] {
    Dictionary(grouping: sessions, by: \.reason)
      .map { UnbilledGroup(reason: $0.key, count: $0.value.count, sessions: Array($0.value.prefix(shown))) }
      .sorted { ($1.count, $0.reason) < ($0.count, $1.reason) }
  }
}
