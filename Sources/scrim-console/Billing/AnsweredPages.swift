internal import Accounts
internal import Desk
internal import Hummingbird
internal import Settings

/// What nobody has answered in time, and answers that speak of nothing that was sent.
struct UnansweredPages {
  let site: Site

  func add(to router: Router<PageContext>) {
    router.get("/unanswered") { request, _ in
      try await site.show(request, [.billing]) { .page(try page($0)) }
    }
  }

  /// Of a clearinghouse that gives no acknowledgments none is waited for; where there is no interchange, no
  /// TA1 or 999.
  static func unanswered(
    _ desk: BillingDesk, _ clearinghouses: [Clearinghouse]
  ) throws -> [(house: String, waiting: BillingDesk.Unanswered)] {
    try clearinghouses.flatMap { clearinghouse -> [(house: String, waiting: BillingDesk.Unanswered)] in
      guard let expected = clearinghouse.acknowledgments else { return [] }
      return try desk.unanswered(
        clearinghouse.id, syntaxDays: clearinghouse.format == .json ? nil : expected.syntaxDays,
        claimDays: expected.claimDays, paymentDays: expected.paymentDays
      ).map { (clearinghouse.id, $0) }
    }
  }

  private func page(_ visit: SignedIn) throws -> Page {
    let waiting = try Self.unanswered(visit.desk, site.billing.clearinghouses)
    let unmatched = try visit.desk.unmatched()
    return Page(
      "unanswered", "Unanswered",
      [
        "nothing": waiting.isEmpty && unmatched.isEmpty,
        "waiting": waiting.map { house, one -> [String: any Sendable] in
          [
            "house": house, "claims": Said.counted(one.claims, "claim"),
            "since": site.billing.day(one.oldest), "sentence": UnansweredText.of(one.waitsFor),
            "whom": one.waitsFor == "payment" ? "the payer" : house,
          ]
        },
        "isUnmatched": !unmatched.isEmpty,
        "unmatched": unmatched.prefix(200).map { one -> [String: any Sendable] in
          [
            "house": one.clearinghouse, "kind": one.kind, "scope": one.scope, "reference": one.reference,
            "outcome": one.outcome.replacing("-", with: " "), "taken": site.billing.day(one.taken),
          ]
        },
      ])
  }
}

/// Claims that left, and of which the records say something else now, by what changed.
struct ChangedPages {
  let site: Site
  private static let shown = 100

  func add(to router: Router<PageContext>) {
    router.get("/changed") { request, _ in
      try await site.show(request, [.billing]) { .page(try page($0)) }
    }
  }

  private func page(_ visit: SignedIn) throws -> Page {
    let changes = try visit.desk.changes()
    let groups = Dictionary(grouping: changes) { [$0.payer] + $0.kinds }.sorted {
      ($1.value.count, $0.key.joined()) < ($0.value.count, $1.key.joined())
    }
    return Page(
      "changed", "Changed since sent",
      [
        "any": !changes.isEmpty,
        "compared": changes.compactMap(\.compared).max().map(site.billing.moment) ?? "",
        "groups": groups.map { key, group -> [String: any Sendable] in
          let kinds = Array(key.dropFirst())
          return [
            "count": Said.counted(group.count, "claim"), "payer": key.first ?? "",
            "charge": Said.dollars(group.reduce(0) { $0 + $1.chargeCents }),
            "sentence": ChangeText.sentence(kinds), "next": ChangeText.nextStep(kinds).onPage,
            "more": group.count > Self.shown ? Said.grouped(group.count - Self.shown) : "",
            "claims": group.prefix(Self.shown).map { claim -> [String: any Sendable] in
              [
                "number": claim.claim, "session": claim.session, "day": Said.day(claim.serviceDate),
                "charge": Said.dollars(claim.chargeCents),
                "place": site.claimPlace(claim.claim, visit.present),
              ]
            },
          ]
        },
      ])
  }
}
