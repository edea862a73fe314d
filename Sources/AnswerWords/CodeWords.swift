/// What the codes of findings mean, in words for whoever bills. The sentences are Scrim's own: the lists of
/// the standard and of its committees are theirs. A code that is in none of the tables gets a sentence that
/// says so; no sentence repeats anything of the code that it is asked for.
public enum CodeWords {
  /// - Parameter code: as findings carry it: `TA1:025`, `IK3:8:NM1`, `IK4:7:NM1.9`, `IK5:5`, `AK9:1`,
  ///   `A7:562:IL`, `CO-45`, `PLB-WO`.
  /// - Returns: one sentence or a few, each with its full stop, and what to do where there is something.
  public static func of(_ code: String) -> (sentence: String, nextStep: String?) {
    let words = words(code)
    return (words.sentence, words.nextStep)
  }

  private static func words(_ code: String) -> Words {
    let parts = code.split(separator: ":", omittingEmptySubsequences: false).map { String($0) }
    switch (parts[0], parts.count) {
    case ("TA1", 2): return InterchangeWords.of(parts[1])
    case ("IK3", 3): return SyntaxWords.segment(parts[1], in: parts[2])
    case ("IK4", 3): return SyntaxWords.element(parts[1], at: parts[2])
    case ("IK5", 2): return SyntaxWords.set(parts[1])
    case ("AK9", 2): return SyntaxWords.group(parts[1])
    case (_, 1) where code.contains("-"): return adjustment(code)
    case (_, 1...3): return StatusWords.of(parts)
    default: return .unknown
    }
  }

  private static func adjustment(_ code: String) -> Words {
    let parts = code.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false).map { String($0) }
    return parts[0] == "PLB" ? AccountWords.of(parts[1]) : AdjustmentWords.of(parts[1], group: parts[0])
  }
}

struct Words: Sendable {
  let sentence: String
  let nextStep: String?

  init(_ sentence: String, _ nextStep: String? = nil) {
    (self.sentence, self.nextStep) = (sentence, nextStep)
  }

  static let unknown = Words(
    "Scrim has no words for this code.", "Look it up in the companion guide of whoever sent it, or ask them.")
}
