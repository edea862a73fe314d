/// Why finished bytes may not leave. It says where and what rule, by codes and positions; never what stood
/// there.
public struct EgressRefusal: Error, Hashable, Sendable {
  public let code: Code
  /// One-based position of the segment in the interchange (ISA is 1); 0 for what has none.
  public let segment: Int
  /// `2010BA NM109`: loop and element as in the manifest; for a segment that is not expected, the one before
  /// it; of a claim as JSON the member, `claim.charge`.
  public let element: String

  package init(code: Code, segment: Int, element: String) {
    (self.code, self.segment, self.element) = (code, segment, element)
  }

  public enum Code: String, Error, CaseIterable {
    // The whole
    case payloadSize = "payload-size"
    case delimiters
    case truncated
    case trailingBytes = "trailing-bytes"
    case manifest
    // Structure
    case segmentNotListed = "segment-not-listed"
    case segmentOutOfPlace = "segment-out-of-place"
    case elementNotListed = "element-not-listed"
    case elementMissing = "element-missing"
    case elementEmptyAtEnd = "element-empty-at-end"
    case syntax
    case notText = "not-text"
    case escape
    case memberOutOfPlace = "member-out-of-place"
    // One element
    case character
    case length
    case pattern
    case spaces
    case words
    case identifier
    case date
    case time
    case amount
    case npi
    // Counts and numbers
    case controlNumber = "control-number"
    case count
    case limit
    case claimCount = "claim-count"
    case claimRepeated = "claim-repeated"
    // What the run expects
    case usage
    case party
    case made
    // One claim
    case chargeTotal = "charge-total"
    case patientPaid = "patient-paid"
    case diagnosisNotBillable = "diagnosis-not-billable"
    case diagnosisNotPointedTo = "diagnosis-not-pointed-to"
    case diagnosisRepeated = "diagnosis-repeated"
    case pointer
    case serviceDate = "service-date"
    case birthDate = "birth-date"
    case placeOfService = "place-of-service"
    case conditionFalse = "condition-false"
    case correctionUnnamed = "correction-unnamed"
  }
}

extension EgressRefusal: CustomStringConvertible {
  public var description: String {
    segment == 0
      ? "refused: \(code.rawValue) at \(element)"
      : "refused: \(code.rawValue) at segment \(segment), \(element)"
  }
}
