/// The pipeline has no word for self-pay: what it cannot name it cannot tell.
enum Vocabulary {
  static let pipeline = [
    "Gateway", "Claims", "Defects", "Egress", "Delivery", "Submissions", "Sessions", "X12", "Archive",
    "Trail",
  ]

  /// In code, comments and literals alike.
  static func slips(in source: Source) -> [String] {
    source.lines.indices.filter { line in
      let lower = source.lines[line].lowercased()
      guard lower.contains("restrict") || lower.contains("pay") else { return false }
      let text = allowed.reduce(lower) { $0.replacing($1, with: "") }
      return text.contains(/self[-_ ]?pay(?!er|load)|restrict(?:ion|ed)/)
    }.map { "\(source.path):\($0 + 1): \(source.lines[$0].drop { $0 == " " })" }
  }

  /// The call that has the gate take over the practice's own flags before it admits; it answers nothing.
  private static let allowed = [
    "importrestrictions()", "select gate.import_restrictions()", "select gate.analyze_restrictions()",
  ]
}
