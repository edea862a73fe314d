/// Defects of claims that are made once more, and what billing staff keep back.
extension ClaimDefect {
  package static let frequencyInvalid = ClaimDefect(
    "frequency-invalid", at: "2300 CLM05-3",
    "the claim is neither an original nor a replacement nor a void.",
    nextStep: "Use the version of scrim that the database was migrated with.")
  package static let payerClaimNumberMissing = ClaimDefect(
    "payer-claim-number-missing", at: "2300 REF02",
    "the payer's number of the claim that is corrected is missing, or is not a number.",
    nextStep:
      "Ask the payer for its claim number: `scrim claims take-back`, then `replace --payer-claim-number`.")
  package static let delayReasonInvalid = ClaimDefect(
    "delay-reason-invalid", at: "2300 CLM20", "the reason why the claim is late is none of the list.",
    nextStep: "Use the version of scrim that the database was migrated with.")
  package static let replacementDiffers = ClaimDefect(
    "replacement-differs", at: "2010BB NM109",
    "the session is now another client's, or is billed to another payer than what it would replace.",
    nextStep: "Take the replacement back (`scrim claims take-back`), and correct the records or the charge.")
  package static let samePayerAgain = ClaimDefect(
    "same-payer-again", at: "2010BB NM109",
    "the claim is to be billed to another payer, and the charge still names the one that denied it.",
    nextStep: "Choose the other coverage on the charge, or take it back (`scrim claims take-back`).")
  package static let acceptedMeanwhile = ClaimDefect(
    "accepted-meanwhile", at: "2300 CLM05-3",
    "the claim was to be sent again, and an answer says that somebody has the first one after all.",
    nextStep: "Look at `scrim claims show`: correct it by `replace`, if it has to be corrected at all.")
  package static let heldByBilling = ClaimDefect(
    "held-by-billing", at: "2300 CLM", "billing staff keep the claim back.",
    nextStep: "When it may go: `scrim claims release --session SESSION`.")

  static let ofCorrections = [
    frequencyInvalid, payerClaimNumberMissing, delayReasonInvalid, replacementDiffers, samePayerAgain,
    acceptedMeanwhile, heldByBilling,
  ]
}
