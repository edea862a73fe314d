internal import CodeSets

/// The bytes to check, and what single values in them are. Ranges are positions in the payload.
///
/// The functions that read values are given bytes that a pattern has already accepted, so digits are digits.
struct Payload {
  let bytes: [UInt8]

  var count: Int { bytes.count }
  subscript(index: Int) -> UInt8 { bytes[index] }

  /// Eight bytes, big-endian; zeros after the end, which match nothing. (The load is bounds-checked.)
  func word(at start: Int) -> UInt64 {
    if start <= bytes.count - 8 {
      return UInt64(bigEndian: bytes.span.bytes.unsafeLoadUnaligned(fromByteOffset: start, as: UInt64.self))
    }
    return (start..<start + 8).reduce(0) { $0 << 8 | ($1 < bytes.count ? UInt64(bytes[$1]) : 0) }
  }

  /// Up to sixteen bytes, big-endian.
  func literal(_ range: Range<Int>) -> UInt128 {
    let first = word(at: range.lowerBound)
    if range.count <= 8 { return range.isEmpty ? 0 : UInt128(first >> UInt64(64 - range.count * 8)) }
    let all = UInt128(first) << 64 | UInt128(word(at: range.lowerBound + 8))
    return all >> UInt128(128 - range.count * 8)
  }

  /// Of a short value; equal bytes have equal hashes.
  func hash(_ range: Range<Int>) -> UInt64 {
    let start = UInt64(truncatingIfNeeded: literal(range.prefix(8)))
    let end = UInt64(truncatingIfNeeded: literal(range.suffix(8)))
    return (start ^ (end &* 0x9E37_79B9_7F4A_7C15)) &* 0xD6E8_FEB8_6659_FD93
  }
}

extension Payload {
  /// What a value must satisfy beyond its pattern; nil when it does.
  func fault(_ check: Manifest.Check, _ range: Range<Int>) -> EgressRefusal.Code? {
    switch check {
    case .none, .diagnosis: nil
    case .name: textFault(range, words: 5, of: \.words)
    case .organization: textFault(range, words: 10, of: \.words)
    case .street: textFault(range, words: 8, of: \.wordsWithoutDigit)
    case .unit: textFault(range, words: 4, of: \.wordsWithoutDigit)
    case .number: identifierFault(range, least: 1)
    case .group: identifierFault(range, least: 0)
    case .date: isDay(number(range)) ? nil : .date
    case .day: isDay(isoDay(range)) ? nil : .date
    case .time: number(range.prefix(2)) < 24 && number(range.suffix(2)) < 60 ? nil : .time
    case .amount: cents(range) == nil ? .amount : nil
    case .money: decimalCents(range) == nil ? .amount : nil
    case .npi: bytes.span.extracting(range).withUnsafeBytes(NPI.isValid) ? nil : .npi
    }
  }

  func isBillable(_ code: Range<Int>, on day: Int) -> Bool {
    bytes.span.extracting(code).withUnsafeBytes { ICD10CM.isBillable($0, on: day) }
  }

  /// CCYYMMDD, 1900 through 2099.
  private func isDay(_ day: Int) -> Bool {
    let (year, month, dayOfMonth) = (day / 10_000, day / 100 % 100, day % 100)
    guard year >= 1900, year <= 2099, month >= 1, month <= 12, dayOfMonth >= 1 else { return false }
    let isLeapYear = year.isMultiple(of: 4) && year != 1900
    let days = month == 2 ? (isLeapYear ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
    return dayOfMonth <= days
  }

  /// Digits to a number; at most nine of them fit every use here.
  func number(_ range: Range<Int>) -> Int {
    var value = 0
    for index in range { value = value * 10 + Int(bytes[index] & 15) }
    return value
  }

  /// `150`, `150.5`, `0.75`: one spelling for each amount; nil for any other.
  func cents(_ range: Range<Int>) -> Int? {
    var whole = range.lowerBound
    while whole < range.upperBound, bytes[whole] != UInt8(ascii: ".") { whole += 1 }
    let dollars = range.lowerBound..<whole
    guard (1...8).contains(dollars.count),
      dollars.count == 1 || bytes[dollars.lowerBound] != UInt8(ascii: "0")
    else { return nil }
    guard whole < range.upperBound else { return number(dollars) * 100 }
    let decimals = whole + 1..<range.upperBound
    guard (1...2).contains(decimals.count), bytes[decimals.upperBound - 1] != UInt8(ascii: "0"),
      decimals.allSatisfy({ bytes[$0] != UInt8(ascii: ".") })
    else { return nil }
    return number(dollars) * 100 + number(decimals) * (decimals.count == 1 ? 10 : 1)
  }

  func isEqual(_ one: Range<Int>, _ other: Range<Int>) -> Bool {
    guard one.count == other.count else { return false }
    for offset in 0..<one.count
    where bytes[one.lowerBound + offset] != bytes[other.lowerBound + offset] { return false }
    return true
  }

  func isEqual(_ one: Range<Int>, _ text: String) -> Bool {
    bytes[one].elementsEqual(text.utf8)
  }
}
