internal import Accounts
internal import Desk
internal import HTTPTypes
internal import Hummingbird
internal import Marks

/// What payers decided and paid, as their 835s say it, payment by payment: to compare with the bank.
struct PaymentPages {
  let site: Site
  private static let daysShown: Int32 = 31
  private static let shown = 1_000

  func add(to router: Router<PageContext>) {
    router.get("/payments") { request, _ in
      let from = request.uri.queryParameters["from"].map { String($0) }
      let through = request.uri.queryParameters["through"].map { String($0) }
      return try await site.show(request, [.billing]) { .page(try page($0, from, through)) }
    }
  }

  private func page(_ visit: SignedIn, _ from: String?, _ through: String?) throws -> Page {
    let today = Day(try visit.desk.today())
    let last = through.flatMap { Day($0) } ?? today
    let first = from.flatMap { Day($0) } ?? Day(last.daysSince2000 - Self.daysShown)
    let isWrong =
      first > last || [from, through].contains { $0.map { Day($0) == nil && !$0.isEmpty } ?? false }
    let lines =
      isWrong
      ? [] : try visit.desk.payments(from: first.daysSince2000, through: last.daysSince2000, trace: nil)
    let payments = Dictionary(grouping: lines.prefix(Self.shown)) { $0.trace ?? "" }.sorted {
      ($0.value.first?.saidOn ?? 0, $0.key) < ($1.value.first?.saidOn ?? 0, $1.key)
    }
    var page = Page(
      "payments", "Payments",
      [
        "from": first.iso, "through": last.iso, "any": !lines.isEmpty,
        "more": lines.count > Self.shown ? Said.grouped(lines.count - Self.shown) : "",
        "payments": payments.map { payment($0.key, $0.value, visit) },
      ], status: isWrong ? .unprocessableContent : .ok)
    if isWrong { page.values["problem"] = "These are no days, or the first comes after the last." }
    return page
  }

  private func payment(
    _ trace: String, _ lines: [BillingDesk.Payment], _ visit: SignedIn
  ) -> [String: any Sendable] {
    [
      "trace": trace.isEmpty ? "without a number" : trace, "house": lines.first?.clearinghouse ?? "",
      "day": lines.first?.saidOn.map(Said.day) ?? "a day that is not said",
      "total": Said.dollars(lines.reduce(0) { $0 + ($1.paidCents ?? 0) }),
      "isUnbalanced": lines.contains { $0.isBalanced == false },
      "lines": lines.map { line($0, visit) },
    ]
  }

  private func line(_ line: BillingDesk.Payment, _ visit: SignedIn) -> [String: any Sendable] {
    [
      "number": line.claim ?? "", "place": line.claim.map { site.claimPlace($0, visit.present) } ?? "",
      "what": line.scope == "payment" ? "the whole payment" : "a claim that was not sent here",
      "outcome": line.outcome.replacing("-", with: " "),
      "charge": line.chargeCents.map(Said.dollars) ?? "none",
      "paid": line.paidCents.map(Said.dollars) ?? "none",
      "share": line.patientCents.map(Said.dollars) ?? "none",
      "adjustments": line.adjustments.map(StoryWords.adjustment).joined(separator: ", "),
    ]
  }
}
