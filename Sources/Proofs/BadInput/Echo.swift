internal import Claims
internal import Defects
internal import Egress
internal import Sessions
internal import X12

/// Looks for the input in what a refusal says, however it is printed.
///
/// Refusals speak a closed language: every four characters in a row of theirs stand in one of the sentences
/// and names that the program has. What does not is compared with the input.
final class Echo {
  private let vocabulary: Set<UInt32>
  /// Said before, and all of it in the vocabulary.
  private var harmless: Set<String> = []

  init(_ sentences: [String]) { vocabulary = sentences.reduce(into: []) { $0.formUnion(Self.fours($1)) } }

  /// All refusals of the steps from redaction to egress, and what carriers of records show of themselves:
  /// their own names.
  static func ofRefusals() throws -> Echo {
    var sentences = withheld().map(said)
    for position in 1...12 {
      sentences.append(said(ClaimDefects(all: ClaimDefect.all.map { $0.at(position) })))
    }
    sentences.append(said(ClaimDefects(all: ClaimDefect.all)))
    // By itself a defect has other neighbours than in a list.
    for defect in ClaimDefect.all {
      sentences += [defect, defect.at(1)].map { said(ClaimDefects(all: [$0])) }
    }
    sentences += try refusals().map(said)
    let empty: [Any] = [Specimen.directory, BillingColumns(), PersonColumns(), ChargeColumns(), record([])]
    return Echo(sentences + empty.map(said))
  }

  /// Every code, every element and segment of the manifest, and every number of a segment in one claim.
  private static func refusals() throws -> [EgressRefusal] {
    let elements = try Manifest.professionalClaim().elements.flatMap { element in
      let segment = element.position.prefix { $0 != "-" }.dropLast(2)
      return ["\(element.loop) \(element.position)", "\(element.loop) \(segment)"]
    }
    return EgressRefusal.Code.allCases.map { EgressRefusal(code: $0, segment: 1, element: "") }
      + elements.map { EgressRefusal(code: .length, segment: 1, element: $0) }
      + (1...60).map { EgressRefusal(code: .length, segment: $0, element: "2300 HI") }
  }

  /// Every one that there can be.
  private static func withheld() -> [Withheld] {
    let codes = [String](repeating: "F41.1", count: 13)
    let records = (0..<12).map { place in
      record(codes[..<place] + [""])
    }
    return (records + [record([]), record(codes[...])]).compactMap { record in
      do throws(Withheld) { _ = try redact(record) } catch { return error }
      return nil
    }
  }

  private static func record(_ diagnoses: ArraySlice<String>) -> SessionRecord {
    SessionRecord(reference: "", serviceDate: Specimen.day, diagnosisTexts: Array(diagnoses))
  }

  /// Whether anything of the input, longer than three characters, is in what is said.
  func isHeard(_ input: String, in said: String) -> Bool {
    if harmless.contains(said) { return false }
    let strange = Self.fours(said).subtracting(vocabulary)
    if strange.isEmpty {
      if harmless.count < 100_000 { harmless.insert(said) }
      return false
    }
    return !strange.isDisjoint(with: Self.fours(input))
  }

  /// As it prints, as it describes itself for debugging, and all that reflection finds in it.
  static func said(_ value: Any) -> String {
    var text = String(describing: value) + " " + String(reflecting: value) + " "
    reflect(value, into: &text, depth: 0)
    return text
  }

  private static func reflect(_ value: Any, into text: inout String, depth: Int) {
    let mirror = Mirror(reflecting: value)
    for child in mirror.children where depth < 8 {
      text += child.label ?? ""
      text += " "
      if let word = child.value as? String { text += word + " " }
      reflect(child.value, into: &text, depth: depth + 1)
    }
  }

  private static func fours(_ text: String) -> Set<UInt32> {
    var fours: Set<UInt32> = []
    var window: UInt32 = 0
    for (index, byte) in text.utf8.enumerated() {
      window = window << 8 | UInt32(byte)
      if index >= 3 { fours.insert(window) }
    }
    return fours
  }
}
