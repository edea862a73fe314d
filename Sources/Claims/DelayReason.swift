internal import Defects
internal import Sessions

/// Why a claim is late: 005010X222A1, 2300 CLM20. It stands in no claim that is within the payer's time of
/// filing.
public enum DelayReason: String, CaseIterable, Sendable {
  case eligibilityUnknown = "1"
  case litigation = "2"
  case authorizationDelays = "3"
  case certificationDelays = "4"
  case formsDelayed = "5"
  case customAppliance = "6"
  case thirdPartyDelays = "7"
  case eligibilityDelays = "8"
  case originalRejected = "9"
  case priorApproval = "10"
  case other = "11"
  case naturalDisaster = "15"

  /// Our own, for a person who writes it: the standard has numbers only.
  public var word: String {
    switch self {
    case .eligibilityUnknown: "eligibility-unknown"
    case .litigation: "litigation"
    case .authorizationDelays: "authorization-delays"
    case .certificationDelays: "certification-delays"
    case .formsDelayed: "forms-delayed"
    case .customAppliance: "custom-appliance"
    case .thirdPartyDelays: "third-party-delays"
    case .eligibilityDelays: "eligibility-delays"
    case .originalRejected: "original-rejected"
    case .priorApproval: "prior-approval"
    case .other: "other"
    case .naturalDisaster: "natural-disaster"
    }
  }

  /// By our word or the standard's number.
  public init?(said text: String) {
    guard let reason = Self.allCases.first(where: { $0.word == text || $0.rawValue == text }) else {
      return nil
    }
    self = reason
  }

  /// Nil where there is none; one that the standard does not know is a defect.
  static func parse(_ billing: BillingColumns, _ defects: inout DefectList) -> DelayReason? {
    guard let code = billing.delayReason else { return nil }
    guard let reason = DelayReason(rawValue: code) else {
      defects.add(.delayReasonInvalid)
      return nil
    }
    return reason
  }
}
