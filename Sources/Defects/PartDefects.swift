/// Whose name or address it is; the same rules hold for several loops.
struct Subject {
  /// First part of the codes: `subscriber`.
  let prefix: String
  /// As it stands in a sentence: `the subscriber`.
  let name: String
  let loop: String
  let nextStep: String

  static let subscriber = Subject(
    prefix: "subscriber", name: "the subscriber", loop: "2010BA",
    nextStep: "Correct the subscriber in the coverage, as the plan has it.")
  static let patient = Subject(
    prefix: "patient", name: "the client", loop: "2010CA", nextStep: "Correct the client's record.")
  static let billingProvider = Subject(
    prefix: "billing-provider", name: "the billing provider", loop: "2010AA",
    nextStep: "Correct the billing provider in the practice's records.")
  static let location = Subject(
    prefix: "location", name: "the location", loop: "2310C",
    nextStep: "Correct the location in the practice's records.")
  static let rendering = Subject(
    prefix: "rendering-clinician", name: "the rendering clinician", loop: "2310B",
    nextStep: "Correct the clinician's record, or the charge.")
  static let supervising = Subject(
    prefix: "supervising-clinician", name: "the supervising clinician", loop: "2310D",
    nextStep: "Correct the clinician's record, or the charge.")

  func defect(_ code: String, at element: String, _ words: String) -> ClaimDefect {
    ClaimDefect("\(prefix)-\(code)", at: "\(loop) \(element)", "\(name) \(words).", nextStep: nextStep)
  }
}

package final class PersonDefects: Sendable {
  package let nameMissing: ClaimDefect
  package let nameUnusable: ClaimDefect
  package let birthDateInvalid: ClaimDefect
  package let sexInvalid: ClaimDefect
  package let address: AddressDefects

  package static let subscriber = PersonDefects(.subscriber)
  package static let patient = PersonDefects(.patient)

  init(_ subject: Subject) {
    nameMissing = subject.defect("name-missing", at: "NM103", "has no family name")
    nameUnusable = subject.defect(
      "name-unusable", at: "NM1",
      "has a name that is too long, is a sentence, or cannot be written in plain Latin letters")
    birthDateInvalid = subject.defect(
      "birth-date-invalid", at: "DMG02", "has no birth date, or one before 1900 or after the service")
    sexInvalid = subject.defect("sex-invalid", at: "DMG03", "has no sex as the plan has it (M, F or U)")
    address = AddressDefects(subject)
  }

  var all: [ClaimDefect] { [nameMissing, nameUnusable, birthDateInvalid, sexInvalid] + address.all }
}

package final class AddressDefects: Sendable {
  package let missing: ClaimDefect
  package let unusable: ClaimDefect
  package let postOfficeBox: ClaimDefect?
  package let cityInvalid: ClaimDefect
  package let stateInvalid: ClaimDefect
  package let postalCodeInvalid: ClaimDefect

  /// Billing provider and service location need nine digits.
  package let isPostalCodeFull: Bool

  package static let billingProvider = AddressDefects(.billingProvider, isOfProvider: true)
  package static let location = AddressDefects(.location, isOfProvider: true)

  init(_ subject: Subject, isOfProvider: Bool = false) {
    isPostalCodeFull = isOfProvider
    missing = subject.defect("address-missing", at: "N301", "has no street address")
    unusable = subject.defect(
      "address-unusable", at: "N301",
      "has an address that is too long, is a sentence, or cannot be written in plain Latin letters and digits"
    )
    postOfficeBox =
      isOfProvider
      ? subject.defect("address-post-office-box", at: "N301", "has a post office box for an address") : nil
    cityInvalid = subject.defect("city-invalid", at: "N401", "has no city that can be sent")
    stateInvalid = subject.defect("state-invalid", at: "N402", "has no state of two letters")
    postalCodeInvalid = subject.defect(
      "postal-code-invalid", at: "N403", "has no ZIP code of \(isOfProvider ? "nine" : "five or nine") digits"
    )
  }

  var all: [ClaimDefect] {
    [missing, unusable, cityInvalid, stateInvalid, postalCodeInvalid] + (postOfficeBox.map { [$0] } ?? [])
  }
}

package final class ClinicianDefects: Sendable {
  package let missing: ClaimDefect
  package let differ: ClaimDefect
  package let npiInvalid: ClaimDefect
  package let nameMissing: ClaimDefect
  package let taxonomyInvalid: ClaimDefect

  package static let rendering = ClinicianDefects(.rendering)
  package static let supervising = ClinicianDefects(.supervising)

  init(_ subject: Subject) {
    missing = subject.defect(
      "missing", at: "NM1", "is not named by the charges, or is not in the practice's records")
    differ = subject.defect("differs", at: "NM1", "is not the same for all charges of the session")
    npiInvalid = subject.defect("npi-invalid", at: "NM109", "has no NPI, or a wrong one")
    nameMissing = subject.defect("name-missing", at: "NM103", "has no name that can be sent")
    taxonomyInvalid = subject.defect(
      "taxonomy-invalid", at: "PRV03", "has no taxonomy code, or a wrong one, and the payer asks for it")
  }

  /// The taxonomy of a supervisor is not sent.
  var all: [ClaimDefect] { [missing, differ, npiInvalid, nameMissing] }
}
