/// Two or three letters and digits: `ST`, `NM1`. Compared as a number.
public struct SegmentID: Hashable, Sendable {
  let code: UInt32

  public init(_ name: StaticString) {
    code = name.withUTF8Buffer { $0.reduce(0) { $0 << 8 | UInt32($1) } }
  }

  /// Nil where it is not one.
  init?(_ bytes: ArraySlice<UInt8>) {
    guard (2...3).contains(bytes.count), let first = bytes.first, capitals.contains(first),
      bytes.allSatisfy(capitalsAndDigits.contains)
    else { return nil }
    code = bytes.reduce(0) { $0 << 8 | UInt32($1) }
  }
}

private let capitals = ByteSet("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
private let capitalsAndDigits = ByteSet("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
private let printable = ByteSet(
  " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~")

/// A segment as it was read, valid while it is shown. Elements and components are counted from one, and one
/// that is not there is empty. Bytes beyond ASCII may stand in any of them; `text` does not show them.
public struct Segment: Sendable {
  public internal(set) var id = SegmentID("ISA")
  /// Number in the file, from one.
  public internal(set) var number = 0
  var bytes: [UInt8] = []
  /// Where each element ends, the identifier included.
  var ends: [Int] = []
  var componentSeparator = UInt8(ascii: ":")

  /// As it stands in the file, without its terminator.
  public var whole: [UInt8] { bytes }

  /// Elements after the identifier.
  public var elementCount: Int { max(0, ends.count - 1) }

  public func bytes(_ element: Int) -> ArraySlice<UInt8> {
    guard element < ends.count else { return [] }
    return bytes[(element == 0 ? 0 : ends[element - 1] + 1)..<ends[element]]
  }

  public func bytes(_ element: Int, component: Int) -> ArraySlice<UInt8> {
    var rest = bytes(element)
    for _ in 1..<component {
      guard let separator = rest.firstIndex(of: componentSeparator) else { return [] }
      rest = rest[(separator + 1)...]
    }
    return rest.prefix { $0 != componentSeparator }
  }

  public func isEmpty(_ element: Int) -> Bool { bytes(element).isEmpty }

  /// Without spaces at its end; nil where nothing is left, or where a byte is not printable ASCII.
  public func text(_ element: Int, component: Int? = nil) -> String? {
    var found = component.map { bytes(element, component: $0) } ?? bytes(element)
    while found.last == UInt8(ascii: " ") { found.removeLast() }
    guard !found.isEmpty, found.allSatisfy(printable.contains) else { return nil }
    return String(decoding: found, as: UTF8.self)
  }

  /// Type N0 without a sign: one to nine digits.
  public func number(_ element: Int) -> Int? { Self.number(bytes(element)) }

  public func has(_ value: StaticString, at element: Int, component: Int? = nil) -> Bool {
    let found = component.map { bytes(element, component: $0) } ?? bytes(element)
    return value.withUTF8Buffer { found.elementsEqual($0) }
  }

  static func number(_ digits: ArraySlice<UInt8>) -> Int? {
    guard (1...9).contains(digits.count) else { return nil }
    var value = 0
    for digit in digits {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
      value = value * 10 + Int(digit - UInt8(ascii: "0"))
    }
    return value
  }
}
