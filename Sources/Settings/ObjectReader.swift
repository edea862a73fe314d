/// Reads one object of the document. Every accessor returns a value, or a placeholder where the document has
/// none that will do; the problem is noted, and a document with a problem never becomes a `Configuration`.
final class ObjectReader {
  let path: String
  let problems: Problems
  private let members: [String: JSONTree]
  private var known: [String] = []

  init(path: String, members: [JSONTree.Member], problems: Problems) {
    self.path = path
    self.problems = problems
    self.members = Dictionary(members.map { ($0.key, $0.value) }) { first, _ in first }
    for (key, same) in Dictionary(grouping: members, by: \.key) where same.count > 1 {
      problems.note(at(key), "stands here more than once", "keep one of them")
    }
  }

  /// An object whose absence has been noted already: what is read from it says nothing more.
  private static func absent(_ path: String) -> ObjectReader {
    ObjectReader(path: path, members: [], problems: Problems())
  }

  func at(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

  func has(_ key: String) -> Bool { members[key] != nil }

  func text(_ key: String, _ grammar: Grammar) -> String {
    require(key, "add it: \(grammar.wanted)") ? optionalText(key, grammar) ?? "" : ""
  }

  func optionalText(_ key: String, _ grammar: Grammar) -> String? {
    guard let value = take(key) else { return nil }
    return check(value, grammar, at(key))
  }

  func texts(_ key: String, _ grammar: Grammar) -> [String] {
    guard let value = take(key) else { return [] }
    guard case .list(let items) = value else {
      noteKind(value, at(key), "a list")
      return []
    }
    return items.enumerated().compactMap { check($1, grammar, "\(at(key))[\($0)]") }
  }

  /// Nil where there is no such list: an empty one says something else.
  func optionalTexts(_ key: String, _ grammar: Grammar) -> [String]? {
    known.append(key)
    return has(key) ? texts(key, grammar) : nil
  }

  func flag(_ key: String, default fallback: Bool? = nil) -> Bool {
    guard fallback != nil || require(key, "add it: true or false"), let value = take(key) else {
      return fallback ?? false
    }
    if case .bool(let flag) = value { return flag }
    noteKind(value, at(key), "true or false")
    return false
  }

  func optionalFlag(_ key: String) -> Bool? {
    known.append(key)
    return has(key) ? flag(key) : nil
  }

  func integer(_ key: String, _ range: ClosedRange<Int>, default fallback: Int? = nil) -> Int {
    let wanted = "a whole number from \(range.lowerBound) to \(range.upperBound)"
    guard fallback != nil || require(key, "add it: \(wanted)"), let value = take(key) else {
      return fallback ?? range.lowerBound
    }
    if case .integer(let number) = value, range.contains(number) { return number }
    problems.note(at(key), "is not \(wanted)", "write \(wanted)")
    return range.lowerBound
  }

  func optionalInteger(_ key: String, _ range: ClosedRange<Int>) -> Int? {
    known.append(key)
    return has(key) ? integer(key, range) : nil
  }

  /// One of a closed set of words; `first` is the placeholder.
  func word<Word: RawRepresentable<String> & CaseIterable>(_ key: String, _ first: Word) -> Word {
    let wanted = Word.allCases.map(\.rawValue).joined(separator: " or ")
    guard require(key, "add it: \(wanted)"), let value = take(key) else { return first }
    if case .text(let text) = value, let word = Word(rawValue: text) { return word }
    problems.note(at(key), "is not a value that this version knows", "write \(wanted)")
    return first
  }

  func object(_ key: String) -> ObjectReader {
    guard require(key, "add this section"), let value = take(key) else { return .absent(at(key)) }
    guard case .object(let members) = value else {
      noteKind(value, at(key), "an object")
      return .absent(at(key))
    }
    return ObjectReader(path: at(key), members: members, problems: problems)
  }

  func optionalObject(_ key: String) -> ObjectReader? {
    known.append(key)
    return has(key) ? object(key) : nil
  }

  /// A list with at least one object.
  func objects(_ key: String) -> [ObjectReader] {
    guard require(key, "add this list, with at least one entry"), let value = take(key) else { return [] }
    guard case .list(let items) = value else {
      noteKind(value, at(key), "a list")
      return []
    }
    if items.isEmpty { problems.note(at(key), "is empty", "add at least one entry") }
    return items.enumerated().compactMap { index, item in
      let path = "\(at(key))[\(index)]"
      guard case .object(let members) = item else {
        noteKind(item, path, "an object")
        return nil
      }
      return ObjectReader(path: path, members: members, problems: problems)
    }
  }

  /// The same, where the list may be left out.
  func optionalObjects(_ key: String) -> [ObjectReader] {
    known.append(key)
    return has(key) ? objects(key) : []
  }

  /// Call when every known key has been asked for: notes the others.
  func refuseUnknownKeys() {
    for key in members.keys.sorted() where !known.contains(key) {
      problems.note(at(key), "is not a known key", "remove it; known here: \(known.joined(separator: ", "))")
    }
  }

  private func take(_ key: String) -> JSONTree? {
    if !known.contains(key) { known.append(key) }
    return members[key]
  }

  private func require(_ key: String, _ nextStep: String) -> Bool {
    if take(key) == nil { problems.note(at(key), "is missing", nextStep) }
    return members[key] != nil
  }

  private func check(_ value: JSONTree, _ grammar: Grammar, _ path: String) -> String? {
    guard case .text(let text) = value else {
      noteKind(value, path, "a text")
      return nil
    }
    if grammar.accepts(text) { return text }
    problems.note(path, "is not \(grammar.wanted)", "write \(grammar.wanted)")
    return nil
  }

  private func noteKind(_ value: JSONTree, _ path: String, _ wanted: String) {
    problems.note(path, "is \(value.kind), not \(wanted)", "write \(wanted)")
  }
}
