internal import X12

/// Reads a file of TA1, 999, 277CA and 835 from front to back, in the same memory for a file of any size.
///
/// What was shown counts only when this has returned: that a file ends too early is known at its end.
///
/// - Parameters:
///   - next: the next bytes, as many as it likes; nil at the end of the file.
///   - each: one thing that is said.
/// - Throws: `EnvelopeRefusal`, `AcknowledgmentRefusal`, and whatever `next` and `each` throw.
public func readAcknowledgments(
  _ next: () throws -> [UInt8]?, each: (Finding) throws -> Void
) throws -> FileSummary {
  var reader = AcknowledgmentReader()
  try InterchangeReader.read(next) { event, segment in try reader.take(event, segment, each) }
  guard reader.summary.findings > 0 else {
    throw AcknowledgmentRefusal(.nothingSaid, segment: reader.lastSegment)
  }
  return reader.summary
}

private struct AcknowledgmentReader {
  var summary = FileSummary()
  private(set) var lastSegment = 0
  private var said: String?
  private var group: GroupHeader?
  private var set: SetReader = .none

  /// Whoever reads the open set.
  private enum SetReader {
    case none
    case syntax(SyntaxReader)
    case status(StatusReader)
    case payment(PaymentReader)
  }

  mutating func take(
    _ event: InterchangeEvent, _ segment: Segment, _ each: (Finding) throws -> Void
  ) throws {
    lastSegment = segment.number
    var found = Findings()
    switch event {
    case .interchange(let header): begin(header)
    case .betweenGroups: found.add(try interchangeAnswer(segment, &found))
    case .group(let header): group = header
    case .set(let header): set = try reader(of: header, segment)
    case .body: try read(segment, &found)
    case .endOfSet: try end(segment, &found)
    case .endOfGroup: group = nil
    case .endOfInterchange(let countsMissingGroup):
      if countsMissingGroup { found.warn(.missingGroupCounted) }
    }
    summary.warnings.formUnion(found.warnings)
    for var one in found.all {
      if one.saidOn == nil { one.saidOn = said }
      if one.isContradictory { summary.warnings.insert(.contradictory) }
      summary.findings += 1
      summary.kinds.insert(one.kind)
      try each(one)
    }
  }

  private mutating func begin(_ header: InterchangeHeader) {
    summary.interchanges.append(
      FileSummary.Interchange(
        sender: header.sender, receiver: header.receiver, controlNumber: header.controlNumber,
        isTest: header.usage == "T"))
    said = isoDay("20" + header.date)
  }

  /// A claim, an answer of another kind and another guide's are no acknowledgments of ours.
  private mutating func reader(of header: SetHeader, _ segment: Segment) throws -> SetReader {
    guard let group else { return .none }
    let guide = header.guide ?? group.guide
    func requireGuide(_ known: [String], older: [String]) throws {
      if older.contains(guide) {
        summary.warnings.insert(.olderGuide)
      } else if !known.contains(guide) {
        throw AcknowledgmentRefusal(.otherGuide, segment: segment.number)
      }
    }
    switch (group.identifier, header.transactionSet) {
    case ("FA", "999"):
      try requireGuide(["005010X231A1", "005010X231"], older: [])
      return .syntax(SyntaxReader())
    case ("HN", "277"):
      try requireGuide(["005010X214"], older: ["005010X214A1"])
      return .status(StatusReader())
    case ("HP", "835"):
      try requireGuide(["005010X221A1"], older: ["005010X221"])
      return .payment(PaymentReader())
    default: throw AcknowledgmentRefusal(.otherTransaction, segment: segment.number)
    }
  }

  private mutating func read(_ segment: Segment, _ found: inout Findings) throws {
    switch set {
    case .none: break
    case .syntax(var reader):
      set = .none  // one owner of what the reader holds
      try reader.take(segment, &found)
      set = .syntax(reader)
    case .status(var reader):
      set = .none
      reader.take(segment, &found)
      set = .status(reader)
    case .payment(var reader):
      set = .none
      try reader.take(segment, &found)
      set = .payment(reader)
    }
  }

  private mutating func end(_ segment: Segment, _ found: inout Findings) throws {
    switch set {
    case .none: break
    case .syntax(let reader): try reader.end(segment)
    case .status(var reader): reader.end(&found)
    case .payment(var reader): try reader.end(segment, &found)
    }
    set = .none
  }
}

/// What one segment brought to light.
struct Findings {
  private(set) var all: [Finding] = []
  private(set) var warnings: Set<FileSummary.Warning> = []

  mutating func add(_ finding: Finding?) { if let finding { all.append(finding) } }
  mutating func warn(_ warning: FileSummary.Warning) { warnings.insert(warning) }
}

/// `CCYYMMDD` as ISO 8601; nil for anything else.
func isoDay(_ digits: String) -> String? {
  guard digits.utf8.count == 8, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
    let month = Int(digits.dropFirst(4).prefix(2)), (1...12).contains(month),
    let day = Int(digits.suffix(2)), (1...daysIn(month, Int(digits.prefix(4)) ?? 0)).contains(day)
  else { return nil }
  return "\(digits.prefix(4))-\(digits.dropFirst(4).prefix(2))-\(digits.suffix(2))"
}

private func daysIn(_ month: Int, _ year: Int) -> Int {
  switch month {
  case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
  case 4, 6, 9, 11: 30
  default: 31
  }
}
