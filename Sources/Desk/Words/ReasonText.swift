/// Why a session was not admitted, by the gate's code.
public enum ReasonText {
  public static func of(_ code: String) -> DeskWords {
    texts[code]
      ?? DeskWords(
        ["It was not admitted (", code, ")."].joined(), NextStep("Look the session up in the records."))
  }

  private static let texts: [String: DeskWords] = [
    "no-charge": DeskWords(
      "It has no charge.", NextStep("Enter the charge, if the session is to be billed.")),
    "charge-missing": DeskWords("A charge has no amount.", NextStep("Enter the amount.")),
    "charge-without-coverage": DeskWords(
      "The charge does not say which coverage to bill.",
      NextStep("Choose the coverage on the charge, or leave it unbilled.")),
    "coverage-unknown": DeskWords(
      "The charge names a coverage that is not this client's.",
      NextStep("Choose one of the client's own coverages.")),
    "payer-not-configured": DeskWords(
      "The payer is not configured.",
      NextStep(
        "Add it to payers in scrim.json, with its clearinghouse.",
        onPage: "Ask whoever administers Scrim to add it, with its clearinghouse.")),
    "before-first-service-date": DeskWords(
      "The session is before the payer's first service date.",
      NextStep("File it where such claims were filed before Scrim.")),
    "coverage-not-begun": DeskWords(
      "The coverage had not begun.",
      NextStep("Correct the coverage's dates, or choose the coverage of that day.")),
    "coverage-lapsed": DeskWords(
      "The coverage had lapsed.",
      NextStep("Ask the client for the coverage of that day, and choose it on the charge.")),
    "consent-missing": DeskWords(
      "There is no consent to bill this plan.",
      NextStep("Ask the client; enter the consent with its date, or leave it.")),
    "consent-later": DeskWords(
      "The consent to bill is of a later day.", NextStep("Ask the client whether it covers this session.")),
    "preview-needed": DeskWords(
      "It waits until somebody has seen it in a preview.",
      NextStep(
        "Run `scrim preview`, then `scrim run --approve DIGEST`.",
        onPage: "Preview under Runs, then approve.")),
    "past-filing-limit": DeskWords(
      "The payer's time for filing it is over.",
      NextStep(
        "Leave it, or say why it is late: `scrim claims release --session ID --delay-reason WORD`.",
        onPage: "Leave it, or say why it is late, below.")),
    "consent-ended": DeskWords(
      "The consent to bill had ended.", NextStep("Ask the client; enter a new consent, or leave it.")),
  ]
}
