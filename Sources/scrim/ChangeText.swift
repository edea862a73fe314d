internal import Desk
internal import Sessions

/// What has changed since a claim was sent, in words for billing staff, and what comes next.
enum ChangeText {
  /// By kind, and which of several kinds decides what to do: the first.
  private static let kinds: [(kind: String, sentence: String, nextStep: String)] = [
    (
      "session", "The session is not there to be billed any more.",
      "Ask whose session it is. If it was not given, `scrim claims void CLAIM`; if it is missing by mistake, "
        + "have it put back in the records."
    ),
    (
      "uncharged", "Nothing is charged for the session any more.",
      "`scrim claims void CLAIM`, or write the charge back in the records."
    ),
    ("client", "The session is another client's now, or its client is gone.", voidAndWait),
    ("payer", "The charge names another plan, or none.", voidAndWait),
    ("date", "The day of the session is another one.", replace),
    ("charge", "The amount charged is another one.", replace),
    ("diagnoses", "The diagnosis codes that the charge points to are others, or in another order.", replace),
    (
      "services",
      "The procedure, its modifiers, its units, the place of service or the prior authorization is another.",
      replace
    ),
    ("clinicians", "Who gave the service, supervised it or bills it is somebody else.", replace),
  ]

  private static let replace =
    "`scrim claims replace CLAIM` sends what the records say now. If the claim is right, write it back in "
    + "the records."
  private static let voidAndWait =
    "`scrim claims void CLAIM`: a replacement can change neither client nor plan. If the claim is right, "
    + "write it back in the records."

  static func sentence(_ changed: [String]) -> String {
    let known = kinds.filter { changed.contains($0.kind) }.map(\.sentence)
    return known.isEmpty ? "It differs in a way that another version knows." : known.joined(separator: " ")
  }

  static func nextStep(_ changed: [String]) -> String {
    kinds.first { changed.contains($0.kind) }?.nextStep ?? "Use that version of scrim."
  }
}

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
        sentence: ChangeText.sentence(key.kinds), nextStep: ChangeText.nextStep(key.kinds),
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
