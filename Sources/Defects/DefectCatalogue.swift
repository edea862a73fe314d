/// Every defect that a claim can have. The codes are promises: they are stored with held claims.
extension ClaimDefect {
  /// All of them, each once, without a position.
  public static let all: [ClaimDefect] =
    ofDiagnoses + ofGate + ofCorrections + ofCoverage + ofLines + ofProviders + ofPayers
    + PersonDefects.subscriber.all + PersonDefects.patient.all
    + AddressDefects.billingProvider.all + AddressDefects.location.all
    + ClinicianDefects.rendering.all + [ClinicianDefects.rendering.taxonomyInvalid]
    + ClinicianDefects.supervising.all

  // MARK: Diagnoses

  private static let correctDiagnosis = "Ask the clinician to correct the diagnosis codes of the session."

  package static let diagnosisMissing = ClaimDefect(
    "diagnosis-missing", at: "2300 HI01", "the session has no diagnosis code.", nextStep: correctDiagnosis)
  package static let diagnosisNotACode = ClaimDefect(
    "diagnosis-not-a-code", at: "2300 HI", "the diagnosis field does not hold exactly one ICD-10-CM code.",
    nextStep: correctDiagnosis, unit: .diagnosis)
  package static let tooManyDiagnoses = ClaimDefect(
    "too-many-diagnoses", at: "2300 HI", "the session has more than twelve diagnosis codes.",
    nextStep: correctDiagnosis)
  package static let diagnosisNotBillable = ClaimDefect(
    "diagnosis-not-billable", at: "2300 HI",
    "the code is a header, or not valid on the date of service: a more specific or a current code is needed.",
    nextStep: correctDiagnosis, unit: .diagnosis)

  private static let ofDiagnoses = [
    diagnosisMissing, diagnosisNotACode, tooManyDiagnoses, diagnosisNotBillable,
  ]

  // MARK: What a person has to do first

  package static let clientNotTold = ClaimDefect(
    "client-not-told", at: "2000B SBR",
    "the plan writes to a policyholder who may not be the client, and nobody has recorded that they know.",
    nextStep: "Tell the client, then record it: `scrim holds told SESSION --on DATE --as billing`.")
  package static let minorNotConfirmed = ClaimDefect(
    "minor-not-confirmed", at: "2000B SBR",
    "the client is a minor who consented alone, and the clinician has not confirmed that the plan may know.",
    nextStep: "Ask the clinician: `scrim holds minor SESSION --on DATE`.")
  package static let part2ConsentMissing = ClaimDefect(
    "programme-consent-missing", at: "2000B SBR",
    "no consent of the client under 42 CFR Part 2 is recorded for this plan, or it has ended.",
    nextStep:
      "Obtain it, then record it: `scrim holds consent SESSION --on DATE --through DATE --as billing`."
  )
  package static let jointSessionTwice = ClaimDefect(
    "joint-session-twice", at: "2400 DTP",
    "another participant's record of the same joint session is charged to a plan as well.",
    nextStep: "Leave the coverage in one of the two charges, and take it out of the other.")
  package static let duplicateOfClaim = ClaimDefect(
    "duplicate-of-claim", at: "2400 SV101",
    "another session of the client is claimed, or charged to a plan, for that day, procedure and clinician.",
    nextStep: "Take one of the charges out, or give one modifier 59 or XE where they were separate services.")
  /// The gate of a later version may know of more.
  package static let heldByGate = ClaimDefect(
    "held-by-gate", at: "2000B SBR",
    "the database holds this claim for a reason that this version does not know.",
    nextStep: "Use the version of scrim that the database was migrated with.")

  private static let ofGate = [
    clientNotTold, minorNotConfirmed, part2ConsentMissing, jointSessionTwice, duplicateOfClaim, heldByGate,
  ]

  // MARK: Coverage and payer

  private static let correctCoverage = "Correct the coverage in the practice's records."
  private static let correctPayer = "Correct the payer in the configuration of Scrim."

  package static let secondaryCoverage = ClaimDefect(
    "secondary-coverage", at: "2000B SBR01", "the coverage is not the client's primary one.",
    nextStep: "Bill the primary coverage first, or let the charges name it.")
  package static let payerUnknown = ClaimDefect(
    "payer-unknown", at: "2010BB NM109", "the coverage's payer is not configured.",
    nextStep: "Add the payer to the configuration of Scrim, or correct it in the coverage.")
  package static let payerIDInvalid = ClaimDefect(
    "payer-id-invalid", at: "2010BB NM109", "the payer's ID at the clearinghouse is not letters and digits.",
    nextStep: correctPayer)
  package static let payerNameMissing = ClaimDefect(
    "payer-name-missing", at: "2010BB NM103", "the payer has no name that can be sent.",
    nextStep: correctCoverage)
  package static let filingIndicatorInvalid = ClaimDefect(
    "filing-indicator-invalid", at: "2000B SBR09",
    "the claim filing indicator is missing or not one of the list.",
    nextStep: correctCoverage)
  package static let memberIDMissing = ClaimDefect(
    "member-id-missing", at: "2010BA NM109", "the coverage has no member ID.",
    nextStep: "Enter the member ID of the insurance card.")
  package static let memberIDInvalid = ClaimDefect(
    "member-id-invalid", at: "2010BA NM109",
    "the member ID is not a number: letters, digits and hyphens, with a digit and no word.",
    nextStep: "Enter the member ID of the insurance card, without spaces.")
  package static let groupNumberInvalid = ClaimDefect(
    "group-number-invalid", at: "2000B SBR03",
    "the group number holds something else than letters, digits and hyphens, or a word of nine letters.",
    nextStep: correctCoverage)
  package static let relationshipInvalid = ClaimDefect(
    "relationship-invalid", at: "2000B SBR02",
    "the client's relationship to the subscriber is missing or not one of the list.",
    nextStep: correctCoverage)
  package static let patientMissing = ClaimDefect(
    "patient-missing", at: "2010CA NM1",
    "the client is not the subscriber, and their own record was not found.",
    nextStep: "Complete the client's record.")
  package static let benefitsAssignmentMissing = ClaimDefect(
    "benefits-assignment-missing", at: "2300 CLM08", "it is not recorded whether benefits are assigned.",
    nextStep: correctCoverage)

  private static let ofCoverage = [
    secondaryCoverage, payerUnknown, payerIDInvalid, payerNameMissing, filingIndicatorInvalid,
    memberIDMissing,
    memberIDInvalid, groupNumberInvalid, relationshipInvalid, patientMissing, benefitsAssignmentMissing,
  ]
}
