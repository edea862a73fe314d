internal import Desk
internal import HTTPTypes
internal import Marks

/// Numbers and lists as billing's pages say them.
enum Said {
  static func grouped(_ number: Int) -> String {
    var digits = Array(String(number.magnitude))
    for position in stride(from: digits.count - 3, to: 0, by: -3) { digits.insert(",", at: position) }
    return (number < 0 ? "-" : "") + String(digits)
  }

  /// `1 claim`, `1,234 claims`
  static func counted(_ number: Int, _ noun: String, _ plural: String? = nil) -> String {
    "\(grouped(number)) \(number == 1 ? noun : plural ?? noun + "s")"
  }

  /// `$1,234.50`
  static func dollars(_ cents: Int64) -> String {
    let rest = String(cents.magnitude % 100)
    let whole = grouped(Int(cents.magnitude / 100))
    return (cents < 0 ? "-" : "") + "$\(whole).\(rest.utf8.count == 1 ? "0" : "")\(rest)"
  }

  static func day(_ day: Int32) -> String { Day(day).words }

  /// The choices of a closed list, for a `select`.
  static func choices(_ words: [(code: String, words: String)], chosen: String = "") -> Rows {
    words.map { ["code": $0.code, "words": $0.words, "isChosen": $0.code == chosen] }
  }

  static let knownBy: [(code: String, words: String)] = [
    ("portal", "on their portal"), ("phone", "on the telephone"), ("letter", "by a letter"),
    ("report", "in a report of theirs"), ("payer", "from the payer"),
  ]

  static let closing: [(code: String, words: String)] = [
    ("written-off", "It is written off"), ("billed-to-client", "The client’s share is billed to the client"),
    ("appealed", "It is appealed"), ("secondary-due", "A secondary claim is due, elsewhere"),
    ("paid", "It is paid and posted"),
  ]

  static let keeping: [(code: String, words: String)] = [
    ("asked-clinician", "The clinician is asked"), ("asked-client", "The client is asked"),
    ("asked-payer", "The payer is asked"), ("policy", "It is the practice’s way"),
  ]

  /// Why a claim is late (005010X222A1, 2300 CLM20).
  static let delays: [(code: String, words: String)] = [
    ("1", "Whether the client was covered was not known"), ("2", "Litigation"),
    ("3", "Authorization was delayed"), ("4", "Certification of the provider was delayed"),
    ("5", "Forms were delayed"), ("6", "A custom-made appliance took long"), ("7", "A third party was late"),
    ("8", "Eligibility was decided late"), ("9", "The original was rejected for another reason"),
    ("10", "Prior approval took long"), ("11", "Another reason"), ("15", "A natural disaster"),
  ]

  static func isOne(_ code: String, of list: [(code: String, words: String)]) -> Bool {
    list.contains { $0.code == code }
  }

  static func words(_ code: String, of list: [(code: String, words: String)]) -> String {
    list.first { $0.code == code }?.words ?? code
  }
}

/// What becomes of a wish, as a page.
enum WishPage {
  /// - Parameters:
  ///   - done: a sentence, where it was recorded.
  ///   - notReady: what to do where the session is not there to be billed, if it is something else.
  static func of(
    _ wish: BillingDesk.Wish?, done: (sentence: String, next: String), notReady: String? = nil, place: String
  ) -> Page {
    guard wish != .recorded else {
      return Page("notice", "Done", ["sentence": done.sentence, "next": done.next, "place": place])
    }
    let words = WishText.of(wish)
    let next = wish == .notReady ? notReady ?? words.nextStep.onPage : words.nextStep.onPage
    return Page(
      "notice", "Not done",
      ["sentence": words.sentence.firstCapital, "next": next, "place": place],
      status: .unprocessableContent)
  }

  /// Nothing was done: something that was typed is missing or is none.
  static func refused(_ sentence: String, _ next: String, _ place: String) -> Page {
    Page(
      "notice", "Not done", ["sentence": sentence, "next": next, "place": place],
      status: .unprocessableContent)
  }
}

extension String {
  var firstCapital: String { prefix(1).uppercased() + dropFirst() }
}
