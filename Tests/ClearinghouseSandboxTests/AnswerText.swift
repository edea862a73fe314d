import Foundation

/// One answer, read by splitting it at the separators that its own ISA names.
struct AnswerText {
  let name: String
  let bytes: [UInt8]
  /// Elements, the segment's name first; components are joined by ":".
  let segments: [[String]]

  var ending: String { String(name.split(separator: ".").last ?? "") }

  init(_ name: String, _ bytes: [UInt8]) throws {
    self.name = name
    self.bytes = bytes
    let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    guard bytes.count >= start + 106 else { throw NotAnInterchange() }
    let (element, component, terminator) = (bytes[start + 3], bytes[start + 104], bytes[start + 105])
    segments = bytes[start...].split(separator: terminator).compactMap { raw in
      let segment = raw.drop { $0 == 0x0A || $0 == 0x0D || $0 == 0x20 }
      guard !segment.isEmpty else { return nil }
      let isHeader = segment.starts(with: Array("ISA".utf8))
      return segment.split(separator: element, omittingEmptySubsequences: false).map { part in
        String(decoding: isHeader ? Array(part) : part.map { $0 == component ? 0x3A : $0 }, as: UTF8.self)
      }
    }
  }

  struct NotAnInterchange: Error {}

  /// Segments of that name as lines, with `*` and `:`.
  func lines(_ name: String) -> [String] {
    segments.filter { $0.first == name }.map { $0.joined(separator: "*") }
  }

  func has(_ line: String) -> Bool { segments.contains { $0.joined(separator: "*") == line } }
}

/// What does not hold in an answer, by counting and adding again.
struct AnswerAudit {
  private(set) var faults: [String] = []
  private var interchange = ""
  private var groups = 0
  private var sets = 0
  private var group = ""
  private var set: [[String]] = []

  static func faults(_ text: AnswerText) -> [String] {
    var audit = AnswerAudit()
    for segment in text.segments { audit.take(segment) }
    return audit.faults
  }

  private mutating func expect(_ holds: Bool, _ what: String) { if !holds { faults.append(what) } }

  private mutating func take(_ segment: [String]) {
    expect(segment.last != "" || segment[0] == "ISA", "an empty element at the end of \(segment[0])")
    set.append(segment)
    switch segment[0] {
    case "ISA":
      expect(segment.joined(separator: "*").utf8.count == 105, "ISA is not 106 bytes wide")
      (interchange, groups) = (segment[13], 0)
    case "GS": (group, sets, groups) = (segment[6], 0, groups + 1)
    case "ST": set = [segment]
    case "SE":
      sets += 1
      expect(segment[1] == String(set.count), "SE01")
      expect(segment[2] == set[0][2], "SE02")
      auditSet()
    case "GE": expect(segment[1] == String(sets) && segment[2] == group, "GE")
    case "IEA": expect(segment[1] == String(groups) && segment[2] == interchange, "IEA")
    default: break
    }
  }

  private mutating func auditSet() {
    switch set[0][1] {
    case "999": auditSyntax()
    case "277": auditStatus()
    case "835": auditPayment()
    default: faults.append("ST01")
    }
  }

  private mutating func auditSyntax() {
    guard let ak9 = set.first(where: { $0[0] == "AK9" }) else { return faults.append("no AK9") }
    let letters = set.filter { $0[0] == "IK5" }.map { $0[1] }
    let accepted = letters.count { $0 != "R" }
    guard !letters.isEmpty else { return expect(ak9[1] == "R" && ak9[4] == "0", "AK9 of a rejected group") }
    expect(ak9[2] == String(letters.count) && ak9[3] == ak9[2] && ak9[4] == String(accepted), "AK9 counts")
    let letter = accepted == 0 ? "R" : accepted < letters.count ? "P" : letters.contains("E") ? "E" : "A"
    expect(ak9[1] == letter || letter == "A" && ak9[1] == "E", "AK901")
  }

  private mutating func auditStatus() {
    let levels = set.filter { $0[0] == "HL" }
    for (index, level) in levels.enumerated() {
      expect(level[1] == String(index + 1), "HL01")
      expect(level[2].isEmpty || Int(level[2]).map { $0 <= index } == true, "HL02")
    }
    let counts = set.filter { $0[0] == "QTY" }.reduce(0) { $0 + (Int($1[2]) ?? 0) }
    let patients = levels.count { $0[3] == "PT" }
    if patients > 0, !set.contains(where: { $0[0] == "HL" && $0[3] == "19" && $0[4] == "0" }) {
      expect(counts == patients, "QTY")
    }
    let amounts = set.filter { $0[0] == "AMT" }.reduce(0) { $0 + cents($1[2]) }
    let total = set.first { $0[0] == "STC" }.map { cents($0[4]) }
    expect(amounts == total, "AMT")
  }

  /// Charge less adjustments is what is paid, of each line and each claim; the claims less PLB are the payment.
  private mutating func auditPayment() {
    var paid = 0
    var claim = (charge: 0, paid: 0, lines: 0, adjusted: 0)
    var line = (charge: 0, paid: 0)
    let reversed = { (segment: [String]) in segment[2] == "22" }
    for segment in set + [["CLP", "", "", "0", "0"]] {
      switch segment[0] {
      case "CLP", "PLB", "SE":
        expect(line.charge == line.paid, "SVC03")
        expect(claim.charge - claim.adjusted == claim.paid && claim.charge == claim.lines, "CLP04")
        (claim, line) = ((0, 0, 0, 0), (0, 0))
        guard segment[0] == "CLP" else { continue }
        claim = (cents(segment[3]), cents(segment[4]), 0, 0)
        paid += claim.paid
        if reversed(segment) { expect(claim.charge <= 0 && claim.paid <= 0, "a reversal above zero") }
      case "SVC":
        expect(line.charge == line.paid, "SVC03")
        line = (cents(segment[2]), cents(segment[3]))
        claim.lines += line.charge
      case "CAS":
        line.charge -= cents(segment[3])
        claim.adjusted += cents(segment[3])
      default: break
      }
    }
    let owed = set.filter { $0[0] == "PLB" }.reduce(0) { $0 + cents($1[4]) }
    let total = set.first { $0[0] == "BPR" }.map { cents($0[2]) }
    expect(total == paid - owed, "BPR02")
    expect((total ?? -1) >= 0, "BPR02 below zero")
  }

  private func cents(_ text: String) -> Int {
    let digits = text.drop { $0 == "-" }.split(separator: ".", omittingEmptySubsequences: false)
    let rest = digits.count == 2 ? (digits[1] + "0").prefix(2) : "00"
    let value = (Int(digits.first ?? "") ?? 0) * 100 + (Int(rest) ?? 0)
    return text.hasPrefix("-") ? -value : value
  }
}
