internal import Signing

/// A nonsense word that stands in one column alone: seen anywhere else, it tells which column leaked.
package struct PlantedWord: Sendable {
  /// What the word says of a record, and so where it may be.
  package enum Family: String, Sendable, CaseIterable {
    /// Free text of the practice. Nowhere.
    case prose = "free text"
    /// Any other text that no element of a claim comes from. Nowhere.
    case inner = "text that no claim has"
    /// Text in a field where a code belongs. Nowhere: it is refused.
    case typed = "text in a code's place"
    /// Names, addresses, numbers of clients who pay for themselves. Nowhere.
    case restricted = "names of those who pay for themselves"
    /// Their ids, and those of their sessions and coverages. In the gate, and in its answers to whom it
    /// answers.
    case restrictedKey = "ids of those who pay for themselves"
    /// The same of clients who are billed. In claims.
    case billed = "names of billed clients"
    /// The practice's ids of billed clients and sessions. In the ledger, and in billing's reports.
    case key = "ids of billed clients and sessions"
    /// Its ids of anything else. In the gate.
    case ownKey = "ids of clinicians, places and coverages"
  }

  /// Ten letters in lower case; in a number, a digit among them: a word is none of a plan's numbers.
  package let text: String
  /// `table.column`.
  package let column: String
  package let family: Family

  package init(_ column: String, _ family: Family, inNumber: Bool = false) {
    (self.column, self.family) = (column, family)
    // No letter that is a hexadecimal digit: a word is not taken for one of the generator's.
    let letters = Array("ghijklmnopqrstuv")
    let digest = sha256(Array("\(column) \(family.rawValue)".utf8)).drop { $0 != ":" }.dropFirst()
    let drawn = String(digest.prefix(8).compactMap { $0.hexDigitValue }.map { letters[$0] })
    text = "zq" + drawn.prefix(4) + (inNumber ? "7" : "") + drawn.dropFirst(4)
  }
}
