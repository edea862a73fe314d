/// STC of a 277CA: a category, a status, and whom it is about.
enum StatusWords {
  static func of(_ parts: [String]) -> Words {
    guard let category = categories[parts[0]] else { return .unknown }
    var sentences = [category.sentence]
    var nextStep = category.nextStep
    let entity = parts.count > 2 ? entities[parts[2]] : nil
    if parts.count > 1 {
      let status = parts[1]
      if let detail = StatusCodes.details[status] {
        sentences.append("It is about \(detail)\(entity.map { " of \($0)" } ?? "").")
      } else if let fact = StatusCodes.facts[status] {
        sentences.append(fact)
        if let entity { sentences.append("It is about \(entity).") }
      } else {
        sentences.append("Its reason is a code that Scrim has no words for.")
      }
      if rejecting.contains(parts[0]), let step = StatusCodes.nextSteps[status] { nextStep = step }
    }
    return Words(sentences.joined(separator: " "), nextStep)
  }

  private static let rejecting: Set<String> = ["A3", "A6", "A7", "A8"]
  private static let correct = "Correct it, and make the claim again: it was never in adjudication."

  private static let categories: [String: Words] = [
    "A0": Words("It was passed on to somebody else."),
    "A1": Words("It was received, and not yet taken in for a decision."),
    "A2": Words("It was taken in for a decision."),
    "A3": Words("It was returned as one that cannot be processed.", correct),
    "A4": Words("It was not found there.", "Ask them by the claim's number before anything is sent again."),
    "A5": Words("It was divided into several claims, each with an answer of its own."),
    "A6": Words("It was rejected because something is missing.", correct),
    "A7": Words("It was rejected because something is not valid.", correct),
    "A8": Words("It was rejected because two things in it do not go together.", correct),
  ]

  private static let entities: [String: String] = [
    "IL": "the insured", "QC": "the patient", "85": "the billing provider", "82": "the rendering provider",
    "PR": "the payer", "40": "the receiver", "41": "the submitter", "77": "the place of service",
    "DQ": "the supervising provider", "DN": "the referring provider",
  ]
}

/// The reasons (status codes) that claims of behavioral care meet most.
enum StatusCodes {
  /// What belongs to somebody, or to the claim: `the NPI`.
  static let details: [String: String] = [
    "124": "name, address, telephone number or id", "125": "the name", "126": "the address",
    "127": "the telephone number", "128": "the tax number", "145": "the specialty (taxonomy code)",
    "153": "the id", "157": "the gender", "158": "the date of birth", "159": "the date of death",
    "163": "the policy or group number", "164": "the member id", "178": "the charge",
    "187": "the date of service", "247": "a service line", "249": "the place of service code",
    "252": "the authorization number", "254": "the first diagnosis", "255": "a diagnosis",
    "286": "what another payer paid or explained", "306": "the description of the service",
    "453": "a procedure's modifier", "454": "the procedure code",
    "464": "the payer's number of the earlier claim", "476": "the units",
    "477": "a line's pointer to a diagnosis",
    "478": "the claim's own number", "488": "the diagnoses of the services", "500": "the postal code",
    "501": "the state", "502": "the city", "503": "the street", "504": "the family name",
    "505": "the given name", "507": "the procedure code (HCPCS)", "535": "the claim's frequency code",
    "562": "the NPI",
  ]

  static let facts: [String: String] = [
    "0": "They can say no more of it by this way.",
    "16": "The claim went on to somebody else.",
    "19": "They confirm that they have it.",
    "20": "They took it in for processing.",
    "21": "Something in it is missing or not valid.",
    "23": "It was given back.",
    "24": "They have no approval on file for filing electronically.",
    "25": "They have no approval on file.",
    "26": "They do not find that party.",
    "27": "The policy was cancelled.",
    "29": "The insured and the policy number do not go together.",
    "30": "The insured and the member id do not go together.",
    "31": "The insured and the policyholder's name do not go together.",
    "32": "They do not find the insured and the policy number.",
    "33": "They do not find the insured and the member id.",
    "35": "They do not find the claim.",
    "54": "They take it for a duplicate of one that was processed before.",
    "84": "The service was not authorized.",
    "85": "Another insurance has to pay first.",
    "88": "There was no eligibility for benefits on the dates of service.",
    "91": "There was no eligibility or approval on the dates of service.",
    "95": "They asked for more information and got none.",
    "96": "They have no agreement with that party.",
    "97": "They do not find that the patient is eligible.",
    "109": "There is no eligibility.",
    "116": "The claim went to the wrong payer.",
    "121": "The claim has more lines than the payer takes.",
    "122": "Something is missing or not valid, and the payer cannot go on without it.",
    "123": "They need more information.",
    "400": "The amounts of the claim do not add up.",
    "402": "An amount has to be more than nothing.",
    "479": "The id of the other payer is missing or not valid.",
    "481": "The form of the claim is not valid.",
    "484": "Their program was not available.",
    "511": "There is a character in it that may not be there.",
    "512": "Something in it is longer or shorter than their program takes.",
    "684": "Its form was found wrong; a 999 says where.",
    "718": "It was not filed in time.",
    "732": "What it says is not as the billing guideline has it.",
  ]

  private static let insurance =
    "Ask the client for the insurance card again and check eligibility; then make the claim again."
  private static let enrolment =
    "Ask how the provider is enrolled there; then correct it, or have it corrected, and make the claim again."

  /// Where the claim was rejected.
  static let nextSteps: [String: String] = [
    "24": enrolment, "25": enrolment, "26": enrolment, "96": enrolment, "562": enrolment,
    "27": insurance, "29": insurance, "30": insurance, "31": insurance, "32": insurance, "33": insurance,
    "88": insurance, "91": insurance, "97": insurance, "109": insurance, "116": insurance,
    "164": insurance,
    "54": "Look for the first claim and its answer; nothing is to be sent again.",
    "84": "Get the authorization, or correct its number; then make the claim again.",
    "85": "Ask the client about other insurance, and bill that first.",
    "484": "Ask whether they will take the claim up by themselves before it is made again.",
    "718": "If it was filed in time, show them the acknowledgment of the first filing.",
  ]
}
