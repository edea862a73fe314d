internal import Accounts
internal import Defects
internal import Desk
internal import Hummingbird
internal import Settings

/// Where a biller's day begins: what waits, each with the page on which it is seen to.
struct TodayPages {
  let site: Site

  func add(to router: Router<PageContext>) {
    router.get("/today") { request, _ in
      try await site.show(request, [.billing]) { .page(try today($0)) }
    }
  }

  private func today(_ visit: SignedIn) throws -> Page {
    let desk = visit.desk
    let today = try desk.today()
    let due = try due(desk, today)
    let waiting =
      try doubtful(desk) + work(desk) + held(desk) + answers(desk, today) + unbilled(desk, today)
    return Page(
      "today", "Today",
      [
        "any": !waiting.isEmpty, "waiting": waiting, "isDue": !due.isEmpty, "due": due,
        "nothing": waiting.isEmpty && due.isEmpty, "lines": try lines(desk),
      ])
  }

  private func one(_ count: String, _ sentence: String, _ next: String, _ link: (String, String))
    -> [String: any Sendable]
  {
    ["count": count, "sentence": sentence, "next": next, "place": link.0, "act": link.1]
  }

  // MARK: What nobody but a person ends

  private func doubtful(_ desk: BillingDesk) throws -> Rows {
    let doubtful = try desk.doubtful()
    let claims = doubtful.reduce(0) { $0 + $1.claims }
    let settle: Rows =
      doubtful.isEmpty
      ? []
      : [
        one(
          Said.counted(claims, "claim"),
          "\(Said.counted(doubtful.count, "submission")) may have arrived; nobody knows yet.",
          "Ask the clearinghouse, and settle it.", ("/doubt", "In doubt"))
      ]
    return try settle
      + desk.distrusted().map {
        one(
          $0, "It contradicts itself: nothing is sent to it a second time.",
          "Speak with it, and say when it has mended that.", ("/doubt", "In doubt"))
      }
  }

  private func work(_ desk: BillingDesk) throws -> Rows {
    let states = Dictionary(grouping: try desk.work(), by: \.state)
    let open = states.sorted { $0.key < $1.key }.map { state, groups in
      let words = ClaimStateText.of(state)
      return one(
        Said.counted(groups.reduce(0) { $0 + $1.claims }, "claim"), words.sentence, words.nextStep.onPage,
        ("/desk", "To work"))
    }
    let changed = try desk.changes().count
    guard changed > 0 else { return open }
    return open + [
      one(
        Said.counted(changed, "claim"), "The records say something else since they were sent.",
        "Look what, and replace, void or write it back.", ("/changed", "Changed since sent"))
    ]
  }

  private func held(_ desk: BillingDesk) throws -> Rows {
    HeldGroup.of(try desk.held()).map {
      one(Said.counted($0.held.count, "session"), $0.sentence, $0.nextStep, ("/held", "Held"))
    }
  }

  private func answers(_ desk: BillingDesk, _ today: Int32) throws -> Rows {
    var rows = try UnansweredPages.unanswered(desk, site.billing.clearinghouses).map { house, waiting in
      one(
        Said.counted(waiting.claims, "claim"),
        "\(house), since \(site.billing.day(waiting.oldest)): \(UnansweredText.of(waiting.waitsFor))",
        waiting.waitsFor == "payment" ? "Ask the payer about them." : "Ask the clearinghouse about them.",
        ("/unanswered", "Unanswered"))
    }
    let unmatched = try desk.unmatched().count
    if unmatched > 0 {
      rows.append(
        one(
          Said.counted(unmatched, "answer"), "Speaks of something that was not sent there.",
          "Ask the clearinghouse what it means.", ("/unanswered", "Unanswered")))
    }
    let voids = try desk.waitingVoids().reduce(0) { $0 + $1.voids }
    if voids > 0 {
      rows.append(
        one(
          Said.counted(voids, "void"), "Waits for the archive’s private key.",
          "Ask whoever keeps that key to bring it to the next run.", ("/claims?state=to-be-voided", "Claims"))
      )
    }
    return rows
  }

  private func unbilled(_ desk: BillingDesk, _ today: Int32) throws -> Rows {
    UnbilledGroup.of(try UnbilledPages.unbilled(desk, site.billing, today)).map {
      one(
        Said.counted($0.sessions.count, "session"), $0.words.sentence, $0.words.nextStep.onPage,
        ("/unbilled", "Unbilled"))
    }
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

  private func lines(_ desk: BillingDesk) throws -> Rows {
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
