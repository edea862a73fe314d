internal import Accounts
internal import AnswerWords
internal import Desk
internal import HTTPTypes
internal import Hummingbird

/// Claims that wait for somebody, by what is the matter: one look, and one deed, clear many.
struct WorkPages {
  let site: Site

  /// At most so many claims are seen to by one form.
  static let atOnce = 500
  private static let shown = 100

  func add(to router: Router<PageContext>) {
    router.get("/desk") { request, _ in
      try await site.show(request, [.billing]) { .page(try groups($0)) }
    }
    router.get("/desk/:group") { request, context in
      let handle = context.parameters.get("group") ?? ""
      return try await site.show(request, [.billing]) { .page(try group($0, handle, nil)) }
    }
    router.post("/desk/:group/again") { request, context in
      let handle = context.parameters.get("group") ?? ""
      return try await site.slowly.take(request, [.billing]) { .page(try sendAgain($0, handle, $1)) }
    }
    router.post("/desk/:group/close") { request, context in
      let handle = context.parameters.get("group") ?? ""
      return try await site.slowly.take(request, [.billing]) { .page(try close($0, handle, $1)) }
    }
  }

  // MARK: The list

  private func groups(_ visit: SignedIn) throws -> Page {
    let work = try visit.desk.work()
    return Page(
      "desk", "To work",
      [
        "any": !work.isEmpty,
        "groups": work.map { group in
          words(group).merging(["place": place(group, visit)]) { first, _ in first }
        },
      ])
  }

  private func words(_ group: BillingDesk.Work) -> [String: any Sendable] {
    let words = ClaimStateText.of(group.state)
    return [
      "count": Said.counted(group.claims, "claim"), "payer": group.payer, "house": group.clearinghouse,
      "charge": Said.dollars(group.chargeCents), "oldest": Said.day(group.oldest),
      "since": site.billing.day(group.since), "state": group.state, "sentence": words.sentence,
      "next": words.nextStep.onPage, "codes": Self.codes(group.codes),
    ]
  }

  static func codes(_ codes: [String]) -> Rows {
    codes.map { code in
      let words = CodeWords.of(code)
      return [
        "code": code, "words": [words.sentence, words.nextStep].compactMap { $0 }.joined(separator: " "),
      ]
    }
  }

  private func handle(_ group: BillingDesk.Work, _ visit: SignedIn) -> String {
    let parts = [group.state, group.clearinghouse, group.payer] + group.codes
    return site.handle(parts.joined(separator: "\u{1}"), "work", of: visit.present)
  }

  private func place(_ group: BillingDesk.Work, _ visit: SignedIn) -> String {
    ["/desk", handle(group, visit)].joined(separator: "/")
  }

  // MARK: One group

  /// A group as it is now, with the claims that one form sees to.
  private struct Found {
    let group: BillingDesk.Work
    let claims: [BillingDesk.Listed]
    /// Says which claims these are, so that a form is about them and no others.
    let these: String
  }

  private func find(_ visit: SignedIn, _ handle: String) throws -> Found {
    let desk = visit.desk
    guard let group = try desk.work().first(where: { self.handle($0, visit) == handle }) else {
      throw Refused(
        Page(
          "notice", "Not found",
          [
            "sentence": "There is no such page any more, or it is not yours to see.",
            "next": "If you came from the list: somebody has seen to these, or an answer has come. "
              + "Look at the list again.", "place": "/desk",
          ], status: .notFound))
    }
    var filter = BillingDesk.ClaimFilter()
    (filter.state, filter.codes) = (group.state, group.codes)
    (filter.payer, filter.clearinghouse) = (group.payer, group.clearinghouse)
    // Of what is paid, say, only those wait for somebody of which something else was said as well.
    let isOfContradictions = ["adjudicating", "paid", "zero-paid"].contains(group.state)
    filter.limit = isOfContradictions ? 100_000 : Self.atOnce
    let all = try desk.claims(filter).filter { !isOfContradictions || $0.isContradictory }
    let claims = Array(all.prefix(Self.atOnce))
    let these = site.handle(claims.map(\.claim).joined(separator: " "), "these", of: visit.present)
    return Found(group: group, claims: claims, these: these)
  }

