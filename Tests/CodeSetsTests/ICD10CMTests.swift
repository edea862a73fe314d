import CodeSets
import Testing

@Suite("ICD-10-CM table")
struct ICD10CMTests {
  @Test(arguments: [
    // code     day           billable
    ("F411", 2015_09_30, false),  // ICD-9-CM was in force
    ("F411", 2015_10_01, true),
    ("F411", 2026_11_23, true),
    ("F438", 2022_09_30, true),  // split into F43.81 and F43.89
    ("F438", 2022_10_01, false),
    ("F4381", 2022_09_30, false),
    ("F4381", 2022_10_01, true),
    ("F32A", 2021_09_30, false),
    ("F32A", 2021_10_01, true),
    ("F502", 2024_09_30, true),
    ("F502", 2024_10_01, false),
    ("F5020", 2024_09_30, false),
    ("F5020", 2024_10_01, true),
    ("F523", 2026_01_15, false),  // headers
    ("F43", 2026_01_15, false),
    ("F432", 2026_01_15, false),
    ("F5231", 2026_01_15, true),
    ("QA0011", 2025_10_01, true),  // a letter in second place
    ("QA0011", 2025_09_30, false),
    ("T7401XA", 2026_01_15, true),  // seven characters
    ("T7401X", 2026_01_15, false),
    ("Z630", 2026_01_15, true),
  ])
  func `knows from when to when a code is billable`(code: String, day: Int, billable: Bool) {
    #expect(ICD10CM.isBillable(code, on: day) == billable)
    let bytes = Array(code.utf8)
    #expect(bytes.withUnsafeBytes { ICD10CM.isBillable($0, on: day) } == billable)
  }

  @Test(arguments: [
    "", "F", "F4", "F41.1", "f411", "F411 ", " F411", "F411\0", "F4111111", "F411~", "F４11", "Ｆ411",
    "F411\u{200F}",
    "F411 – husband's affair", "FOUR", "ZZZ", "000",
  ])
  func `holds nothing that is not exactly a code`(text: String) {
    #expect(!ICD10CM.isBillable(text, on: 2026_01_15))
  }

  @Test func `holds every row of the source`() {
    #expect(ICD10CM.codeCount == 75_215)
  }

  /// What counts as a code is exactly the table: of all texts of four characters with these letters first, as
  /// many are billable as the source has.
  @Test func `accepts of the F chapter what the source has and nothing else`() {
    let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    var billable = 0
    for one in alphabet {
      for two in alphabet {
        for three in alphabet where ICD10CM.isBillable("F\(one)\(two)\(three)", on: 2026_01_15) {
          billable += 1
        }
      }
    }
    #expect(billable == 167)
  }

  @Test func `names its newest release and the day through which that was published`() {
    #expect(ICD10CM.newestRelease == "2026A")
    #expect(ICD10CM.newestReleaseThrough == 2026_09_30)
  }
}
