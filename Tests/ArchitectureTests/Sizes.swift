/// How long things are, in the words of CONTRIBUTING.md.
enum Sizes {
  static let file = 300
  static let function = 40
  static let column = 110
  static let parameters = 5
  static let pipeline = 120

  /// What is beyond a limit: `file path`, `function path name`, `parameters path name`, `column path` → how
  /// much.
  static func excess(in source: Source) -> [String: Int] {
    var found: [String: Int] = [:]
    let lines = source.lines.last == "" ? source.lines.count - 1 : source.lines.count
    if lines > file { found["file \(source.path)"] = lines }
    let longest = source.lines.map(\.count).max() ?? 0
    if longest > column { found["column \(source.path)"] = longest }
    for one in Declaration.all(in: source.code) {
      if one.lines > function {
        found["function \(source.path) \(one.name)", default: 0].raise(to: one.lines)
      }
      if one.parameters > parameters {
        found["parameters \(source.path) \(one.name)", default: 0].raise(to: one.parameters)
      }
    }
    return found
  }

  /// What grew beyond the reviewed list, and what has shrunk and may not grow again.
  static func judge(_ found: [String: Int], reviewed: [String: Int]) -> [String] {
    let grown = found.filter { $0.value > reviewed[$0.key] ?? 0 }.map { "\($0.key) is \($0.value): too long" }
    let shrunk = reviewed.filter { (found[$0.key] ?? 0) < $0.value }
      .map { "\($0.key) is \(found[$0.key] ?? 0): lower its line in ReviewedExcess.swift" }
    return (grown + shrunk).sorted()
  }
}

extension Int {
  /// Overloads share a name: the longest counts.
  fileprivate mutating func raise(to other: Int) { self = Swift.max(self, other) }
}

/// A function or initializer, as far as its size goes.
struct Declaration {
  let name: String
  /// From its first line to its closing brace.
  let lines: Int
  let parameters: Int

  static func all(in code: [Substring]) -> [Declaration] {
    code.indices.compactMap { line in
      guard code[line].contains("func ") || code[line].contains("init"),
        let match = code[line].prefixMatch(of: start)
      else { return nil }
      return Declaration(
        String(match.1 ?? match.2 ?? ""), from: line, after: match.range.upperBound, in: code)
    }
  }

  /// Modifiers and attributes, then `func name` or `init`.
  nonisolated(unsafe) private static let start =
    #/
      \s*(?:@\w+(?:\([^)]*\))?\s+|[a-z]+(?:\(\w+\))?\s+)*?
      (?:func\s+(`[^`]*`|[^\s(<]+)|(init)\b[?!]?(?=\s*[(<]))
    /#

  private init(_ name: String, from first: Int, after start: Substring.Index, in code: [Substring]) {
    var reader = SignatureReader()
    var last = first
    reading: for line in first..<code.count {
      if line > first, reader.mayHaveEnded, code[line].prefixMatch(of: Self.start) != nil { break }
      let rest = line == first ? code[line][start...] : code[line]
      for character in rest where reader.ends(with: character) {
        last = line
        break reading
      }
    }
    self.name = name
    lines = reader.hasBody ? last - first + 1 : 1
    parameters = reader.parameters
  }
}

/// Reads a signature and its body, character by character: enough to count parameters and to find the last
/// brace.
private struct SignatureReader {
  private(set) var parameters = 0
  private var parentheses = 0
  private var brackets = 0
  private var angles = 0
  private var braces = 0
  private(set) var hasBody = false
  private var isSignatureRead = false
  private var hasLabel = false
  private var previous: Character = " "

  /// Between a signature and a body, which a protocol's requirement does not have.
  var mayHaveEnded: Bool { isSignatureRead && braces == 0 }

  /// True at the brace that closes the body, or the protocol around a requirement.
  mutating func ends(with character: Character) -> Bool {
    defer { previous = character }
    guard isSignatureRead else {
      readParameters(character)
      return false
    }
    if character == "{" {
      braces += 1
      hasBody = true
    }
    if character == "}" { braces -= 1 }
    return character == "}" && braces <= 0
  }

  private mutating func readParameters(_ character: Character) {
    switch character {
    case "(": parentheses += 1
    case ")": parentheses -= 1
    case "[": brackets += 1
    case "]": brackets -= 1
    case "<" where parentheses > 0: angles += 1
    case ">" where parentheses > 0 && previous != "-": angles -= 1
    case ":" where parentheses == 1 && brackets == 0 && angles == 0: hasLabel = true
    case "," where parentheses == 1 && brackets == 0 && angles == 0: endParameter()
    default: break
    }
    guard character == ")", parentheses == 0 else { return }
    endParameter()
    isSignatureRead = true
  }

  private mutating func endParameter() {
    if hasLabel { parameters += 1 }
    hasLabel = false
  }
}
