/// Defects of charges, and of who is named on them.
extension ClaimDefect {
  private static let correctCharge = "Correct the charge."
  private static let splitCharges = "Let all charges of the session name the same one."
  private static let correctProvider = "Correct the billing provider in the practice's records."

  package static let chargesMissing = ClaimDefect(
    "charges-missing", at: "2400 LX", "the session has no charge.",
    nextStep: "Enter the charges of the session.")
  package static let tooManyLines = ClaimDefect(
    "too-many-lines", at: "2400 LX", "the session has more than fifty charges.", nextStep: correctCharge)
  package static let coveragesDiffer = ClaimDefect(
    "coverages-differ", at: "2000B SBR", "the session's charges name different coverages.",
    nextStep: splitCharges)
  package static let procedureCodeInvalid = ClaimDefect(
    "procedure-code-invalid", at: "2400 SV101-2", "the procedure code is missing or not a CPT or HCPCS code.",
    nextStep: correctCharge)
  package static let modifierInvalid = ClaimDefect(
    "modifier-invalid", at: "2400 SV101-3", "a modifier is not two letters or digits.",
    nextStep: correctCharge)
  package static let tooManyModifiers = ClaimDefect(
    "too-many-modifiers", at: "2400 SV101", "the charge has more than four modifiers.",
    nextStep: correctCharge)
  package static let chargeNotPositive = ClaimDefect(
    "charge-not-positive", at: "2400 SV102", "the charge is missing or not above zero.",
    nextStep: correctCharge)
  package static let chargeTooLarge = ClaimDefect(
    "charge-too-large", at: "2400 SV102", "the charge has more than ten digits.", nextStep: correctCharge)
  package static let unitsInvalid = ClaimDefect(
    "units-invalid", at: "2400 SV104", "the units are missing or not from 1 to 999.", nextStep: correctCharge)
  package static let placeOfServiceInvalid = ClaimDefect(
    "place-of-service-invalid", at: "2300 CLM05-1", "the place of service is missing or not one of the list.",
    nextStep: correctCharge)
  package static let diagnosisPointerInvalid = ClaimDefect(
    "diagnosis-pointer-invalid", at: "2400 SV107",
    "the charge points to no diagnosis, to more than four, to one twice, or to one that is not there.",
    nextStep: correctCharge)
  package static let patientPaidInvalid = ClaimDefect(
    "patient-paid-invalid", at: "2300 AMT02",
    "what the client paid is below zero, or is the whole charge or more.",
    nextStep: correctCharge)
  package static let priorAuthorizationInvalid = ClaimDefect(
    "prior-authorization-invalid", at: "2300 REF02",
    "the prior authorization is not a number: letters, digits and hyphens, with a digit and no word.",
    nextStep: correctCharge)
  package static let priorAuthorizationsDiffer = ClaimDefect(
    "prior-authorizations-differ", at: "2300 REF02",
    "the session's charges name different prior authorizations.",
    nextStep: splitCharges)

  static let ofLines = [
    chargesMissing, tooManyLines, coveragesDiffer, procedureCodeInvalid, modifierInvalid, tooManyModifiers,
    chargeNotPositive, chargeTooLarge, unitsInvalid, placeOfServiceInvalid, diagnosisPointerInvalid,
    patientPaidInvalid, priorAuthorizationInvalid, priorAuthorizationsDiffer,
  ]

  // MARK: Billing provider and location

  package static let billingProviderMissing = ClaimDefect(
    "billing-provider-missing", at: "2010AA NM1", "no charge names a billing provider that the practice has.",
    nextStep: "Let the charges name a billing provider.")
  package static let billingProvidersDiffer = ClaimDefect(
    "billing-providers-differ", at: "2010AA NM1", "the session's charges name different billing providers.",
    nextStep: splitCharges)
  package static let billingProviderEntityInvalid = ClaimDefect(
    "billing-provider-entity-invalid", at: "2010AA NM102",
    "the billing provider is neither an organization nor a person.", nextStep: correctProvider)
  package static let billingProviderNameMissing = ClaimDefect(
    "billing-provider-name-missing", at: "2010AA NM103", "the billing provider has no name that can be sent.",
    nextStep: correctProvider)
  package static let billingProviderNPIInvalid = ClaimDefect(
    "billing-provider-npi-invalid", at: "2010AA NM109", "the billing provider's NPI is missing or wrong.",
    nextStep: correctProvider)
  package static let billingProviderTaxIDInvalid = ClaimDefect(
    "billing-provider-tax-id-invalid", at: "2010AA REF02",
    "the billing provider's tax ID is not nine digits, or neither an EIN (EI) nor an SSN (SY).",
    nextStep: correctProvider)
  package static let billingProviderTaxonomyInvalid = ClaimDefect(
    "billing-provider-taxonomy-invalid", at: "2000A PRV03",
    "the payer asks for the billing provider's taxonomy code, and it is missing or wrong.",
    nextStep: correctProvider)
  package static let acceptsAssignmentMissing = ClaimDefect(
    "accepts-assignment-missing", at: "2300 CLM07",
    "it is not recorded whether the billing provider accepts assignment.", nextStep: correctProvider)
  package static let locationMissing = ClaimDefect(
    "location-missing", at: "2310C NM1", "the charges name a location that the practice does not have.",
    nextStep: correctCharge)
  package static let locationsDiffer = ClaimDefect(
    "locations-differ", at: "2310C NM1", "the session's charges name different locations.",
    nextStep: splitCharges)
  package static let locationNameMissing = ClaimDefect(
    "location-name-missing", at: "2310C NM103", "the location has no name that can be sent.",
    nextStep: "Correct the location in the practice's records.")
  package static let locationNPIInvalid = ClaimDefect(
    "location-npi-invalid", at: "2310C NM109", "the location's NPI is wrong.",
    nextStep: "Correct the location in the practice's records.")

  static let ofProviders = [
    billingProviderMissing, billingProvidersDiffer, billingProviderEntityInvalid, billingProviderNameMissing,
    billingProviderNPIInvalid, billingProviderTaxIDInvalid, billingProviderTaxonomyInvalid,
    acceptsAssignmentMissing,
    locationMissing, locationsDiffer, locationNameMissing, locationNPIInvalid,
  ]
}
