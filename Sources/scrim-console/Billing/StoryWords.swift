internal import AnswerWords
internal import Desk

/// What happened to a claim, one event a line.
enum StoryWords {
  static func row(_ event: BillingDesk.ClaimEvent, _ billing: BillingSettings) -> [String: any Sendable] {
    [
      "at": billing.moment(event.at), "version": event.version, "sentence": sentence(event),
      "codes": WorkPages.codes(event.codes.filter { $0.contains(":") || $0.contains("-") && isSaid(event) }),
      "evidence": event.evidence ?? "", "money": money(event),
    ]
  }

  /// Whether somebody else said it: codes of their lists, and not ours.
  private static func isSaid(_ event: BillingDesk.ClaimEvent) -> Bool { event.source != nil }

  private static func sentence(_ event: BillingDesk.ClaimEvent) -> String {
    switch event.event {
    case "sealed": "Sealed: from now on only these bytes are sent."
    case "attempt": attempt(event)
    case "withdrawn": "Withdrawn by the practice before it was sent."
    case "closed":
      "Closed: \(Said.words(event.outcome ?? "", of: Said.closing).firstSmall)."
    case "asked for": "Somebody asked for it: \(event.outcome ?? "again")."
    case "delay reason":
      "Why it is late was said: \(Said.words(event.outcome ?? "", of: Said.delays).firstSmall)."
    default: said(event)
    }
  }

  private static func attempt(_ event: BillingDesk.ClaimEvent) -> String {
    let why = event.codes.isEmpty ? "" : " (\(event.codes.joined(separator: ", ")))"
    return switch event.outcome {
    case "in_flight": "It is being sent."
    case "accepted": "Sent, and the clearinghouse took it."
    case "rejected": "Sent, and the clearinghouse refused it\(why)."
    case "not_sent": "Tried, and nothing of it left\(why)."
    case "resent": "Sent; nobody knew whether it arrived, and the same bytes were sent again\(why)."
    case "not_arrived": "Sent; it did not arrive\(why)."
    default: "Sent; it may have arrived, and nobody knows yet\(why)."
    }
  }

  private static func said(_ event: BillingDesk.ClaimEvent) -> String {
    let who = event.source == "payer" ? "The payer" : "The clearinghouse"
    let outcome = (event.outcome ?? "something").replacing("-", with: " ")
    return "\(who) says in a \(event.event): \(outcome)."
  }

  private static func money(_ event: BillingDesk.ClaimEvent) -> String {
    let parts = [
      event.paidCents.map { "paid \(Said.dollars($0))" },
      event.patientCents.map { "the client’s share \(Said.dollars($0))" },
      event.paymentTrace.map { "payment \($0)" },
      event.adjustments.isEmpty ? nil : event.adjustments.map(adjustment).joined(separator: ", "),
    ]
    return parts.compactMap { $0 }.joined(separator: "; ")
  }

  /// Of `CO-45:1250`.
  static func adjustment(_ text: String) -> String {
    let parts = text.split(separator: ":")
    guard parts.count == 2, let cents = Int64(parts[1]) else { return text }
    return "\(parts[0]) \(Said.dollars(cents))"
  }
}

extension String {
  var firstSmall: String { prefix(1).lowercased() + dropFirst() }
}
