public import Defects
public import Sessions

extension ClaimDefect {
  /// What redaction found wrong with the session itself.
  public init(_ withheld: Withheld) {
    self =
      switch withheld.reason {
      case .diagnosisMissing: .diagnosisMissing
      case .diagnosisNotACode: .diagnosisNotACode.at(withheld.position)
      case .tooManyDiagnoses: .tooManyDiagnoses
      }
  }
}
