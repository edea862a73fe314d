/// How much of anything a file may have. Whatever is longer ends the reading, so that a gigabyte of it
/// takes no more memory than a kilobyte.
enum ScanLimit {
  static let segmentBytes = 16 << 10
  static let elements = 100
  static let spaceBytes = 4 << 10
  static let interchanges = 10_000
}

/// Bytes become segments, one at a time, into the same buffer. Separators come from each interchange's own
/// header. A byte order mark and white space are passed over before headers and segments, nowhere else: lines
/// may end after terminators, or be them.
struct SegmentScanner {
  private enum Place {
    /// Before a header: at the beginning, and after each IEA.
    case beforeHeader
    case inHeader
    case beforeSegment
    case inSegment
  }

  private(set) var segment = Segment()
  private var separators = Separators(element: 0, repetition: 0, component: 0, segment: 0)
  private var place = Place.beforeHeader
  private var spaceBytes = 0
  private var markBytes = 0
  private var interchanges = 0

  private static let headerBytes = 106
  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// Shows every segment that ends in these bytes.
  mutating func scan(_ chunk: [UInt8], _ each: (Segment) throws -> Void) throws {
    var index = 0
    while index < chunk.count {
      switch place {
      case .beforeHeader: try passMarkAndSpace(chunk, &index)
      case .beforeSegment: try passSpace(chunk, &index)
      case .inHeader: if try takeHeader(chunk, &index) { try show(each) }
      case .inSegment: if try takeSegment(chunk, &index) { try show(each) }
      }
    }
  }

  /// The file has ended. The last segment may do without its terminator: what follows lines is often trimmed.
  mutating func finish(_ each: (Segment) throws -> Void) throws {
    switch place {
    case .beforeHeader:
      if markBytes > 0 { throw refusal(.notX12) }
      if interchanges == 0 { throw refusal(.empty) }
    case .inHeader: throw refusal(.truncated)
    case .beforeSegment: throw refusal(.truncated)
    case .inSegment:
      segment.ends.append(segment.bytes.count)
      try show(each)
      if place != .beforeHeader { throw refusal(.truncated) }
    }
  }

  private func refusal(_ reason: EnvelopeRefusal.Reason) -> EnvelopeRefusal {
    EnvelopeRefusal(reason, segment: segment.number + 1)
  }

  // MARK: Between segments

  private mutating func passMarkAndSpace(_ chunk: [UInt8], _ index: inout Int) throws {
    let byte = chunk[index]
    if markBytes > 0 || byte == Self.byteOrderMark[0] {
      guard byte == Self.byteOrderMark[markBytes] else { throw refusal(.notX12) }
      markBytes = (markBytes + 1) % Self.byteOrderMark.count
      index += 1
    } else if Self.isSpace(byte) || byte == 0x1A {
      try countSpace()
      index += 1
    } else {
      begin(.inHeader)
    }
  }

  private mutating func passSpace(_ chunk: [UInt8], _ index: inout Int) throws {
    guard Self.isSpace(chunk[index]) else { return begin(.inSegment) }
    try countSpace()
    index += 1
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

  private mutating func countSpace() throws {
    spaceBytes += 1
    if spaceBytes > ScanLimit.spaceBytes { throw refusal(.tooMuchSpace) }
  }

  private mutating func begin(_ next: Place) {
    place = next
    spaceBytes = 0
    segment.bytes.removeAll(keepingCapacity: true)
    segment.ends.removeAll(keepingCapacity: true)
  }

  // MARK: Segments

  /// True where the header is complete.
  private mutating func takeHeader(_ chunk: [UInt8], _ index: inout Int) throws -> Bool {
    while index < chunk.count, segment.bytes.count < Self.headerBytes {
      segment.bytes.append(chunk[index])
      index += 1
      if segment.bytes.count <= 3, !"ISA".utf8.starts(with: segment.bytes) { throw refusal(.notX12) }
    }
    guard segment.bytes.count == Self.headerBytes else { return false }
    switch Separators.read(segment.bytes) {
    case .success(let found): separators = found
    case .failure(let reason): throw refusal(reason)
    }
    interchanges += 1
    if interchanges > ScanLimit.interchanges { throw refusal(.tooManyInterchanges) }
    segment.bytes.removeLast()
    segment.componentSeparator = separators.component
    for place in segment.bytes.indices where segment.bytes[place] == separators.element {
      segment.ends.append(place)
    }
    segment.ends.append(segment.bytes.count)
    return true
  }

  /// True where the terminator was reached.
  private mutating func takeSegment(_ chunk: [UInt8], _ index: inout Int) throws -> Bool {
    let start = index
    let isEnded = separate(chunk, &index)
    segment.bytes.append(contentsOf: chunk[start..<index])
    if segment.bytes.count > ScanLimit.segmentBytes { throw refusal(.segmentTooLong) }
    if segment.ends.count > ScanLimit.elements { throw refusal(.tooManyElements) }
    guard isEnded else { return false }
    segment.ends.append(segment.bytes.count)
    index += 1
    return true
  }

  /// Goes on to the terminator, or to the end of the chunk, or to where it is too much.
  private mutating func separate(_ chunk: [UInt8], _ index: inout Int) -> Bool {
    let last = min(chunk.count, index + ScanLimit.segmentBytes + 1)
    let offset = segment.bytes.count - index
    while index < last {
      let byte = chunk[index]
      if byte == separators.segment { return true }
      if byte == separators.element {
        segment.ends.append(index + offset)
        if segment.ends.count > ScanLimit.elements { return false }
      }
      index += 1
    }
    return false
  }

  private mutating func show(_ each: (Segment) throws -> Void) throws {
    guard let id = SegmentID(segment.bytes(0)) else { throw refusal(.segmentMalformed) }
    segment.id = id
    segment.number += 1
    place = id == SegmentID("IEA") ? .beforeHeader : .beforeSegment
    try each(segment)
  }
}
