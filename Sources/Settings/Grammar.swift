internal import FoundationEssentials

/// What a text of the configuration may be, in words and as a test.
struct Grammar: Sendable {
  let wanted: String
  let accepts: @Sendable (String) -> Bool

  /// Our own name for something: short, and safe in a file name, a log line and a command.
  static let id = Grammar(wanted: "1 to 40 lower-case letters, digits, hyphens or underscores") {
    (1...40).contains($0.utf8.count)
      && $0.utf8.allSatisfy { isLower($0) || isDigit($0) || $0 == 0x2D || $0 == 0x5F }
  }

  /// The practice's own key, as it stands in its records.
  static let reference = Grammar(wanted: "1 to 80 printable characters") { isPrintable($0, 1...80) }

  static let name = Grammar(wanted: "1 to 80 printable characters") { isPrintable($0, 1...80) }

  static let path = Grammar(wanted: "the path of a file") { isPrintable($0, 1...1024) }

  /// A host name, an address, several of them with commas between, or the folder of a Unix socket.
  static let host = Grammar(
    wanted: "a host name, several with commas between them, or the absolute path of the folder with the "
      + "server's Unix socket"
  ) {
    guard isPrintable($0, 1...255), !$0.contains(" ") else { return false }
    return $0.hasPrefix("/") || !$0.contains("/")
  }

  /// An identifier of PostgreSQL that needs no quotation marks.
  static let databaseName = Grammar(wanted: "1 to 63 lower-case letters, digits or underscores") {
    (1...63).contains($0.utf8.count) && $0.utf8.allSatisfy { isLower($0) || isDigit($0) || $0 == 0x5F }
  }

  /// An IANA name (`America/Los_Angeles`), known on this machine where it has a zone table at all.
  static let timeZone = Grammar(wanted: "an IANA time zone such as America/Los_Angeles") {
    let plain = $0.utf8.allSatisfy { isLetter($0) || isDigit($0) || "/_+-".utf8.contains($0) }
    guard plain, isPrintable($0, 1...64), !$0.hasPrefix("/"), !$0.hasPrefix("-") else { return false }
    let table = "/usr/share/zoneinfo"
    guard FileManager.default.fileExists(atPath: table) else { return true }
    return FileManager.default.contents(atPath: "\(table)/\($0)")?.starts(with: "TZif".utf8) ?? false
  }

  static let endpoint = Grammar(wanted: "an https address such as https://claims.example.org/submit") {
    text in
    guard text.hasPrefix("https://"), isPrintable(text, 9...1024), !text.contains(" "),
      let url = URL(string: text)
    else { return false }
    return url.host()?.isEmpty == false && url.user() == nil && url.password() == nil && url.fragment() == nil
  }

  /// What a browser calls an origin (RFC 6454).
  static let consoleAddress = Grammar(
    wanted: "an address without a path, such as https://scrim.example.org, or http://localhost:8400"
  ) { text in
    guard isPrintable(text, 9...255), !text.contains(" "), let url = URL(string: text),
      let host = url.host(), !host.isEmpty, url.user() == nil, url.password() == nil, url.path().isEmpty,
      url.query() == nil, url.fragment() == nil, text == text.lowercased()
    else { return false }
    return url.scheme == "https" || url.scheme == "http" && ["localhost", "127.0.0.1"].contains(host)
  }

  /// ISA06/GS02 and NM109 of loop 1000A (005010X222A1): 2 to 15 characters here, none of X12's delimiters.
  static let interchangeID = Grammar(
    wanted: "2 to 15 capital letters, digits or hyphens, the first no hyphen"
  ) {
    (2...15).contains($0.utf8.count) && !$0.hasPrefix("-")
      && $0.utf8.allSatisfy { isUpper($0) || isDigit($0) || $0 == 0x2D }
  }

  /// NM103 and PER02: at most 60 characters of X12's basic set, without its delimiters, as the disclosure
  /// manifest has them.
  static let x12Name = Grammar(
    wanted:
      "one to ten words of capital letters, digits or . , - & ', 60 characters, the first a letter or digit"
  ) {
    guard let first = $0.utf8.first, isUpper(first) || isDigit(first) else { return false }
    return $0.utf8.count <= 60
      && $0.utf8.allSatisfy { isUpper($0) || isDigit($0) || " .,-&'".utf8.contains($0) }
      && !$0.hasSuffix(" ") && !$0.contains("  ") && $0.utf8.count { $0 == 0x20 } < 10
  }

