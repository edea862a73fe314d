/// Defects by the rules that a payer has beyond the standard, as the configuration says them, and by those of
/// the procedure codes.
extension ClaimDefect {
  private static let correctCharge = "Correct the charge."
  private static let correctPayer =
    "Correct the charge, or the rule in the payer's entry of the configuration."

  package static let memberIDNotOfPayer = ClaimDefect(
    "member-id-not-of-payer", at: "2010BA NM109",
    "the member ID does not have the form that this payer's have (memberIDPattern).",
    nextStep: "Enter the member ID of the insurance card, or correct the pattern in the configuration.")
  package static let placeOfServiceNotAllowed = ClaimDefect(
    "place-of-service-not-allowed", at: "2300 CLM05-1",
    "the payer does not take this place of service (placesOfService).", nextStep: correctPayer)
  package static let modifierRequired = ClaimDefect(
    "modifier-required", at: "2400 SV101-3",
    "the payer asks for a modifier that the charge does not have (modifierRules).", nextStep: correctPayer)
  package static let modifierNotAllowed = ClaimDefect(
    "modifier-not-allowed", at: "2400 SV101-3",
    "the charge has a modifier that the payer does not take there (modifierRules).", nextStep: correctPayer)
  package static let notEnrolled = ClaimDefect(
    "not-enrolled", at: "2010AA NM109",
    "the billing provider is not enrolled with the payer, or was not yet on the date of service (enrolled).",
    nextStep: "Enrol it, then add its NPI and the first day to the payer's entry of the configuration.")
  package static let addOnWithoutPrimary = ClaimDefect(
    "add-on-without-primary", at: "2400 SV101-2",
    "the procedure is an add-on, and what it is added to is not among the session's charges.",
    nextStep: correctCharge)

  static let ofPayers = [
    memberIDNotOfPayer, placeOfServiceNotAllowed, modifierRequired, modifierNotAllowed, notEnrolled,
    addOnWithoutPrimary,
  ]
}
