/// Writes one JSON document front to back in the one form that it has here: members in the order of the
/// calls, no white space, every value a text.
///
/// Texts have been folded to X12's characters, among which there is none that JSON would have to escape. One
/// with another is remembered and refuses the whole document in the end.
struct DocumentWriter {
  private var bytes: [UInt8] = []
  private var isWhole = true

  init(reservingBytes capacity: Int) {
    bytes.reserveCapacity(capacity)
    bytes.append(UInt8(ascii: "{"))
  }

  /// Ends the document and hands over its bytes.
  consuming func finish() throws(DocumentError) -> [UInt8] {
    bytes.append(UInt8(ascii: "}"))
    guard isWhole else { throw .characterNotAllowed }
    return bytes
  }

  /// A text; an empty one is not there.
  mutating func member(_ name: StaticString, _ text: String) {
    guard !text.isEmpty else { return }
    begin(name)
    append(text)
  }

  /// Dollars and cents: `150.00`.
  mutating func member(_ name: StaticString, cents: Int64) {
    let (dollars, rest) = cents.quotientAndRemainder(dividingBy: 100)
    member(name, String(dollars) + (rest < 10 ? ".0" : ".") + String(rest))
  }

  mutating func member(_ name: StaticString, _ texts: [String]) {
    guard !texts.isEmpty else { return }
    begin(name)
    bytes.append(UInt8(ascii: "["))
    for text in texts {
      separate()
      append(text)
    }
    bytes.append(UInt8(ascii: "]"))
  }

  mutating func object(_ name: StaticString, _ members: (inout DocumentWriter) -> Void) {
    begin(name)
    append(members)
  }

  /// An object whose last members, and whose end, are in what is copied next.
  mutating func open(_ name: StaticString, _ members: (inout DocumentWriter) -> Void) {
    begin(name)
    bytes.append(UInt8(ascii: "{"))
    members(&self)
  }

  /// Members as another document of ours had them.
  mutating func copy(_ members: [UInt8]) {
    separate()
    bytes += members
    isWhole = isWhole && members.allSatisfy { (0x20...0x7E).contains($0) && $0 != UInt8(ascii: "\\") }
  }

  mutating func objects<Value>(
    _ name: StaticString, _ values: [Value], _ members: (inout DocumentWriter, Value) -> Void
  ) {
    begin(name)
    bytes.append(UInt8(ascii: "["))
    for value in values {
      separate()
      append { members(&$0, value) }
    }
    bytes.append(UInt8(ascii: "]"))
  }

  private mutating func append(_ members: (inout DocumentWriter) -> Void) {
    bytes.append(UInt8(ascii: "{"))
    members(&self)
    bytes.append(UInt8(ascii: "}"))
  }

  private mutating func begin(_ name: StaticString) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    name.withUTF8Buffer { bytes.append(contentsOf: $0) }
    bytes.append(contentsOf: "\":".utf8)
  }

  /// A comma where something stands before in the same object or list.
  private mutating func separate() {
    guard bytes.last != UInt8(ascii: "{"), bytes.last != UInt8(ascii: "[") else { return }
    bytes.append(UInt8(ascii: ","))
  }

  private mutating func append(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      let needsEscape = byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
      if needsEscape || !(0x20...0x7E).contains(byte) { isWhole = false }
      bytes.append(byte)
    }
    bytes.append(UInt8(ascii: "\""))
  }
}

/// Why a claim cannot be written as JSON. Names no place: the egress check would, if it got that far.
public enum DocumentError: Error, Equatable, Sendable {
  /// A quotation mark, a backslash, a control character or one beyond ASCII in a text.
  case characterNotAllowed
  /// A document is one claim.
  case notOneClaim
}
