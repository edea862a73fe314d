/// Where a claim stands, in words for billing staff, and what comes next (`docs/claim-states.md`).
public enum ClaimStateText {
  public static func of(_ state: String) -> DeskWords {
    texts[state] ?? DeskWords("It is in a state of another version.", NextStep("Use that version of scrim."))
  }

  public static var all: [String] { texts.keys.sorted() }

  private static let wait = NextStep("Nothing to do; wait for what comes.")
  private static let sendAgain = NextStep(
    "Correct the records, then `scrim claims release CLAIM`; the next run sends it.",
    onPage: "Correct the records, then send it again; the next run makes it from the records.")
  private static let seeNewest = NextStep("Look at its newest version.")

  private static func mendAndRelease(_ state: String) -> NextStep {
    NextStep(
      ["Have the reason mended, then `scrim claims release --state", state + "`."].joined(separator: " "),
      onPage: "Have the reason mended, then send all of them again.")
  }

  private static let texts: [String: DeskWords] = onTheWay.merging(answered) { first, _ in first }
    .merging(decided) { first, _ in first }

  private static let onTheWay: [String: DeskWords] = [
    "sealed": DeskWords("It is sealed, and not sent yet.", NextStep("The next run sends it.")),
    "in-flight": DeskWords("It is being sent at this moment.", wait),
    "in-doubt": DeskWords(
      "It may have arrived; nobody knows yet.",
      NextStep("`scrim status` says how that is settled.", onPage: "In doubt says how that is settled.")),
    "withdrawn": DeskWords(
      "It was withdrawn by the practice before it was sent.",
      NextStep("The next run makes it anew, if it is billed.")),
    "refused": DeskWords("The clearinghouse refused the submission that it was in.", sendAgain),
    "submitted": DeskWords("The clearinghouse has it.", wait),
  ]

  private static let answered: [String: DeskWords] = [
    "interchange-accepted": DeskWords("The clearinghouse could read the file that it was in (TA1).", wait),
    "set-accepted": DeskWords("The clearinghouse found the file in order (999).", wait),
    "received": DeskWords("The clearinghouse has taken it in, or has passed it on (277CA).", wait),
    "not-found": DeskWords(
      "The clearinghouse or the payer says that it has no such claim (277CA A4).",
      NextStep(
        "Ask them, with the claim's number. What they say settles whether it has to be sent again.")),
    "interchange-rejected": DeskWords(
      "The clearinghouse rejected the whole file that it was in (TA1).",
      mendAndRelease("interchange-rejected")),
    "set-rejected": DeskWords(
      "The clearinghouse rejected the part of the file that it was in (999).",
      mendAndRelease("set-rejected")),
    "rejected-by-clearinghouse": DeskWords(
      "The clearinghouse rejected it before the payer saw it (277CA).", sendAgain),
    "rejected-by-payer": DeskWords("The payer rejected it before adjudication (277CA).", sendAgain),
    "adjudicating": DeskWords("The payer has accepted it and decides about it (277CA A2).", wait),
  ]

  private static let decided: [String: DeskWords] = [
    "forwarded": DeskWords(
      "The payer passed it on to another one (835).", NextStep("Wait for the other payer's 835.")),
    "denied": DeskWords(
      "The payer decided to pay nothing, as denied (835).",
      NextStep(
        "Correct and `scrim claims replace CLAIM`, appeal, or `scrim claims close CLAIM --because …`.",
        onPage: "Correct the records and replace it, appeal, or close it.")),
    "zero-paid": DeskWords(
      "The payer decided, and its own share is nothing (835).",
      NextStep(
        "Bill the client's share, then `scrim claims close CLAIM --because billed-to-client`.",
        onPage: "Bill the client's share, then close it.")),
    "paid": DeskWords("The payer paid (835).", NextStep("Post it in the practice's ledger.")),
    "reversed": DeskWords(
      "The payer took its payment back (835), and has not decided anew.",
      NextStep("A new decision usually follows; if none comes, ask the payer.")),
    "to-be-sent-again": DeskWords(
      "It is to be sent again.", NextStep("The next run makes it from the records as they are then.")),
    "to-be-replaced": DeskWords(
      "It is to be replaced.", NextStep("The next run makes the replacement from the records.")),
    "to-be-voided": DeskWords(
      "It is to be voided.",
      NextStep("The next run to which the archive's private key is brought makes the void.")),
    "sent-again": DeskWords("It was sent again as a new claim.", seeNewest),
    "replaced": DeskWords("It was replaced.", seeNewest),
    "voided": DeskWords("It was voided.", seeNewest),
    "closed": DeskWords(
      "Nothing more is done with it here.",
      NextStep("`scrim claims reopen CLAIM` if that was wrong.", onPage: "Open it again if that was wrong.")),
  ]
}
