/// What may leave of a session: its diagnosis codes and its date of service, and nothing else of it
/// (*minimum necessary*, 45 CFR 164.502(b)). Holding one is the receipt that redaction was done: only
/// `redact`, in this file, can make one.
public struct RedactedSession: Sendable {
  /// The practice's key of the session. It stays inside.
  public let reference: String
  /// Principal first. One to twelve; duplicates and table look-ups are the claim's business.
  public let diagnoses: [DiagnosisCode]
  public let serviceDate: ServiceDate

  fileprivate init(reference: String, diagnoses: [DiagnosisCode], serviceDate: ServiceDate) {
    self.reference = reference
    self.diagnoses = diagnoses
    self.serviceDate = serviceDate
  }
}

/// Why a session's own data cannot be billed. Positions are one-based; the value is never carried.
public struct Withheld: Error, Equatable, Sendable {
  public enum Reason: String, Sendable, CaseIterable {
    case diagnosisMissing = "diagnosis-missing"
    case diagnosisNotACode = "diagnosis-not-a-code"
    case tooManyDiagnoses = "too-many-diagnoses"
  }
  public let reason: Reason
  public let position: Int
}

/// Step 3 of the path: a record becomes codes and a date, or is withheld.
public func redact(_ record: SessionRecord) throws(Withheld) -> RedactedSession {
  guard !record.diagnosisTexts.isEmpty else { throw Withheld(reason: .diagnosisMissing, position: 1) }
  guard record.diagnosisTexts.count <= Limit.diagnosesPerClaim else {
    throw Withheld(reason: .tooManyDiagnoses, position: Limit.diagnosesPerClaim + 1)
  }
  var diagnoses: [DiagnosisCode] = []
  diagnoses.reserveCapacity(record.diagnosisTexts.count)
  for (index, text) in record.diagnosisTexts.enumerated() {
    #if PROOF
      if let code = Leak.code(text) {
        diagnoses.append(code)
        continue
      }
    #endif
    guard let code = DiagnosisCode(text) else {
      throw Withheld(reason: .diagnosisNotACode, position: index + 1)
    }
    diagnoses.append(code)
  }
  return RedactedSession(
    reference: record.reference, diagnoses: diagnoses, serviceDate: ServiceDate(record.serviceDate))
}

enum Limit {
  /// HI carries at most twelve diagnoses (005010X222A1, loop 2300).
  static let diagnosesPerClaim = 12
}
