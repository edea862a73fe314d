/// Reads a file of interchanges front to back: segments, and the envelope around them, whose numbers and
/// counts must be right. Takes the same memory for a file of any size.
///
/// What was shown counts only when `read` has returned: that a file ends too early is known at its end.
public struct InterchangeReader {
  private var scanner = SegmentScanner()
  private var envelope = Envelope()

  private init() {}

  /// - Parameters:
  ///   - next: the next bytes, as many as it likes; nil at the end of the file.
  ///   - each: what was read, and the segment, which is valid during the call.
  /// - Throws: `EnvelopeRefusal`, and whatever `next` and `each` throw.
  public static func read(
    _ next: () throws -> [UInt8]?, each: (InterchangeEvent, Segment) throws -> Void
  ) throws {
    var reader = InterchangeReader()
    while let chunk = try next() {
      try reader.scanner.scan(chunk) { try each(try reader.envelope.take($0), $0) }
    }
    try reader.scanner.finish { try each(try reader.envelope.take($0), $0) }
  }
}

/// Levels within levels, with the numbers and counts that their trailers must repeat.
private struct Envelope {
  private enum Level { case outside, interchange, group, set }

  private var level = Level.outside
  private var interchangeNumber = 0
  private var groupNumber = 0
  private var setNumber: [UInt8] = []
  private var groups = 0
  private var sets = 0
  /// Segments of the open set, its ST included.
  private var segments = 0

  mutating func take(_ segment: Segment) throws(EnvelopeRefusal) -> InterchangeEvent {
    switch (level, segment.id) {
    case (.outside, isa): return try beginInterchange(segment)
    case (.interchange, gs): return try beginGroup(segment)
    case (.interchange, iea): return try endInterchange(segment)
    case (.interchange, ta1): return .betweenGroups
    case (.group, st): return try beginSet(segment)
    case (.group, ge): return try endGroup(segment)
    case (.set, se): return try endSet(segment)
    case (.set, isa), (.set, gs), (.set, st), (.set, ge), (.set, iea):
      throw EnvelopeRefusal(.segmentMisplaced, segment: segment.number)
    case (.set, _):
      segments += 1
      return .body
    case (.outside, _), (.interchange, _), (.group, _):
      throw EnvelopeRefusal(.segmentMisplaced, segment: segment.number)
    }
  }

  private mutating func beginInterchange(_ segment: Segment) throws(EnvelopeRefusal) -> InterchangeEvent {
    guard let header = InterchangeHeader(segment) else {
      throw EnvelopeRefusal(.headerMalformed, segment: segment.number)
    }
    (level, interchangeNumber, groups) = (.interchange, header.controlNumber, 0)
    return .interchange(header)
  }

  private mutating func beginGroup(_ segment: Segment) throws(EnvelopeRefusal) -> InterchangeEvent {
    guard let number = segment.number(6), let identifier = segment.text(1), let guide = segment.text(8) else {
      throw EnvelopeRefusal(.numberUnreadable, segment: segment.number)
    }
    (level, groupNumber, sets) = (.group, number, 0)
    groups += 1
    return .group(GroupHeader(identifier: identifier, guide: guide, controlNumber: number))
  }

  private mutating func beginSet(_ segment: Segment) throws(EnvelopeRefusal) -> InterchangeEvent {
    guard let set = segment.text(1), (1...9).contains(segment.bytes(2).count) else {
      throw EnvelopeRefusal(.numberUnreadable, segment: segment.number)
    }
    (level, setNumber, segments) = (.set, Array(segment.bytes(2)), 1)
    sets += 1
    return .set(SetHeader(transactionSet: set, guide: segment.text(3)))
  }

  private mutating func endSet(_ segment: Segment) throws(EnvelopeRefusal) -> InterchangeEvent {
    try compare(segment.number(1), segments + 1, .countDiffers, segment)
    if !segment.bytes(2).elementsEqual(setNumber) {
      throw EnvelopeRefusal(.numberDiffers, segment: segment.number)
    }
    level = .group
    return .endOfSet
  }

  private mutating func endGroup(_ segment: Segment) throws(EnvelopeRefusal) -> InterchangeEvent {
    try compare(segment.number(1), sets, .countDiffers, segment)
    try compare(segment.number(2), groupNumber, .numberDiffers, segment)
    level = .interchange
    return .endOfGroup
  }

  private mutating func endInterchange(_ segment: Segment) throws(EnvelopeRefusal) -> InterchangeEvent {
    let countsMissingGroup = groups == 0 && segment.number(1) == 1
    if !countsMissingGroup { try compare(segment.number(1), groups, .countDiffers, segment) }
    try compare(segment.number(2), interchangeNumber, .numberDiffers, segment)
    level = .outside
    return .endOfInterchange(countsMissingGroup: countsMissingGroup)
  }

  private func compare(
    _ found: Int?, _ right: Int, _ reason: EnvelopeRefusal.Reason, _ segment: Segment
  ) throws(EnvelopeRefusal) {
    if found != right { throw EnvelopeRefusal(reason, segment: segment.number) }
  }

  private let isa = SegmentID("ISA")
  private let gs = SegmentID("GS")
  private let st = SegmentID("ST")
  private let se = SegmentID("SE")
  private let ge = SegmentID("GE")
  private let iea = SegmentID("IEA")
  private let ta1 = SegmentID("TA1")
}
