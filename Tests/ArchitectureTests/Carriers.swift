/// Types that hold values of records, found by the names of what they store.
enum Carriers {
  /// Names that such values have here.
  private static let words: Set<String> = [
    "familyName", "givenName", "memberID", "birthDate", "address1", "line1", "priorAuthorization",
    "diagnoses",
    "diagnosisTexts", "subscriber", "patient", "client", "clientReference", "session", "claims", "payload",
    "taxID", "procedureCode", "person",
  ]

  /// Counts, digests and settings under such a name, and what a command is there to show.
  static let reviewed: Set<String> = [
    "Share", "Outcomes", "RunReport", "PreviewReport", "Submission", "Standing", "Due", "EgressSummary",
    "ExpectedInterchange", "SetState", "InterchangeState", "ClaimState", "SentSubmission", "Checker",
    "DocumentReader",
    "Approval", "Claim",
    "Held", "EnvelopeMinute", "Limits", "RunTally", "Tally", "Others", "PayerEdits",
    "Warning", "WarningCounts",
  ]

  private static let modules: Set<String> = [
    "Postgres", "Sessions", "Claims", "X12", "Egress", "Submissions", "Delivery", "Archive", "Gateway",
    "Gate", "Desk", "Journal",
  ]

  /// Names of those that are sealed, by their last part: `Restrictions.Mark` is `Mark`.
  static func sealed(_ sources: [Source]) -> Set<String> {
    Set(
      sources.flatMap(\.code).compactMap { line in
        line.firstMatch(of: /extension (?:\w+\.)*(\w+): (?:SealedCarrier|CustomString)/).map { String($0.1) }
      })
  }

  static func unsealed(in source: Source, _ sealed: Set<String>) -> [String] {
    guard modules.contains(source.target) else { return [] }
    return source.code.indices.compactMap { line in
      let pattern = /\s*(?:public |package |private |fileprivate |final )*(?:struct|class) (\w+).*\{\s*/
      guard source.code[line].contains("struct ") || source.code[line].contains("class "),
        let match = source.code[line].wholeMatch(of: pattern), !sealed.contains(String(match.1)),
        !reviewed.contains(String(match.1))
      else { return nil }
      let indent = source.code[line].prefix { $0 == " " }.count
      let body = source.code[(line + 1)...].prefix { $0.prefix { $0 == " " }.count > indent || $0.isEmpty }
      let stored = body.filter { $0.prefix { $0 == " " }.count == indent + 2 }.compactMap(storedName)
      return stored.contains(where: words.contains) ? "\(source.path):\(line + 1): \(match.1)" : nil
    }
  }

  private static func storedName(_ line: Substring) -> String? {
    let pattern =
      /\s+(?:public |package |private |fileprivate )?(?:private\(set\) )?(?:let|var) (\w+)(?:: [^{]+|\s*=.+)/
    return line.wholeMatch(of: pattern).map { String($0.1) }
  }
}
