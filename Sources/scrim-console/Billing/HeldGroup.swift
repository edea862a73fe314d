internal import Defects
internal import Desk

/// Held sessions with the same defect, so that one correction is read once.
struct HeldGroup {
  let code: String
  let held: [BillingDesk.Held]

  /// Most frequent first.
  static func of(_ held: [BillingDesk.Held]) -> [HeldGroup] {
    var groups: [String: [BillingDesk.Held]] = [:]
    for one in held { for code in Set(one.defects) { groups[code, default: []].append(one) } }
    return groups.map { HeldGroup(code: $0.key, held: $0.value) }
      .sorted { ($1.held.count, $0.code) < ($0.held.count, $1.code) }
  }

  var sentence: String { ClaimDefect.named(code)?.sentence ?? "It has a defect of another version." }

  /// Where it stands in the claim: loop, segment and element of the 837P.
  var element: String { ClaimDefect.named(code)?.element ?? "" }

  /// What clears it, as a word of `NoticeKind`; nil: the records are to be corrected.
  var notice: NoticeKind? {
    switch code {
    case "client-not-told": .clientTold
    case "programme-consent-missing": .part2Consent
    default: nil
    }
  }

  var isKeptBack: Bool { code == "held-by-billing" }

  var nextStep: String { Self.nextStep(code) }

  static func nextStep(_ code: String) -> String {
    onPage[code] ?? ClaimDefect.named(code)?.nextStep ?? "Use the version of Scrim that held it."
  }

  /// Where the catalogue names a command, and a page has a form.
  private static let onPage = [
    "client-not-told": "Tell the client, then record it under Held.",
    "minor-not-confirmed": "Ask the clinician, who says so under To confirm.",
    "programme-consent-missing": "Obtain it, then record it under Held.",
    "payer-claim-number-missing":
      "Ask the payer for its claim number; take the replacement back on the claim’s page, and ask anew.",
    "replacement-differs":
      "Take the replacement back on the claim’s page, and correct the records or the charge.",
    "same-payer-again":
      "Choose the other coverage on the charge, or take it back on the claim’s page.",
    "accepted-meanwhile":
      "Look at the claim’s page: replace it, if it has to be corrected at all.",
    "held-by-billing": "When it may go, let it go under Held.",
  ]
}
