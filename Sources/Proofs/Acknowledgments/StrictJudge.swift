internal import Acknowledgments

/// What a file may be taken to accept, said once more, strictly and in another way than the reader says it:
/// the whole file is split at the separators of its headers, every count and number is compared, and each
/// acceptance has to stand in so many letters where it belongs.
enum StrictJudge {
  struct Licence: Hashable {
    let kind: Finding.Kind
    let subject: Finding.Subject
    let outcome: Finding.Outcome
  }

  static let accepting: Set<Finding.Outcome> = [
    .accepted, .acceptedWithErrors, .received, .forwarded, .split, .adjudicating, .paid, .forwardedToOther,
    .predetermined,
  ]

  /// How often each may be said; none of a file that is not well formed.
  ///
  /// - Parameter passingOver: whether a status whose category is no code at all, beside one that accepts, is
  ///   passed over; otherwise it takes the acceptance away.
  static func licences(_ bytes: [UInt8], passingOver: Bool) -> [Licence: Int] {
    guard let interchanges = interchanges(bytes) else { return [:] }
    var found: [Licence: Int] = [:]
    for parts in interchanges {
      guard let sets = JudgedEnvelope(parts).sets() else { return [:] }
      for part in parts where part.name == "TA1" {
        if let number = part.number(1), let outcome = verdicts[part.text(4)] {
          found[Licence(kind: .interchange, subject: .interchange(number), outcome: outcome), default: 0] += 1
        }
      }
      for set in sets {
        for licence in JudgedSet(set, passingOver: passingOver).licences() { found[licence, default: 0] += 1 }
      }
    }
    return found
  }

  /// What stands where the numbers of claims, batches and payments belong.
  static func numbers(_ bytes: [UInt8]) -> Set<String> {
    var found: Set<String> = []
    for part in (interchanges(bytes) ?? []).joined() {
      switch part.name {
      case "TRN": found.insert(part.text(2))
      case "REF" where part.text(1) == "1K": found.insert(part.text(2))
      case "CLP": found.formUnion([part.text(1), part.text(7)])
      case "CTX": found.insert(part.text(1, 2))
      default: break
      }
    }
    return found
  }

  static let verdicts: [String: Finding.Outcome] = ["A": .accepted, "E": .acceptedWithErrors]

  /// A segment, split.
  struct Part {
    let elements: [ArraySlice<UInt8>]
    let component: UInt8

    var name: String { text(0) }

    /// Spaces at the end of an element mean nothing.
    func text(_ element: Int) -> String {
      guard element < elements.count else { return "" }
      return Self.trimmed(elements[element])
    }

    func text(_ element: Int, _ place: Int) -> String {
      guard element < elements.count else { return "" }
      let all = elements[element].split(separator: component, omittingEmptySubsequences: false)
      return place <= all.count ? Self.trimmed(all[place - 1]) : ""
    }

    func number(_ element: Int) -> Int? {
      let text = text(element)
      return text.utf8.count <= 9 && text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(text) : nil
    }

    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> String {
      var bytes = bytes
      while bytes.last == 0x20 { bytes.removeLast() }
      return String(decoding: bytes, as: UTF8.self)
    }
  }

  /// Nil where one has no header, or no end.
  private static func interchanges(_ bytes: [UInt8]) -> [[Part]]? {
    var all: [[Part]] = []
    var rest = bytes[...]
    func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
    while true {
      rest = rest.drop { isSpace($0) || [0x1A, 0xEF, 0xBB, 0xBF].contains($0) }
      if rest.isEmpty { return all }
      guard rest.count >= 106, rest.starts(with: "ISA".utf8) else { return nil }
      let header = Array(rest.prefix(106))
      rest = rest.dropFirst(106)
      func part(_ bytes: ArraySlice<UInt8>) -> Part {
        Part(
          elements: bytes.split(separator: header[3], omittingEmptySubsequences: false),
          component: header[104])
      }
      var parts = [part(header[..<105])]
      while parts.last?.name != "IEA" {
        rest = rest.drop(while: isSpace)
        if rest.isEmpty { return nil }
        let segment = rest.prefix { $0 != header[105] }
        rest = rest.dropFirst(segment.count + 1)
        parts.append(part(segment))
      }
      all.append(parts)
    }
  }
}

/// One interchange: groups in it, sets in them, and TA1 beside them.
struct JudgedEnvelope {
  private let parts: [StrictJudge.Part]
  private var next = 1

  init(_ parts: [StrictJudge.Part]) { self.parts = parts }

  /// All sets, each with its group's header before it; nil where something does not fit.
  func sets() -> [[StrictJudge.Part]]? {
    var walker = self
    return walker.walk()
  }

  private mutating func walk() -> [[StrictJudge.Part]]? {
    var all: [[StrictJudge.Part]] = []
    var groups = 0
    while let part = take(), part.name != "IEA" {
      if part.name == "TA1" { continue }
      guard part.name == "GS", let sets = group(part) else { return nil }
      groups += 1
      all += sets
    }
    guard let end = parts.last, let number = end.number(2), number == parts[0].number(13),
      end.number(1) == groups || groups == 0 && end.number(1) == 1
    else { return nil }
    return all
  }

  private mutating func group(_ header: StrictJudge.Part) -> [[StrictJudge.Part]]? {
    var sets: [[StrictJudge.Part]] = []
    while let part = take() {
      if part.name == "GE" {
        let fits = part.number(1) == sets.count && part.number(2) == header.number(6) && part.number(2) != nil
        return fits ? sets : nil
      }
      guard part.name == "ST" else { return nil }
      var set = [header, part]
      while let inner = take() {
        set.append(inner)
        if inner.name == "SE" { break }
        if ["ISA", "GS", "ST", "GE", "IEA"].contains(inner.name) { return nil }
      }
      guard let end = set.last, end.name == "SE", end.number(1) == set.count - 1, end.text(2) == part.text(2)
      else { return nil }
      sets.append(set)
    }
    return nil
  }

  private mutating func take() -> StrictJudge.Part? {
    guard next < parts.count else { return nil }
    defer { next += 1 }
    return parts[next]
  }
}