  private func group(_ visit: SignedIn, _ handle: String, _ problem: String?) throws -> Page {
    let found = try find(visit, handle)
    let count = found.claims.count
    var page = Page(
      "desk-group", Said.counted(found.group.claims, "claim") + " to work",
      words(found.group).merging(
        [
          "place": place(found.group, visit), "these": found.these, "number": Said.counted(count, "claim"),
          "isPart": found.group.claims > count,
          "canSend": ClaimWishes.canSendAgain(found.group.state),
          "isContradictory": found.claims.contains(where: \.isContradictory),
          "knownBy": Said.choices(Said.knownBy), "closing": Said.choices(Said.closing),
          "claims": found.claims.prefix(Self.shown).map { claim -> [String: any Sendable] in
            [
              "number": claim.claim, "session": claim.session, "day": Said.day(claim.serviceDate),
              "charge": Said.dollars(claim.chargeCents), "place": site.claimPlace(claim.claim, visit.present),
            ]
          },
          "more": count > Self.shown ? Said.grouped(count - Self.shown) : "",
        ]) { _, own in own },
      status: problem == nil ? .ok : .unprocessableContent)
    page.values["problem"] = problem
    return page
  }

  // MARK: What is done with all of them

  private func sendAgain(_ visit: SignedIn, _ handle: String, _ form: Form) throws -> Page {
    let known = form["knownBy"]
    guard known.map({ Said.isOne($0, of: Said.knownBy) }) ?? true else { throw Refused(.staleForm) }
    let billed = site.billing.billed(try visit.desk.today())
    return try all(
      visit, handle, form, recorded: "to be sent again; the next run makes each from the records"
    ) { claim in
      try visit.desk.sendAgain(claim, billed, knownBy: known)
    }
  }

  private func close(_ visit: SignedIn, _ handle: String, _ form: Form) throws -> Page {
    let reason = form.raw("reason")
    guard Said.isOne(reason, of: Said.closing) else {
      return try group(visit, handle, "Choose why nothing more is done with them.")
    }
    return try all(visit, handle, form, recorded: "closed here") { claim in
      try visit.desk.close(claim, reason: reason)
    }
  }

  /// Each of the claims that the form was about, and no others; every outcome is told.
  private func all(
    _ visit: SignedIn, _ handle: String, _ form: Form, recorded: String,
    _ wish: (String) throws -> BillingDesk.Wish?
  ) throws -> Page {
    let found = try find(visit, handle)
    guard form.raw("these") == found.these else {
      return try group(
        visit, handle,
        "Meanwhile these are other claims: \(Said.counted(found.claims.count, "claim")) now. Nothing was "
          + "done; look again, then send the form once more.")
    }
    var outcomes: [String: [BillingDesk.Listed]] = [:]
    for claim in found.claims {
      outcomes[try wish(claim.claim)?.rawValue ?? "unknown", default: []].append(claim)
    }
    let rows = outcomes.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }.map {
      outcome($0.key, $0.value, recorded: recorded, visit)
    }
    return Page(
      "desk-done", "What became of them",
      ["total": Said.counted(found.claims.count, "claim"), "outcomes": rows])
  }

  private func outcome(
    _ answer: String, _ claims: [BillingDesk.Listed], recorded: String, _ visit: SignedIn
  ) -> [String: any Sendable] {
    let wish = BillingDesk.Wish(rawValue: answer)
    let isDone = wish == .recorded
    let words = WishText.of(wish)
    return [
      "count": Said.counted(claims.count, "claim"), "sentence": isDone ? recorded + "." : words.sentence,
      "next": isDone ? "" : words.nextStep.onPage, "kind": isDone ? "good" : "open",
      "claims": isDone
        ? []
        : claims.prefix(Self.shown).map { claim -> [String: any Sendable] in
          ["number": claim.claim, "place": site.claimPlace(claim.claim, visit.present)]
        },
    ]
  }
}
