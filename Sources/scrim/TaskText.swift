internal import Gate

/// What a kind of task is about, what can be done, and what its day is.
struct TaskText {
  let sentence: String
  let nextStep: String
  let day: String

  static func of(_ kind: PrivacyDesk.Kind?) -> TaskText {
    kind.flatMap { texts[$0] }
      ?? TaskText(
        sentence: "A task of another version.",
        nextStep: "Use the version of scrim that the database was migrated with.", day: "on")
  }

  private static let texts: [PrivacyDesk.Kind: TaskText] = [
    .recall: TaskText(
      sentence: PrivacyDesk.Kind.recall.sentence,
      nextStep:
        "Decide whether to recall it (`scrim claims void CLAIM --as privacy`): a void tells the plan of the "
        + "session once more. Where the client "
        + "had asked before it was sent, assess it as a breach by the day shown (45 CFR 164.402, 164.404). "
        + "Close with recalled, left, no-breach or breach-notified.",
      day: "sent on"),
    .paymentMissing: TaskText(
      sentence: PrivacyDesk.Kind.paymentMissing.sentence,
      nextStep: "Record it with `scrim self-pay paid`, or talk with the client. The mark stays. Close with "
        + "paid, collecting or client-told.",
      day: "asked on"),
    .paymentDishonoured: TaskText(
      sentence: PrivacyDesk.Kind.paymentDishonoured.sentence,
      nextStep:
        "Try to collect it, and tell the client, before anything else: the mark stays until the client "
        + "asks to lift it. Close with paid, collecting or client-told.",
      day: "on"),
    .governmentPayer: TaskText(
      sentence: PrivacyDesk.Kind.governmentPayer.sentence,
      nextStep: "Nothing is sent. Find out whether the restriction can be honoured there. Close with "
        + "no-claim-owed, claim-owed or client-told.",
      day: "on"),
    .paidButBilled: TaskText(
      sentence: PrivacyDesk.Kind.paidButBilled.sentence,
      nextStep: "Find out what the client wanted: refund it, or recall the claim. Close with refunded, "
        + "recalled, left or breach-notified.",
      day: "sent on"),
    .clientsMerged: TaskText(
      sentence: PrivacyDesk.Kind.clientsMerged.sentence,
      nextStep: "See that both records are one person. Close with seen.", day: "on"),
    .sameDay: TaskText(
      sentence: PrivacyDesk.Kind.sameDay.sentence,
      nextStep: "The clinician says which: `scrim self-pay other SESSION` where it is another, or mark it.",
      day: "day of service"),
    .voidAsked: TaskText(
      sentence: PrivacyDesk.Kind.voidAsked.sentence,
      nextStep:
        "Decide: `scrim claims void CLAIM --as privacy` takes it back at the payer, and tells the payer of "
        + "the session once more. Close with recalled or left.",
      day: "asked on"),
  ]
}
