internal import CodeSets

/// What may be a diagnosis, said once more and in another way than the program says it: a list of all texts
/// that are one, each code with its point and without, and the days on which it is billable. Compared byte by
/// byte: Swift's `==` takes texts for equal that are not the same bytes.
struct DiagnosisOracle: Sendable {
  /// In the order of the table, without the point.
  let codes: [[UInt8]]
  private let days: [[UInt8]: Range<Int>]

  init() {
    var codes: [[UInt8]] = []
    var days: [[UInt8]: Range<Int>] = [:]
    ICD10CM.forEachCode { code, valid in
      let plain = Array(code.utf8)
      codes.append(plain)
      days[plain] = valid
      days[Self.pointed(plain)] = valid
    }
    (self.codes, self.days) = (codes, days)
  }

  /// `F43.23`; a code of three characters has no point.
  static func pointed(_ code: [UInt8]) -> [UInt8] {
    code.count > 3 ? code[..<3] + [UInt8(ascii: ".")] + code[3...] : code
  }

  /// The code that must be sent for this text, without its point; nil where the text may not be accepted.
  func code(_ text: String, on yyyymmdd: Int) -> String? {
    guard text.utf8.count <= 8, let valid = days[Array(text.utf8)], valid.contains(yyyymmdd) else {
      return nil
    }
    return String(decoding: text.utf8.filter { $0 != UInt8(ascii: ".") }, as: UTF8.self)
  }
}
