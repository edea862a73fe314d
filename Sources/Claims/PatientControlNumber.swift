/// CLM01: our key of a claim, which every answer carries back. Receivers need only keep twenty characters; it
/// says nothing about the patient or the session.
public struct PatientControlNumber: Hashable, Sendable, CustomStringConvertible {
  public let description: String

  /// One to twenty of A–Z and 0–9.
  public init?(_ text: String) {
    guard Grammar.isMade(of: Grammar.upperCaseAndDigits, text, count: 1...20) else { return nil }
    description = text
  }
}
