/// Every defect that a claim can have. The codes are promises: they are stored with held claims.
extension ClaimDefect {
  /// All of them, each once, without a position.
  public static let all: [ClaimDefect] =
    ofDiagnoses + ofCoverage + ofLines + ofProviders
    + PersonDefects.subscriber.all + PersonDefects.patient.all
    + AddressDefects.billingProvider.all + AddressDefects.location.all
    + ClinicianDefects.rendering.all + ClinicianDefects.supervising.all

  // MARK: Diagnoses

  private static let correctDiagnosis = "Ask the clinician to correct the diagnosis codes of the session."

  static let diagnosisMissing = ClaimDefect(
    "diagnosis-missing", at: "2300 HI01", "the session has no diagnosis code.", nextStep: correctDiagnosis)
  static let diagnosisNotACode = ClaimDefect(
    "diagnosis-not-a-code", at: "2300 HI", "the diagnosis field does not hold exactly one ICD-10-CM code.",
    nextStep: correctDiagnosis, unit: .diagnosis)
  static let tooManyDiagnoses = ClaimDefect(
    "too-many-diagnoses", at: "2300 HI", "the session has more than twelve diagnosis codes.",
    nextStep: correctDiagnosis)
  static let diagnosisNotBillable = ClaimDefect(
    "diagnosis-not-billable", at: "2300 HI",
    "the code is a header, or not valid on the date of service: a more specific or a current code is needed.",
    nextStep: correctDiagnosis, unit: .diagnosis)

  private static let ofDiagnoses = [
    diagnosisMissing, diagnosisNotACode, tooManyDiagnoses, diagnosisNotBillable,
  ]

  // MARK: Coverage and payer

  private static let correctCoverage = "Correct the coverage in the practice's records."
  private static let correctPayer = "Correct the payer in the configuration of Scrim."

  static let secondaryCoverage = ClaimDefect(
    "secondary-coverage", at: "2000B SBR01", "the coverage is not the client's primary one.",
    nextStep: "Bill the primary coverage first, or let the charges name it.")
  static let payerUnknown = ClaimDefect(
    "payer-unknown", at: "2010BB NM109", "the coverage's payer is not configured.",
    nextStep: "Add the payer to the configuration of Scrim, or correct it in the coverage.")
  static let payerIDInvalid = ClaimDefect(
    "payer-id-invalid", at: "2010BB NM109", "the payer's ID at the clearinghouse is not letters and digits.",
    nextStep: correctPayer)
  static let payerNameMissing = ClaimDefect(
    "payer-name-missing", at: "2010BB NM103", "the payer has no name that can be sent.",
    nextStep: correctCoverage)
  static let filingIndicatorInvalid = ClaimDefect(
    "filing-indicator-invalid", at: "2000B SBR09",
    "the claim filing indicator is missing or not one of the list.",
    nextStep: correctCoverage)
  static let memberIDMissing = ClaimDefect(
    "member-id-missing", at: "2010BA NM109", "the coverage has no member ID.",
    nextStep: "Enter the member ID of the insurance card.")
  static let memberIDInvalid = ClaimDefect(
    "member-id-invalid", at: "2010BA NM109",
    "the member ID is not a number: letters, digits and hyphens, with a digit and no word.",
    nextStep: "Enter the member ID of the insurance card, without spaces.")
  static let groupNumberInvalid = ClaimDefect(
    "group-number-invalid", at: "2000B SBR03",
    "the group number holds something else than letters, digits and hyphens, or a word of nine letters.",
    nextStep: correctCoverage)
  static let relationshipInvalid = ClaimDefect(
    "relationship-invalid", at: "2000B SBR02",
    "the client's relationship to the subscriber is missing or not one of the list.",
    nextStep: correctCoverage)
  static let patientMissing = ClaimDefect(
    "patient-missing", at: "2010CA NM1",
    "the client is not the subscriber, and their own record was not found.",
    nextStep: "Complete the client's record.")
  static let benefitsAssignmentMissing = ClaimDefect(
    "benefits-assignment-missing", at: "2300 CLM08", "it is not recorded whether benefits are assigned.",
    nextStep: correctCoverage)

  private static let ofCoverage = [
    secondaryCoverage, payerUnknown, payerIDInvalid, payerNameMissing, filingIndicatorInvalid,
    memberIDMissing,
    memberIDInvalid, groupNumberInvalid, relationshipInvalid, patientMissing, benefitsAssignmentMissing,
  ]
}
