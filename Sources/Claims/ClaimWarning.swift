internal import CodeSets
public import Sessions

/// Something about a claim that somebody may want to look at before it goes. It holds nothing back. Names the
/// rule and never the value.
public struct ClaimWarning: Sendable {
  /// Stable, kebab-case.
  public let code: String
  /// Where it stands in 005010X222A1.
  public let element: String
  public let sentence: String
  public let nextStep: String

  public static let all = [principalIsRelationship, codesOutdated]

  static let principalIsRelationship = ClaimWarning(
    code: "principal-is-relationship", element: "2300 HI01",
    sentence:
      "The principal diagnosis is a problem in a relationship (Z63.0), which many plans do not cover.",
    nextStep: "Ask the clinician whether a diagnosis of the client stands first; if not, let it go as it is.")
  static let codesOutdated = ClaimWarning(
    code: "diagnosis-codes-outdated", element: "2300 HI",
    sentence:
      "The date of service is after the last day of the newest ICD-10-CM release that this version has.",
    nextStep: "Use a version of scrim with the newer release; codes that it dropped are refused by the plan.")

  /// The last date of service for which the diagnosis codes of this version were published.
  public static let codesThrough: CalendarDate = {
    let day = ICD10CM.newestReleaseThrough
    return CalendarDate(year: day / 10_000, month: day / 100 % 100, day: day % 100)
  }()
}

extension Claim {
  /// Most have none.
  public var warnings: [ClaimWarning] {
    let isOutdated = serviceDate.day.yyyymmdd > ICD10CM.newestReleaseThrough
    let isRelationship = diagnoses.first?.code == "Z630"
    return switch (isRelationship, isOutdated) {
    case (false, false): []
    case (false, true): Self.outdated
    case (true, false): Self.relationship
    case (true, true): ClaimWarning.all
    }
  }

  private static let outdated = [ClaimWarning.codesOutdated]
  private static let relationship = [ClaimWarning.principalIsRelationship]
}
