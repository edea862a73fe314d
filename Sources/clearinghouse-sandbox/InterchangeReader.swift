// Reads the envelopes of an X12 interchange: ISA to IEA, GS to GE, ST to SE, with their counts and control
// numbers. What stands inside a transaction set is counted, not read.

/// What the envelopes say. Shapes: `controlNumber` is ISA13, nine digits.
package struct InterchangeSummary: Equatable, Sendable {
  var controlNumber: String
  /// ISA15: "T" test, "P" production.
  var usage: String
  var transactionSets: Int
  package var claims: Int

  package init(controlNumber: String = "", usage: String = "", transactionSets: Int = 0, claims: Int = 0) {
    self.controlNumber = controlNumber
    self.usage = usage
    self.transactionSets = transactionSets
    self.claims = claims
  }
}

/// Why the envelopes do not hold.
package enum EnvelopeFault: String, Error, Equatable {
  case headerUnreadable = "isa-unreadable"
  case unterminatedSegment = "segment-unterminated"
  case unexpectedSegment = "segment-unexpected"
  case versionUnsupported = "version-unsupported"
  case segmentCount = "se01-differs"
  case setNumber = "se02-differs"
  case setNumberRepeated = "st02-repeated"
  case guideDiffers = "st03-differs"
  case setCount = "ge01-differs"
  case groupNumber = "ge02-differs"
  case groupCount = "iea01-differs"
  case interchangeNumber = "iea02-differs"
  case incomplete = "interchange-incomplete"
}

/// One reading of one interchange.
package struct InterchangeReader {
  private static let headerBytes = 106
  private static let guide = "005010X222A1"

  private enum Place { case beforeHeader, inInterchange, inGroup, inSet, afterTrailer }

  private var summary = InterchangeSummary()
  private var place = Place.beforeHeader
  private var separator: UInt8 = 0
  private var groups = 0
  private var groupNumber = ""
  private var setNumbers: Set<String> = []
  private var setNumber = ""
  private var segments = 0

  private init() {}

  package static func read(_ bytes: [UInt8]) throws(EnvelopeFault) -> InterchangeSummary {
    // ISA has a fixed width: the delimiters are read from it (element separator at 4, terminator at 106).
    guard bytes.count >= headerBytes, bytes.starts(with: Array("ISA".utf8)) else { throw .headerUnreadable }
    let terminator = bytes[headerBytes - 1]
    var reader = InterchangeReader()
    reader.separator = bytes[3]
    var rest = bytes[...]
    while let start = rest.firstIndex(where: { $0 != 0x0A && $0 != 0x0D }) {
      guard let end = rest[start...].firstIndex(of: terminator) else { throw .unterminatedSegment }
      try reader.take(rest[start..<end])
      rest = rest[(end + 1)...]
    }
    guard reader.place == .afterTrailer else { throw .incomplete }
    return reader.summary
  }

  private mutating func take(_ segment: ArraySlice<UInt8>) throws(EnvelopeFault) {
    let identifier = segment.prefix { $0 != separator }
    segments += 1
    switch (place, Array(identifier)) {
    case (.beforeHeader, [0x49, 0x53, 0x41]): try openInterchange(elements(segment))  // ISA
    case (.inInterchange, [0x47, 0x53]): try openGroup(elements(segment))  // GS
    case (.inGroup, [0x53, 0x54]): try openSet(elements(segment))  // ST
    case (.inSet, [0x53, 0x45]): try closeSet(elements(segment))  // SE
    case (.inGroup, [0x47, 0x45]): try closeGroup(elements(segment))  // GE
    case (.inInterchange, [0x49, 0x45, 0x41]): try closeInterchange(elements(segment))  // IEA
    case (.inSet, let other) where !Self.envelopes.contains(other):
      if other == [0x43, 0x4C, 0x4D] { summary.claims += 1 }  // CLM
    default: throw .unexpectedSegment
    }
  }

  private static let envelopes: [[UInt8]] = ["ISA", "GS", "ST", "GE", "IEA"].map { Array($0.utf8) }

  private func elements(_ segment: ArraySlice<UInt8>) -> [String] {
    segment.split(separator: separator, omittingEmptySubsequences: false).map {
      String(decoding: $0, as: UTF8.self)
    }
  }

  private mutating func openInterchange(_ isa: [String]) throws(EnvelopeFault) {
    guard isa.count == 17, isa[13].utf8.count == 9, Int(isa[13]) != nil else { throw .headerUnreadable }
    guard isa[12] == "00501" else { throw .versionUnsupported }
    summary.controlNumber = isa[13]
    summary.usage = isa[15]
    place = .inInterchange
  }

  private mutating func openGroup(_ gs: [String]) throws(EnvelopeFault) {
    guard gs.count == 9, gs[1] == "HC", gs[8] == Self.guide else { throw .versionUnsupported }
    groups += 1
    groupNumber = gs[6]
    setNumbers = []
    place = .inGroup
  }

  private mutating func openSet(_ st: [String]) throws(EnvelopeFault) {
    guard st.count == 4, st[1] == "837", st[3] == Self.guide else { throw .guideDiffers }
    guard setNumbers.insert(st[2]).inserted else { throw .setNumberRepeated }
    setNumber = st[2]
    segments = 1
    place = .inSet
  }

  private mutating func closeSet(_ se: [String]) throws(EnvelopeFault) {
    guard se.count == 3, se[1] == String(segments) else { throw .segmentCount }
    guard se[2] == setNumber else { throw .setNumber }
    summary.transactionSets += 1
    place = .inGroup
  }

  private mutating func closeGroup(_ ge: [String]) throws(EnvelopeFault) {
    guard ge.count == 3, ge[1] == String(setNumbers.count), !setNumbers.isEmpty else { throw .setCount }
    guard ge[2] == groupNumber else { throw .groupNumber }
    place = .inInterchange
  }

  private mutating func closeInterchange(_ iea: [String]) throws(EnvelopeFault) {
    guard iea.count == 3, iea[1] == String(groups), groups > 0 else { throw .groupCount }
    guard iea[2] == summary.controlNumber else { throw .interchangeNumber }
    place = .afterTrailer
  }
}
