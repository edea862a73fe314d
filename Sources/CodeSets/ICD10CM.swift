/// Which ICD-10-CM diagnosis codes are billable on a day: leaves of the tree only (`F5231`, not the header
/// `F523`), and only from the release that brought a code through the day before the one that dropped it.
/// There is no grace period: a code must be valid on the date of service (45 CFR 162.1002; ICD-10-CM Official
/// Guidelines).
///
/// Source: the ICD-10-CM of the National Center for Health Statistics, public domain, fiscal years 2019 to
/// 2026 with the releases of January 2021 and April 2025 and 2026 (`schemas/codesets/`). What the table
/// cannot know:
/// - Codes of 2019 and before count from 2015-10-01, the first day of ICD-10-CM.
/// - Codes that came in the middle of FY2020 to FY2023 count from the start of that fiscal year.
/// - After `newestReleaseThrough` the newest release stays in force until a newer one is embedded.
public enum ICD10CM {
  /// The newest release in the table: fiscal year 2026 with the additions of April 2026.
  public static let newestRelease = "2026A"

  /// The last day (`YYYYMMDD`) for which the newest release was published. On a later date of service the
  /// answer of `isBillable` may be out of date.
  public static let newestReleaseThrough = 2026_09_30

  /// Whether `code`, three to seven upper-case characters without the point, may be billed for a service on
  /// `yyyymmdd`. Anything that is not exactly a code is not billable.
  public static func isBillable(_ code: String, on yyyymmdd: Int) -> Bool {
    isBillable(key: key(code.utf8), on: yyyymmdd)
  }

  public static func isBillable(_ code: UnsafeRawBufferPointer, on yyyymmdd: Int) -> Bool {
    isBillable(key: key(code), on: yyyymmdd)
  }

  private static func isBillable(key: UInt64?, on yyyymmdd: Int) -> Bool {
    guard let key, let period = table.period(of: key) else { return false }
    return period.contains(yyyymmdd)
  }

  /// Six bits for each character, none of them zero, so that codes of different lengths differ.
  private static func key(_ code: some Sequence<UInt8>) -> UInt64? {
    var key: UInt64 = 0
    var length = 0
    for byte in code {
      guard length < 7, let digit = digit(byte) else { return nil }
      key = key << 6 | digit
      length += 1
    }
    return length >= 3 ? key : nil
  }

  private static func digit(_ byte: UInt8) -> UInt64? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(byte - UInt8(ascii: "0")) + 1
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt64(byte - UInt8(ascii: "A")) + 11
    default: nil
    }
  }

  /// How many codes the table holds: each row of the source exactly once.
  package static var codeCount: Int { table.count }

  /// Every code of the table with the days (`YYYYMMDD`) on which it is valid, for those who judge this
  /// module's answers.
  package static func forEachCode(_ body: (_ code: String, _ days: Range<Int>) -> Void) {
    for group in ICD10CMTable.groups {
      guard let days = Release.period(from: group.first.description, through: group.last.description)
      else { continue }
      forEachCode(in: group.codes) { body(String(decoding: $0, as: UTF8.self), days) }
    }
  }

  /// Built at first use, in a few milliseconds.
  private static let table: CodeTable = {
    var table = CodeTable(capacity: ICD10CMTable.codeCount)
    for group in ICD10CMTable.groups {
      guard let period = Release.period(from: group.first.description, through: group.last.description)
      else { continue }
      table.open(period)
      forEachCode(in: group.codes) { code in
        if let key = key(code) { table.insert(key) }
      }
    }
    return table
  }()

  /// Undoes the front coding of scripts/embed-codesets: `aF4320e1` is `F4320` and, four characters shared,
  /// `F4321`.
  private static func forEachCode(in text: StaticString, _ body: (ArraySlice<UInt8>) -> Void) {
    var code: [UInt8] = []
    text.withUTF8Buffer { bytes in
      for byte in bytes where byte != UInt8(ascii: "\n") {
        if byte >= UInt8(ascii: "a") {
          if !code.isEmpty { body(code[...]) }
          code.removeLast(code.count - min(code.count, Int(byte - UInt8(ascii: "a"))))
        } else {
          code.append(byte)
        }
      }
    }
    if !code.isEmpty { body(code[...]) }
  }
}

/// A release of ICD-10-CM and the first day (`YYYYMMDD`) on which it is in force.
private struct Release {
  let name: String
  let start: Int

  static let all = [
    Release(name: "2019", start: 2015_10_01), Release(name: "2020", start: 2019_10_01),
    Release(name: "2021", start: 2020_10_01), Release(name: "2021J", start: 2021_01_01),
    Release(name: "2022", start: 2021_10_01), Release(name: "2023", start: 2022_10_01),
    Release(name: "2024", start: 2023_10_01), Release(name: "2025", start: 2024_10_01),
    Release(name: "2025A", start: 2025_04_01), Release(name: "2026A", start: 2025_10_01),
  ]

  /// The days from the start of `first` up to the start of the release after `last`; open where there is
  /// none.
  static func period(from first: String, through last: String) -> Range<Int>? {
    guard let from = all.firstIndex(where: { $0.name == first }),
      let through = all.firstIndex(where: { $0.name == last })
    else { return nil }
    let end = through + 1 < all.count ? all[through + 1].start : Int.max
    return all[from].start..<end
  }
}
