internal import Accounts
internal import Desk
internal import Hummingbird

/// One claim: where it stands, its versions, what happened to it, and what can be asked for.
struct ClaimPages {
  let site: Site

  func add(to router: Router<PageContext>) {
    router.get("/claims/:claim") { request, context in
      let handle = context.parameters.get("claim") ?? ""
      return try await site.show(request, [.billing]) { .page(try page($0, handle)) }
    }
    router.post("/claims/:claim/again") { request, context in
      try await wish(request, context) { try $0.sendAgain() }
    }
    router.post("/claims/:claim/late") { request, context in
      try await wish(request, context) { try $0.release() }
    }
    router.post("/claims/:claim/replace") { request, context in
      try await wish(request, context) { try $0.replace() }
    }
    router.post("/claims/:claim/void") { request, context in
      try await wish(request, context) { try $0.void() }
    }
    router.post("/claims/:claim/rebill") { request, context in
      try await wish(request, context) { try $0.rebill() }
    }
    router.post("/claims/:claim/take-back") { request, context in
      try await wish(request, context) { try $0.takeBack() }
    }
    router.post("/claims/:claim/close") { request, context in
      try await wish(request, context) { try $0.close() }
    }
    router.post("/claims/:claim/reopen") { request, context in
      try await wish(request, context) { try $0.reopen() }
    }
  }

  private func wish(
    _ request: Request, _ context: PageContext, _ make: @escaping @Sendable (ClaimWish) throws -> Page
  ) async throws -> Response {
    let handle = context.parameters.get("claim") ?? ""
    return try await site.take(request, [.billing]) { visit, form in
      let claim = try site.claim(handle, visit.present)
      return .page(
        try make(
          ClaimWish(
            claim: claim, place: "/claims/" + handle, desk: visit.desk,
            billed: site.billing.billed(try visit.desk.today()), form: form)))
    }
  }

  // MARK: The page

  private func page(_ visit: SignedIn, _ handle: String) throws -> Page {
    let claim = try site.claim(handle, visit.present)
    let versions = try visit.desk.versions(of: claim)
    guard let last = versions.last else { throw Refused(.missing) }
    let words = ClaimStateText.of(last.state)
    let story = try visit.desk.story(of: claim)
    return Page(
      "claim", "Claim \(last.claim)",
      [
        "sentence": words.sentence, "next": words.nextStep.onPage, "state": last.state,
        "kind": Self.kind(last.state), "contradictory": last.isContradictory,
        "codes": WorkPages.codes(last.codes), "session": last.session, "payer": last.payer,
        "house": last.clearinghouse, "day": Said.day(last.serviceDate),
        "charge": Said.dollars(last.chargeCents), "paid": last.paidCents.map(Said.dollars) ?? "",
        "share": last.patientCents.map(Said.dollars) ?? "", "payerNumber": last.payerClaimNumber ?? "",
        "closed": last.closedBecause.map { Said.words($0, of: Said.closing) } ?? "",
        "hasVersions": versions.count > 1, "versions": versions.map(version),
        "story": story.map { StoryWords.row($0, site.billing) },
        "wishes": wishes(last, place: site.claimPlace(last.claim, visit.present)),
      ])
  }

  private func version(_ version: BillingDesk.Version) -> [String: any Sendable] {
    [
      "number": version.version, "claim": version.claim, "what": Self.what(version),
      "sentence": ClaimStateText.of(version.state).sentence, "payer": version.payer,
      "charge": Said.dollars(version.chargeCents),
    ]
  }

  private static func what(_ version: BillingDesk.Version) -> String {
    let corrects = version.corrects.map { " of the payer’s claim \($0)" } ?? ""
    return switch version.frequency {
    case 7: "replacement" + corrects
    case 8: "void" + corrects
    default: "original"
    }
  }

  static func kind(_ state: String) -> String {
    switch state {
    case "paid", "zero-paid": "good"
    case "refused", "interchange-rejected", "set-rejected", "rejected-by-clearinghouse",
      "rejected-by-payer", "denied", "not-found":
      "bad"
    case "in-doubt", "reversed", "to-be-sent-again", "to-be-replaced", "to-be-voided": "open"
    default: "plan"
    }
  }

  /// The forms that are of use now, all about the newest version.
  private func wishes(_ last: BillingDesk.Version, place: String) -> [String: any Sendable] {
    let (state, frequency) = (last.state, last.frequency)
    let again = ClaimWishes.canSendAgain(state)
    let late = ClaimWishes.canRelease(state, frequency: frequency)
    let replace = ClaimWishes.canReplace(state, frequency: frequency)
    let void = ClaimWishes.canVoid(state, frequency: frequency)
    let rebill = ClaimWishes.canRebill(state, frequency: frequency)
    let takeBack = ClaimWishes.canTakeBack(state)
    let (close, reopen) = (ClaimWishes.canClose(state), ClaimWishes.canReopen(state))
    return [
      "any": again || late || replace || void || rebill || takeBack || close || reopen, "place": place,
      "again": again, "late": late, "replace": replace, "void": void, "rebill": rebill,
      "takeBack": takeBack, "close": close, "reopen": reopen, "claim": last.claim,
      "contradictory": last.isContradictory, "needsNumber": ClaimWishes.needsNumber(state),
      "payerNumber": ClaimWishes.needsNumber(state) ? "" : last.payerClaimNumber ?? "",
      "knownBy": Said.choices(Said.knownBy), "delays": Said.choices(Said.delays),
      "closing": Said.choices(Said.closing),
    ]
  }
}
