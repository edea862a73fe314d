/// What the manifest's patterns may say: alternatives (`EI|SY`), each either literal bytes or a row of sets
/// with counts (`[0-9]{5}`, `[A-Z][A-Z '.-]{0,59}`), of which at most one has a variable length. Any of them
/// is also an ordinary regular expression that must match the whole element, and means the same there.
struct Pattern: Sendable {
  enum Alternative: Sendable {
    case literal([UInt8])
    case sets([Item])
  }

  struct Item: Sendable {
    let bytes: Set<UInt8>
    let least: Int
    let most: Int
  }

  let alternatives: [Alternative]

  /// Nil for a pattern outside this small language.
  init?(_ text: String) {
    var parser = Parser(rest: Array(text.utf8)[...])
    guard let alternatives = parser.alternatives() else { return nil }
    self.alternatives = alternatives
  }

  /// The bytes to read as one element before it is matched: every byte that the pattern allows anywhere. All
  /// literals of letters and digits share one set, so that the sets of a manifest fit into the bits of a
  /// word.
  var bytes: Set<UInt8> {
    alternatives.reduce(into: []) { union, alternative in
      switch alternative {
      case .literal(let bytes):
        union.formUnion(Self.lettersAndDigits.isSuperset(of: bytes) ? Self.lettersAndDigits : Set(bytes))
      case .sets(let items): for item in items { union.formUnion(item.bytes) }
      }
    }
  }

  private static let lettersAndDigits = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789".utf8)

  var least: Int { alternatives.map(\.least).min() ?? 0 }
  var most: Int { alternatives.map(\.most).max() ?? 0 }
}

extension Pattern.Alternative {
  var least: Int {
    switch self {
    case .literal(let bytes): bytes.count
    case .sets(let items): items.reduce(0) { $0 + $1.least }
    }
  }

  var most: Int {
    switch self {
    case .literal(let bytes): bytes.count
    case .sets(let items): items.reduce(0) { $0 + $1.most }
    }
  }
}

private struct Parser {
  var rest: ArraySlice<UInt8>

  mutating func alternatives() -> [Pattern.Alternative]? {
    var found: [Pattern.Alternative] = []
    repeat {
      guard let next = rest.first == UInt8(ascii: "[") ? sets() : literal() else { return nil }
      found.append(next)
    } while take("|")
    return rest.isEmpty ? found : nil
  }

  /// Letters, digits, spaces, colons; anything else behind a backslash.
  private mutating func literal() -> Pattern.Alternative? {
    var bytes: [UInt8] = []
    while let byte = rest.first, byte != UInt8(ascii: "|") {
      rest.removeFirst()
      switch byte {
      case UInt8(ascii: "\\"):
        guard let escaped = rest.popFirst() else { return nil }
        bytes.append(escaped)
      case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: ":"), UInt8(ascii: " "):
        bytes.append(byte)
      default: return nil
      }
    }
    return bytes.isEmpty ? nil : .literal(bytes)
  }

  private mutating func sets() -> Pattern.Alternative? {
    var items: [Pattern.Item] = []
    while take("[") {
      guard let bytes = set(), let (least, most) = counts() else { return nil }
      items.append(Pattern.Item(bytes: bytes, least: least, most: most))
    }
    let variable = items.count { $0.least != $0.most }
    return items.isEmpty || variable > 1 ? nil : .sets(items)
  }

  /// `A-Z0-9 -]`: ranges and single bytes; a hyphen at the end stands for itself.
  private mutating func set() -> Set<UInt8>? {
    var bytes: Set<UInt8> = []
    while let first = rest.popFirst() {
      if first == UInt8(ascii: "]") { return bytes.isEmpty ? nil : bytes }
      guard first != UInt8(ascii: "\\"), first != UInt8(ascii: "^"), first != UInt8(ascii: "[") else {
        return nil
      }
      guard rest.first == UInt8(ascii: "-"), let last = rest.dropFirst().first, last != UInt8(ascii: "]")
      else {
        bytes.insert(first)
        continue
      }
      guard last >= first else { return nil }
      rest.removeFirst(2)
      bytes.formUnion(first...last)
    }
    return nil
  }

  /// `{2}`, `{0,59}`, or nothing for one.
  private mutating func counts() -> (Int, Int)? {
    guard take("{") else { return (1, 1) }
    guard let least = number() else { return nil }
    let most = take(",") ? number() : least
    guard let most, take("}"), least <= most, most > 0 else { return nil }
    return (least, most)
  }

  private mutating func number() -> Int? {
    let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    rest = rest.dropFirst(digits.count)
    return Int(String(decoding: digits, as: UTF8.self))
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard rest.first == UInt8(ascii: character) else { return false }
    rest.removeFirst()
    return true
  }
}
