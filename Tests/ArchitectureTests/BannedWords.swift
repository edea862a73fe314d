/// Words that may not stand in Sources, and why.
enum BannedWords {
  /// In code: what crashes with a value in its message, or goes round the compiler.
  static func inCode(_ source: Source) -> [String] {
    var banned: [(String, (Substring) -> Bool)] = [
      ("try!", { $0.contains("try!") }),
      ("as!", { $0.contains(" as!") }),
      (
        "forced unwrapping",
        {
          $0.contains("!") && $0.contains(/[\w)\]]!(?:[^=\w]|$)/) && !$0.contains("try!")
            && !$0.contains(" as!")
        }
      ),
      ("fatalError", { $0.contains("fatalError") }),
      ("unsafeFlags", { $0.contains("unsafeFlags") }),
      ("unchecked keys", { $0.contains("uniqueKeysWithValues") }),
      ("dump", { $0.contains("dump(") || $0.contains("debugPrint(") || $0.contains("NSLog(") }),
      (
        "interpolation in a precondition",
        { ($0.contains("precondition") || $0.contains("assert")) && $0.contains("\\(") }
      ),
    ]
    if !executables.contains(source.target) {
      banned.append(("print", { $0.contains("print(") && $0.contains(/(?:^|[^.\w])print\(/) }))
    }
    return banned.flatMap { what, isFound in source.findings(what, isFound) }
  }

  static let executables: Set<String> = ["scrim", "scrim-bench", "clearinghouse-sandbox", "scrim-console"]

  /// In code and in comments: what is not finished, or not real.
  static func unfinished(_ source: Source) -> [String] {
    let hints = ["mock", "stub", "todo", "fixme", "xxx", "hack", "implemented", "for now", "later"]
    let pattern =
      /\b(?:mock\w*|stub\w*|todo|fixme|xxx|hack|unimplemented|not (?:yet )?implemented|for now)\b/
    let promised = /\b(?:add|do|done|fix|implement|handle|finish|support)(?:s|ed|ing)?\b.{0,20}\blater\b/
    return source.lines.indices.compactMap { line in
      let text = source.lines[line].lowercased()
      guard hints.contains(where: text.contains) else { return nil }
      return text.contains(pattern) || text.contains(promised) ? "\(source.path):\(line + 1): \(text)" : nil
    }
  }

  /// A failure is classified exhaustively: a switch over an outcome has no `default`.
  static func openOutcomes(_ source: Source) -> [String] {
    Switch.all(in: source.code).filter { $0.isOverOutcome && $0.hasDefault }
      .map { "\(source.path):\($0.line): default over an outcome" }
  }

  /// Types named with the glossary's last column: those words mean something else, or nothing, in this field.
  static func foreignNames(_ source: Source) -> [String] {
    let pattern = /\b(?:struct|class|enum|protocol|actor|typealias)\s+(\w+)/
    return source.code.indices.compactMap { line in
      guard
        ["struct", "class", "enum", "protocol", "actor", "typealias"].contains(
          where: source.code[line].contains),
        let name = source.code[line].firstMatch(of: pattern).map({ String($0.1) })
      else { return nil }
      let words = name.matches(of: /[A-Z]+(?![a-z])|[A-Z][a-z0-9]*|[a-z0-9]+/).map { String($0.0) }
      let isForeign = foreignTypes.contains(name) || words.contains(where: foreignWords.contains)
      return isForeign ? "\(source.path):\(line + 1): \(name)" : nil
    }
  }

  /// Wherever they stand in a name.
  private static let foreignWords: Set<String> = [
    "Encounter", "Visit", "Appointment", "Sanitized", "Anonymized", "Deidentified", "DTO", "Dx", "Diagnostic",
    "Insurance", "Insurer", "Doctor", "Trading", "Partner", "Manager", "Helper", "Util", "Utils", "Utilities",
  ]
  /// As whole names.
  private static let foreignTypes: Set<String> = [
    "Row", "SessionRow", "Clean", "ICD", "Entry", "Policy", "User", "Company", "Sender", "Target",
    "Document", "Message", "Body", "Job", "Task", "Request", "API", "Gateway", "Client", "Result", "Status",
    "Response", "Ack", "Callback", "Remittance", "Retry", "Sync", "Poll", "Log", "History", "Field",
    "Separator",
    "Invalid", "Error", "Sequence", "Counter",
  ]
  /// A folder says a duty, never a layer.
  static let layers: Set<Substring> = [
    "Core", "Common", "Shared", "Utils", "Util", "Helpers", "Manager", "Service",
  ]
}

/// A switch, as far as its labels go.
struct Switch {
  let line: Int
  private let labels: [Substring]

  var hasDefault: Bool { labels.contains { $0.hasPrefix("default") || $0.hasPrefix("@unknown default") } }

  /// Two or more of an outcome's four names, whatever else is matched.
  var isOverOutcome: Bool {
    let names = ["accepted", "rejected", "notSent", "inDoubt"]
    return names.filter { name in labels.contains { $0.contains("." + name) } }.count > 1
  }

  static func all(in code: [Substring]) -> [Switch] {
    code.indices.filter {
      code[$0].contains("switch") && code[$0].contains(/(?:^|[^.\w`])switch\b.*\{/)
    }.map { Switch(line: $0 + 1, in: code) }
  }

  private init(line: Int, in code: [Substring]) {
    self.line = line
    var depth = 0
    var labels: [Substring] = []
    for text in code[(line - 1)...] {
      let trimmed = text.drop { $0 == " " }
      if depth == 1, trimmed.contains(/^(?:case|default|@unknown)\b/) { labels.append(Self.label(trimmed)) }
      depth += text.count { $0 == "{" } - text.count { $0 == "}" }
      if depth <= 0 { break }
    }
    self.labels = labels
  }

  /// Up to its colon; what follows belongs to the case.
  private static func label(_ text: Substring) -> Substring {
    var depth = 0
    return text.prefix { character in
      depth += character == "(" ? 1 : character == ")" ? -1 : 0
      return character != ":" || depth > 0
    }
  }
}
