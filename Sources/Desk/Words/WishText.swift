/// What became of a person's wish, where it was not simply recorded.
public enum WishText {
  /// - Parameter wish: nil where there is no such claim.
  public static func of(_ wish: BillingDesk.Wish?) -> DeskWords {
    switch wish {
    case .recorded: DeskWords("recorded.", NextStep("The next run does it."))
    case .notNow:
      DeskWords(
        "not now: where it stands does not allow it.",
        NextStep(
          "`scrim claims show` says where it stands.", onPage: "The claim's page says where it stands."))
    case .contradictory:
      DeskWords(
        "not yet: one answer says that it was rejected, another that it was accepted.",
        NextStep(
          "Ask the payer. If it has no such claim, add --known-by phone (or portal, letter, report, payer).",
          onPage: "Ask the payer. If it has no such claim, say on the claim's page how you know."))
    case .notReady:
      DeskWords(
        "not ready: the session is not there to be billed.",
        NextStep("Look the session up in the records, or close the claim."))
    case .numberMissing:
      DeskWords(
        "the payer's own number of it is not known.",
        NextStep(
          "Ask the payer, and add --payer-claim-number NUMBER.",
          onPage: "Ask the payer for its claim number, and write it beside the wish."))
    case .inTime:
      DeskWords(
        "not late: it is within the payer's time for filing, and no reason is sent.",
        NextStep(
          "Release it without --delay-reason, if it waits for anything.",
          onPage: "Send it again without a reason, if it waits for anything."))
    case nil:
      DeskWords(
        "there is no such claim.",
        NextStep("`scrim claims list` shows their numbers.", onPage: "Claims shows their numbers."))
    }
  }
}
