internal import Defects
internal import Sessions

/// What makes a claim a replacement or a void of one that the payer has taken in (005010X222A1, 2300 CLM05-3
/// and REF*F8). A claim without one is an original.
public struct Correction: Sendable, Equatable {
  public enum Frequency: Int32, Sendable {
    case replacement = 7
    case void = 8
  }

  public let frequency: Frequency
  /// The number that the payer gave to the claim which is corrected (277CA REF*1K, 835 CLP07).
  public let payerClaimNumber: String

  /// Nil for an original; a correction that names nothing is a defect.
  static func parse(_ billing: BillingColumns, _ defects: inout DefectList) -> Correction? {
    if billing.frequency == 1 { return nil }
    guard let frequency = Frequency(rawValue: billing.frequency) else {
      defects.add(.frequencyInvalid)
      return nil
    }
    guard let text = billing.payerClaimNumber, Grammar.isPayerClaimNumber(text) else {
      defects.add(.payerClaimNumberMissing)
      return nil
    }
    return Correction(frequency: frequency, payerClaimNumber: text)
  }
}
