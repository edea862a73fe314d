/// What a 999 finds wrong: with a segment (IK304), an element (IK403), a set (IK502) and a group (AK905).
enum SyntaxWords {
  static func segment(_ code: String, in name: String) -> Words {
    guard let sentence = segments[code] else { return unknown }
    return Words(sentence + place(name), correct)
  }

  /// - Parameter place: segment and element: `NM1.9`.
  static func element(_ code: String, at place: String) -> Words {
    guard let sentence = elements[code] else { return unknown }
    let parts = place.split(separator: ".", omittingEmptySubsequences: false).map { String($0) }
    let number = parts.count == 2 ? Int(parts[1]).flatMap { (1...99).contains($0) ? $0 : nil } : nil
    let element = number.map { " It is element \($0)." } ?? ""
    return Words(sentence + self.place(parts[0]) + element, correct)
  }

  static func set(_ code: String) -> Words {
    guard let sentence = sets[code] else { return unknown }
    return Words(sentence, code == "5" || code == "I5" ? correct : envelope)
  }

  static func group(_ code: String) -> Words {
    guard let sentence = groups[code] else { return unknown }
    return Words(sentence, envelope)
  }

  private static func place(_ name: String) -> String {
    names[name].map { " It is in the segment of \($0)." } ?? ""
  }

  private static let unknown = Words(
    "The form of the file was found wrong, for a reason that Scrim has no words for.",
    "Look the code up in the clearinghouse's companion guide, or ask it.")
  private static let correct = "Correct what the segment is made from, and make the claim again."
  private static let envelope = "Ask the clearinghouse what it received, and show it this code."

  private static let segments = [
    "1": "A segment stands there that the receiver does not know.",
    "2": "A segment stands where none of its kind is expected.",
    "3": "A segment that has to be there is missing.",
    "4": "A part of the claim is repeated more often than it may be.",
    "5": "A segment is repeated more often than it may be.",
    "6": "A segment stands there that this kind of file does not have.",
    "7": "A segment stands in the wrong order.",
    "8": "One or more elements of a segment are wrong.",
    "I4": "A segment was sent that the guide says not to use.",
    "I6": "A segment is missing that others make necessary.",
    "I7": "A part of the claim is there less often than it has to be.",
    "I8": "A segment is there less often than it has to be.",
    "I9": "A segment was sent that others rule out.",
  ]

  private static let elements = [
    "1": "An element that every such segment needs is empty.",
    "2": "An element is empty that another one of the segment makes necessary.",
    "3": "The segment has more elements than it may.",
    "4": "An element is too short.",
    "5": "An element is too long.",
    "6": "An element has a character that may not be there.",
    "7": "An element has a code that is not valid.",
    "8": "An element should be a date and is none.",
    "9": "An element should be a time and is none.",
    "10": "Two elements are filled in of which only one may be.",
    "12": "An element is repeated more often than it may be.",
    "13": "An element has more components than it may.",
    "I6": "An element has a code that is valid elsewhere and not used here.",
    "I9": "An element is empty that the guide demands in a case like this.",
    "I10": "An element was sent that the guide says not to use.",
    "I11": "An element is repeated less often than it has to be.",
    "I12": "An element is not of the form that the guide demands.",
    "I13": "An element was sent that the guide rules out in a case like this.",
  ]

  private static let sets = [
    "1": "The receiver does not take this kind of transaction.",
    "2": "The end of the transaction is missing.",
    "3": "The number at the end of the transaction is not the one at its beginning.",
    "4": "The transaction does not have as many segments as its end says.",
    "5":
      "One or more segments are wrong; a transaction that is rejected takes all its claims along.",
    "6": "The transaction does not say what kind it is of.",
    "7": "The transaction has no number, or none that is valid.",
    "18": "The transaction is of a kind that does not belong into its group.",
    "19": "The transaction names a guide in a way that is not valid.",
    "23": "Another transaction of the group has the same number.",
    "24": "The end of the transaction's outer security envelope is missing.",
    "25": "The beginning of the transaction's outer security envelope is missing.",
    "26": "The end of the transaction's inner security envelope is missing.",
    "27": "The beginning of the transaction's inner security envelope is missing.",
    "I5":
      "Segments are not as the guide has them; a transaction that is rejected takes all its claims along.",
    "I6": "The receiver does not take this guide for transactions.",
  ]

  private static let groups = [
    "1": "The receiver does not take this kind of group.",
    "2": "The receiver does not take this version for groups.",
    "3": "The end of the group is missing.",
    "4": "The number at the end of the group is not the one at its beginning.",
    "5": "The group does not have as many transactions as its end says.",
    "6": "The group's number is not of a valid form.",
  ]

  private static let names = [
    "NM1": "a name and its id (NM1)", "N3": "a street (N3)", "N4": "city, state and postal code (N4)",
    "DMG": "birth date and gender (DMG)", "CLM": "the claim itself (CLM)", "HI": "diagnoses (HI)",
    "SV1": "procedure and charge (SV1)", "DTP": "a date (DTP)", "REF": "a reference number (REF)",
    "SBR": "the insurance of the insured (SBR)", "PRV": "a provider's specialty (PRV)",
    "PAT": "the patient (PAT)", "PER": "a contact (PER)", "HL": "a level (HL)", "LX": "a line's number (LX)",
    "BHT": "the batch's beginning (BHT)", "ST": "the transaction's beginning (ST)",
    "SE": "the transaction's end (SE)", "AMT": "an amount (AMT)", "OI": "another insurance (OI)",
    "CAS": "an adjustment (CAS)", "SVD": "another payer's decision (SVD)",
  ]
}