  /// PER04 with the qualifier TE: area code and number.
  static let phone = Grammar(wanted: "ten digits") { $0.utf8.count == 10 && $0.utf8.allSatisfy(isDigit) }

  /// NM109 of loop 2010BB.
  static let payerID = Grammar(wanted: "2 to 30 capital letters, digits or hyphens, the first no hyphen") {
    (2...30).contains($0.utf8.count) && !$0.hasPrefix("-")
      && $0.utf8.allSatisfy { isUpper($0) || isDigit($0) || $0 == 0x2D }
  }

  static let identifierForm = Grammar(
    wanted:
      "capital letters, digits, hyphens and sets of them with counts, such as W[0-9]{9}|[A-Z]{3}[0-9]{6,9}"
  ) { IdentifierForm($0) != nil }

  static let placeOfService = Grammar(wanted: "a place of service of two digits") {
    $0.utf8.count == 2 && $0.utf8.allSatisfy(isDigit)
  }

  /// CPT or HCPCS.
  static let procedureCode = Grammar(wanted: "a procedure code of five capital letters or digits") {
    $0.utf8.count == 5 && $0.utf8.allSatisfy { isUpper($0) || isDigit($0) }
  }

  static let modifier = Grammar(wanted: "a modifier of two capital letters or digits") {
    $0.utf8.count == 2 && $0.utf8.allSatisfy { isUpper($0) || isDigit($0) }
  }

  static let npi = Grammar(wanted: "an NPI: ten digits, the first 1 or 2") {
    $0.utf8.count == 10 && $0.utf8.allSatisfy(isDigit) && ($0.hasPrefix("1") || $0.hasPrefix("2"))
  }

  /// SHA-256 of the server's public key, as libcurl pins it.
  static let pin = Grammar(wanted: "sha256// and 44 characters of base64") {
    $0.hasPrefix("sha256//") && $0.utf8.count == 52
      && Data(base64Encoded: String($0.dropFirst(8)))?.count == 32
  }

  /// A field name of HTTP (RFC 9110, section 5.1: token).
  static let headerName = Grammar(wanted: "the name of an HTTP header") {
    (1...64).contains($0.utf8.count) && $0.utf8.allSatisfy { isLetter($0) || isDigit($0) || $0 == 0x2D }
  }

  /// `receipt.number`: names of JSON members with points between them.
  static let answerPath = Grammar(wanted: "names with points between them, such as receipt.number") {
    (1...128).contains($0.utf8.count)
      && $0.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { part in
        !part.isEmpty && part.utf8.allSatisfy { isLetter($0) || isDigit($0) || $0 == 0x5F || $0 == 0x2D }
      }
  }

  /// A day of the calendar.
  static let day = Grammar(wanted: "a date as 2026-11-23") { text in
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.map(\.utf8.count) == [4, 2, 2], parts.allSatisfy({ $0.utf8.allSatisfy(isDigit) }),
      let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]), (1...12).contains(month)
    else { return false }
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let length = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
    return year >= 1900 && (1...length).contains(day)
  }

  static let timeOfDay = Grammar(wanted: "a time as 17:00") { text in
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.map(\.utf8.count) == [2, 2], parts.allSatisfy({ $0.utf8.allSatisfy(isDigit) }),
      let hour = Int(parts[0]), let minute = Int(parts[1])
    else { return false }
    return hour < 24 && minute < 60
  }

  /// What a clearinghouse calls us: no blank, nothing that a header could not carry.
  static let word = Grammar(wanted: "1 to 200 letters, digits and signs without blanks, of ASCII") {
    (1...200).contains($0.utf8.count) && $0.utf8.allSatisfy { (0x21...0x7E).contains($0) }
  }

  private static func isLower(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) }
  private static func isUpper(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte) }
  private static func isLetter(_ byte: UInt8) -> Bool { isLower(byte) || isUpper(byte) }
  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
  private static func isPrintable(_ text: String, _ length: ClosedRange<Int>) -> Bool {
    length.contains(text.utf8.count)
      && text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
  }
}
