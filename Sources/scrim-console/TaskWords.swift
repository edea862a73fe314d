internal import Gate
internal import Marks

/// What the privacy officer reads of a task, and the decisions in words.
enum TaskWords {
  static func what(_ task: PrivacyDesk.OpenTask, _ payers: Payers) -> String {
    guard let kind = task.kind else { return "A task of another version of Scrim." }
    guard let day = task.occurredOn.map({ Day($0).words }) else { return kind.sentence }
    let payer = payers[task.payer].map { " to \($0)" } ?? ""
    return switch kind {
    case .recall, .paidButBilled: kind.sentence + " It was sent on \(day)\(payer)."
    case .paymentMissing, .voidAsked: kind.sentence + " That was on \(day)."
    case .sameDay: kind.sentence + " Its day is \(day)."
    default: kind.sentence + " On \(day)."
    }
  }

  static func why(_ kind: PrivacyDesk.Kind?) -> String {
    switch kind {
    case .recall:
      "Decide whether it is taken back: a void tells the plan of the session once more. Where the client had "
        + "asked before it was sent, assess it as a breach by the day shown (45 CFR 164.402, 164.404)."
    case .paymentMissing: "Record the payment, or talk with the client. The mark stays."
    case .paymentDishonoured:
      "Try to collect it, and tell the client, before anything else. The mark stays until the client "
        + "asks to lift it."
    case .governmentPayer: "Nothing is sent. Find out whether the restriction can be honoured there."
    case .paidButBilled: "Find out what the client wanted: refund it, or take the claim back."
    case .clientsMerged: "See that both records are one person."
    case .sameDay: "Its therapist says whether it is another session, under “To confirm”."
    case .voidAsked:
      "Decide: a void takes the claim back at the plan, and tells the plan of the session once more."
    case nil: "Update Scrim, then look again."
    }
  }

  static func due(_ day: Day, _ today: Day) -> String {
    day < today ? "It was to be assessed by \(day.words): do it now" : "Assess by \(day.words)"
  }

  static func decision(_ word: String) -> String {
    words[word] ?? word
  }

  private static let words = [
    "recalled": "Taken back", "left": "Left as it is", "no-breach": "Assessed: no breach",
    "breach-notified": "Assessed: breach, and the client was told", "paid": "Paid",
    "collecting": "Being collected", "client-told": "The client was told",
    "no-claim-owed": "No claim is owed",
    "claim-owed": "A claim is owed", "refunded": "Refunded", "seen": "Seen: one person",
    "other-session": "It is another session",
  ]
}
