// Reads the `Signature-Input` and `Signature` fields (RFC 9421, section 4; RFC 8941 dictionaries). Only the
// form that RFC 8941 section 4.1 serialises is read: what is written otherwise is refused, so that the text
// of a member as received is at the same time the `@signature-params` value of the signature base.

/// One member of `Signature-Input`: `label=("@method" "content-digest");created=1;keyid="k"`.
struct SignatureInput: Equatable {
  var label = ""
  var components: [String] = []
  var parameters: [String: SignatureParameter] = [:]
  /// The inner list with its parameters, as received.
  var text = ""
}

enum SignatureParameter: Equatable {
  case number(Int)
  case string(String)
}

/// Reads one field value from left to right; nil as soon as something else stands there than must.
struct FieldScanner {
  private var rest: Substring

  init(_ text: String) { rest = text[...] }

  static func signatureInputs(_ text: String) -> [SignatureInput]? {
    var scanner = FieldScanner(text)
    return scanner.members { scanner, label in scanner.innerList(label) }
  }

  /// `sig1=:base64:, sig2=:base64:`, and `Content-Digest` (RFC 9530) has the same shape.
  static func byteSequences(_ text: String) -> [String: String]? {
    var scanner = FieldScanner(text)
    guard let all = scanner.members({ scanner, label in scanner.bytes().map { (label, $0) } }) else {
      return nil
    }
    let named = Dictionary(all, uniquingKeysWith: { first, _ in first })
    return named.count == all.count ? named : nil
  }

  private mutating func members<Member>(_ read: (inout FieldScanner, String) -> Member?) -> [Member]? {
    var all: [Member] = []
    repeat {
      guard let label = key(), take("="), let member = read(&self, label) else { return nil }
      all.append(member)
    } while take(", ")
    return rest.isEmpty ? all : nil
  }

  private mutating func innerList(_ label: String) -> SignatureInput? {
    let start = rest
    var input = SignatureInput()
    input.label = label
    guard take("(") else { return nil }
    while !take(")") {
      guard input.components.isEmpty || take(" "), let name = quoted() else { return nil }
      input.components.append(name)
    }
    while take(";") {
      guard let name = key(), take("="), input.parameters[name] == nil else { return nil }
      if let text = quoted() {
        input.parameters[name] = .string(text)
      } else if let number = digits() {
        input.parameters[name] = .number(number)
      } else {
        return nil
      }
    }
    input.text = String(start[..<rest.startIndex])
    return input
  }

  private mutating func bytes() -> String? {
    guard take(":"), let end = rest.firstIndex(of: ":") else { return nil }
    let text = String(rest[..<end])
    rest = rest[rest.index(after: end)...]
    return text
  }

  private mutating func key() -> String? {
    let name = rest.prefix { "abcdefghijklmnopqrstuvwxyz0123456789_-.*".contains($0) }
    guard let first = name.first, first.isLetter || first == "*" else { return nil }
    rest = rest[name.endIndex...]
    return String(name)
  }

  /// A string without escapes: no name or parameter of ours needs one.
  private mutating func quoted() -> String? {
    guard take("\"") else { return nil }
    let text = rest.prefix { $0 != "\"" }
    guard text.utf8.allSatisfy({ (0x20...0x7E).contains($0) && $0 != 0x5C }) else { return nil }
    rest = rest[text.endIndex...]
    return take("\"") ? String(text) : nil
  }

  private mutating func digits() -> Int? {
    let text = rest.prefix { "0123456789".contains($0) }
    rest = rest[text.endIndex...]
    return text.utf8.count <= 15 ? Int(text) : nil
  }

  private mutating func take(_ text: String) -> Bool {
    guard rest.hasPrefix(text) else { return false }
    rest = rest.dropFirst(text.count)
    return true
  }
}
