import CodeSets
import Testing

@Suite("NPI")
struct NPITests {
  @Test(arguments: [
    ("1234567893", true), ("1999999984", true), ("1245319599", true),
    ("1234567890", false), ("1234567892", false), ("123456789", false), ("12345678931", false),
    ("3234567893", false), ("0234567893", false), ("", false), ("123456789X", false), ("1234 67893", false),
    ("１234567893", false),
  ])
  func `has ten digits and a check digit`(text: String, valid: Bool) {
    #expect(NPI.isValid(text) == valid)
    #expect(Array(text.utf8).withUnsafeBytes { NPI.isValid($0) } == valid)
  }

  @Test func `is refused when one digit is changed`() {
    let valid = Array("1234567893".utf8)
    for position in 1..<10 {
      for digit in UInt8(ascii: "0")...UInt8(ascii: "9") where digit != valid[position] {
        var changed = valid
        changed[position] = digit
        #expect(!NPI.isValid(String(decoding: changed, as: UTF8.self)))
      }
    }
  }

  @Test func `may begin with 2`() {
    let valid = (0...9).filter { NPI.isValid("200000000\($0)") }
    #expect(valid.count == 1)
  }
}
