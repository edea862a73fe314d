/// A JSON document as a tree (RFC 8259), read strictly: what `scrim.json` says and nothing guessed. Members
/// keep their order and their repetitions, so that a key given twice is refused instead of one of them
/// winning.
package enum JSONTree: Equatable {
  case null
  case bool(Bool)
  case integer(Int)
  /// A number that is not an integer of this machine; no setting takes one.
  case otherNumber
  case text(String)
  case list([JSONTree])
  case object([Member])

  package struct Member: Equatable {
    package let key: String
    package let value: JSONTree

    package init(key: String, value: JSONTree) {
      self.key = key
      self.value = value
    }
  }

  /// What a person calls it.
  var kind: String {
    switch self {
    case .null: "null"
    case .bool: "true or false"
    case .integer, .otherNumber: "a number"
    case .text: "a text"
    case .list: "a list"
    case .object: "an object"
    }
  }
}

/// Where a document stops being JSON. Lines and columns count from 1; columns are bytes.
package struct JSONFault: Error, Equatable {
  let line: Int
  let column: Int
  let expected: String
}

/// A recursive-descent reader over bytes.
package struct JSONReader {
  private let bytes: [UInt8]
  private var position = 0
  private static let depthMax = 16

  package static func read(_ bytes: [UInt8]) throws(JSONFault) -> JSONTree {
    var reader = JSONReader(bytes: bytes)
    let tree = try reader.value(depth: 0)
    reader.skipSpace()
    guard reader.position == bytes.count else { throw reader.fault("the end of the file") }
    return tree
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private mutating func value(depth: Int) throws(JSONFault) -> JSONTree {
    guard depth <= Self.depthMax else { throw fault("fewer levels of nesting") }
    skipSpace()
    switch peek {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try list(depth: depth)
    case UInt8(ascii: "\""): return .text(try string())
    case .some(UInt8(ascii: "-")), .some(UInt8(ascii: "0")...UInt8(ascii: "9")): return try number()
    default: return try word()
    }
  }

  private mutating func object(depth: Int) throws(JSONFault) -> JSONTree {
    var members: [JSONTree.Member] = []
    try sequence(to: "}") { (reader: inout JSONReader) throws(JSONFault) in
      guard reader.peek == UInt8(ascii: "\"") else { throw reader.fault("a key in quotation marks") }
      let key = try reader.string()
      reader.skipSpace()
      try reader.take(":")
      members.append(.init(key: key, value: try reader.value(depth: depth + 1)))
    }
    return .object(members)
  }

  private mutating func list(depth: Int) throws(JSONFault) -> JSONTree {
    var items: [JSONTree] = []
    try sequence(to: "]") { (reader: inout JSONReader) throws(JSONFault) in
      items.append(try reader.value(depth: depth + 1))
    }
    return .list(items)
  }

  /// Items between an opening mark, which stands here, and `close`; commas between them, none at the end.
  private mutating func sequence(
    to close: Unicode.Scalar, _ item: (inout JSONReader) throws(JSONFault) -> Void
  ) throws(JSONFault) {
    position += 1
    skipSpace()
    if peek == UInt8(ascii: close) {
      position += 1
      return
    }
    while true {
      skipSpace()
      try item(&self)
      skipSpace()
      if peek == UInt8(ascii: close) { break }
      guard peek == UInt8(ascii: ",") else { throw fault("a comma or \(close)") }
      position += 1
    }
    position += 1
  }

  private mutating func string() throws(JSONFault) -> String {
    position += 1
    var text: [UInt8] = []
    while let byte = peek, byte != UInt8(ascii: "\"") {
      guard byte >= 0x20 else { throw fault("a closing quotation mark") }
      position += 1
      if byte == UInt8(ascii: "\\") { text += try escape() } else { text.append(byte) }
    }
    try take("\"")
    guard let string = String(validating: text, as: UTF8.self) else { throw fault("text in UTF-8") }
    return string
  }

  private mutating func escape() throws(JSONFault) -> [UInt8] {
    guard let byte = peek else { throw fault("the rest of an escape") }
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "f"): return [0x0C]
    case UInt8(ascii: "n"): return [0x0A]
    case UInt8(ascii: "r"): return [0x0D]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "u"): return try unicodeEscape()
    default: throw fault("a known escape")
    }
  }

  private mutating func unicodeEscape() throws(JSONFault) -> [UInt8] {
    var units = [try hexUnit()]
    if (0xD800...0xDBFF).contains(units[0]) {
      try take("\\")
      try take("u")
      units.append(try hexUnit())
    }
    guard let text = String(validating: units, as: UTF16.self) else { throw fault("a valid \\u escape") }
    return Array(text.utf8)
  }

  private mutating func hexUnit() throws(JSONFault) -> UInt16 {
    let digits = bytes[position..<min(position + 4, bytes.count)]
    guard digits.count == 4, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
      let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw fault("four hexadecimal digits") }
    position += 4
    return unit
  }

  private mutating func number() throws(JSONFault) -> JSONTree {
    let start = position
    while let byte = peek, "+-.eE0123456789".utf8.contains(byte) { position += 1 }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    let digits = text.drop { $0 == "-" }
    guard Double(text) != nil, digits.first?.isNumber == true, text.last?.isNumber == true,
      digits.count == 1 || !digits.hasPrefix("0") || digits.dropFirst().first?.isNumber == false
    else { throw fault("a number") }
    return Int(text).map(JSONTree.integer) ?? .otherNumber
  }

  private mutating func word() throws(JSONFault) -> JSONTree {
    for (name, tree) in [("true", JSONTree.bool(true)), ("false", .bool(false)), ("null", .null)]
    where bytes[position...].starts(with: name.utf8) {
      position += name.utf8.count
      return tree
    }
    throw fault("a value")
  }

  private mutating func take(_ mark: Unicode.Scalar) throws(JSONFault) {
    guard peek == UInt8(ascii: mark) else { throw fault("the mark \(mark)") }
    position += 1
  }

  private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipSpace() {
    while let byte = peek, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { position += 1 }
  }

  private func fault(_ expected: String) -> JSONFault {
    let before = bytes[..<min(position, bytes.count)]
    let line = before.count { $0 == 0x0A } + 1
    let column = before.count - (before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0) + 1
    return JSONFault(line: line, column: column, expected: expected)
  }
}
