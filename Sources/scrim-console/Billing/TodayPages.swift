internal import Accounts
internal import Defects
internal import Desk
internal import Hummingbird
internal import Settings

/// Where a biller's day begins: what waits, each with the page on which it is seen to.
struct TodayPages {
  let site: Site

  /// What is counted over the whole practice.
  struct Counts: Sendable {
    let waiting, due: Rows
  }

  func add(to router: Router<PageContext>) {
    router.get("/today") { request, _ in
      try await site.show(request, site.kept.today, { try counts($0.desk) }) { visit, made in
        try today(visit.desk, made)
      }
    }
  }

  private func today(_ desk: BillingDesk, _ made: KeptCount<Counts>.Made) throws -> Page {
    let (waiting, due) = (made.value.waiting, made.value.due)
    return Page(
      "today", "Today",
      [
        "counted": made.isKept ? site.billing.moment(made.moment) : "",
        "any": !waiting.isEmpty, "lists": waiting,
        "isDue": !due.isEmpty, "due": due, "nothing": waiting.isEmpty && due.isEmpty,
        "houses": try houses(desk),
      ])
  }

  private func counts(_ desk: BillingDesk) throws -> Counts {
    let today = try desk.today()
    let lists = [
      try doubtful(desk), try work(desk), try changed(desk), try unanswered(desk), try held(desk),
      try unbilled(desk, today),
    ].filter { !$0.lines.isEmpty }
    return Counts(
      waiting: lists.map { ["title": $0.title, "place": $0.place, "lines": $0.lines] },
      due: try due(desk, today))
  }

  /// What waits, and the page on which it is seen to.
  private struct Waiting {
    let title, place: String
    var lines: Rows = []

    /// - Parameter anchor: of a part of that page.
    mutating func add(_ count: String, _ sentence: String, _ next: String, anchor: String = "") {
      lines.append([
        "count": count, "sentence": sentence, "next": next,
        "place": place + (anchor.isEmpty ? "" : "#" + anchor),
      ])
    }
  }

  // MARK: What nobody but a person ends

  private func doubtful(_ desk: BillingDesk) throws -> Waiting {
    var waiting = Waiting(title: "In doubt", place: "/doubt")
    let doubtful = try desk.doubtful()
    if !doubtful.isEmpty {
      waiting.add(
        Said.counted(doubtful.reduce(0) { $0 + $1.claims }, "claim"),
        "\(Said.counted(doubtful.count, "submission")) may have arrived; nobody knows yet.",
        "Ask the clearinghouse, and settle it.")
    }
    for house in try desk.distrusted() {
      waiting.add(
        house, "It contradicts itself: nothing is sent to it a second time.",
        "Speak with it, and say when it has mended that.")
    }
    return waiting
  }

  private func work(_ desk: BillingDesk) throws -> Waiting {
    var waiting = Waiting(title: "To work", place: "/desk")
    let states = Dictionary(grouping: try desk.work(), by: \.state)
    for (state, groups) in states.sorted(by: { $0.key < $1.key }) {
      let words = ClaimStateText.of(state)
      waiting.add(
        Said.counted(groups.reduce(0) { $0 + $1.claims }, "claim"), words.sentence, words.nextStep.onPage)
    }
    let voids = try desk.waitingVoids().reduce(0) { $0 + $1.voids }
    if voids > 0 {
      waiting.add(
        Said.counted(voids, "void"), "Waits for the archive’s private key.",
        "Ask whoever keeps that key to bring it to the next run.")
    }
    return waiting
  }

  private func changed(_ desk: BillingDesk) throws -> Waiting {
    var waiting = Waiting(title: "Changed since sent", place: "/changed")
    let changed = try desk.changes().count
    if changed > 0 {
      waiting.add(
        Said.counted(changed, "claim"), "The records say something else since they were sent.",
        "Look what, and replace, void or write it back.")
    }
    return waiting
  }

  private func held(_ desk: BillingDesk) throws -> Waiting {
    var waiting = Waiting(title: "Held", place: "/held")
    for group in HeldGroup.of(try desk.held()) {
      waiting.add(
        Said.counted(group.held.count, "session"), group.sentence, group.nextStep, anchor: group.code)
    }
    return waiting
  }

  private func unanswered(_ desk: BillingDesk) throws -> Waiting {
    var waiting = Waiting(title: "Unanswered", place: "/unanswered")
    for (house, one) in try UnansweredPages.unanswered(desk, site.billing.clearinghouses) {
      waiting.add(
        Said.counted(one.claims, "claim"),
        "\(house), since \(site.billing.day(one.oldest)): \(UnansweredText.of(one.waitsFor))",
        one.waitsFor == "payment" ? "Ask the payer about them." : "Ask the clearinghouse about them.")
    }
    let unmatched = try desk.unmatched().count
    if unmatched > 0 {
      waiting.add(
        Said.counted(unmatched, "answer"), "Speaks of something that was not sent there.",
        "Ask the clearinghouse what it means.")
    }
    return waiting
  }

  private func unbilled(_ desk: BillingDesk, _ today: Int32) throws -> Waiting {
    var waiting = Waiting(title: "Unbilled", place: "/unbilled")
    for group in try UnbilledPages.groups(desk, site.billing, today) {
      waiting.add(
        Said.counted(group.count, "session"), group.words.sentence, group.words.nextStep.onPage,
        anchor: group.reason)
    }
    return waiting
  }

  // MARK: What the next run takes

  private func due(_ desk: BillingDesk, _ today: Int32) throws -> Rows {
    let windows = site.billing.windows(today)
    let payers = site.billing.payers
    let aged = [50, 80].map { share in payers.map { windows.aged($0, percent: share) } }
    return try desk.due(
      .init(ids: payers.map(\.id), firstServiceDates: payers.map(windows.firstDue)),
      from: windows.from(payers), through: windows.through, aged: (half: aged[0], late: aged[1])
    ).map {
      [
        "payer": $0.payer, "sessions": Said.grouped($0.sessions), "oldest": Said.day($0.oldest),
        "half": Said.grouped($0.half), "late": Said.grouped($0.late),
      ]
    }
  }

  private func houses(_ desk: BillingDesk) throws -> Rows {
    let known = Dictionary(try desk.lines().map { ($0.clearinghouse, $0) }) { first, _ in first }
    return site.billing.clearinghouses.map { clearinghouse in
      let line = known[clearinghouse.id]
      return [
        "name": clearinghouse.id, "cutoff": site.billing.nextCutoff(clearinghouse) ?? "none is configured",
        "accepted": line?.lastAccepted.map(site.billing.moment) ?? "never",
        "fault": line?.lastFault.map { "did not get through (\($0))" } ?? "got through, or there was none",
      ]
    }
  }
}
