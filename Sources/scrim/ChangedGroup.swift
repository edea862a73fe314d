internal import Desk
internal import Sessions

/// Claims of one payer of which the same changed: one correction clears many.
struct ChangedGroup: Encodable {
  let kinds: [String]
  let payer: String
  let claims: Int
  let charge: String
  /// The oldest day of service, as the claims say it.
  let oldest: String
  let sentence, nextStep: String
  /// Their numbers, where somebody asked for them.
  let numbers: [String]?

  /// Oldest first.
  static func of(_ changes: [BillingDesk.Changed], numbered: Bool) -> [ChangedGroup] {
    let groups = Dictionary(grouping: changes) { Key(kinds: $0.kinds, payer: $0.payer) }
    return groups.map { key, group in
      ChangedGroup(
        kinds: key.kinds, payer: key.payer, claims: group.count,
        charge: dollars(group.reduce(0) { $0 + $1.chargeCents }),
        oldest: group.map(\.serviceDate).min().map { CalendarDate(daysSince2000: $0).description } ?? "",
        sentence: ChangeText.sentence(key.kinds), nextStep: ChangeText.nextStep(key.kinds).byCommand,
        numbers: numbered ? group.map(\.claim) : nil)
    }.sorted { ($0.oldest, $0.payer, $0.kinds.joined()) < ($1.oldest, $1.payer, $1.kinds.joined()) }
  }

  private struct Key: Hashable {
    let kinds: [String]
    let payer: String
  }

  func write(to page: inout Page) {
    page.heading(
      "\(counted(claims, "claim")) of \(payer), \(charge), oldest service \(oldest): changed since sent")
    page.paragraph("\(sentence) (\(kinds.joined(separator: ", ")))")
    if let numbers { page.paragraph(numbers.joined(separator: ", "), indent: 4) }
    page.paragraph("→ \(nextStep)")
  }
}
