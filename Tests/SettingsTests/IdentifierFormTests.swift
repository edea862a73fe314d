import Settings
import Testing

@Suite("The form of identifiers") struct IdentifierFormTests {
  @Test(arguments: [
    "W[0-9]{9}", "[A-Z]{3}[0-9]{6,9}|[0-9]{10}", "H-[0-9]{4}", "[A-Z-]{2}", "X", "[A]{30}", "R{0,1}[0-9]{8}",
  ])
  func `is characters and sets with counts, and alternatives`(text: String) {
    #expect(IdentifierForm(text) != nil)
  }

  /// Whatever else a regular expression may say: some of it takes for ever, or means something else
  /// elsewhere.
  @Test(arguments: [
    "", "|", "A|", "[0-9]+", "[0-9]*", "([0-9]{2})", "(A+)+", ".{9}", "[^A]", "\\d{9}", "^A$", "A?", "[0-9",
    "[]",
    "[9-0]", "[A-9]", "[a-z]{3}", "A{}", "A{2,1}", "A{0}", "A{,3}", "A{2,}", "A{1,2,3}", "A{-1}",
    "A{99999999999999999999}",
    "[0-9]{31}", "[0-9]{20}[A-Z]{11}", "A B", "É", "{2}", "A{2}{3}", "[--9]",
  ])
  func `is nothing else`(text: String) {
    #expect(IdentifierForm(text) == nil)
    let document = Example.document.replacing(
      "MMH[0-9]{9}|[A-Z]{3}[0-9A-Z-]{6,9}", with: text.replacing("\\", with: "\\\\"))
    #expect(Example.problems(document).map(\.path) == ["payers[0].memberIDPattern"])
  }
}
