// The writer's own X12: segments as lists of elements, counts and control numbers made here, and the dress in
// which a file is handed out.

/// A segment's elements, its name first. `composite` joins the components of one.
typealias AnswerSegment = [String]

/// Stands between components until the separators are known; no text has it.
private let componentMark: Character = "\u{1F}"

func composite(_ components: String...) -> String { composite(components) }

func composite(_ components: [String]) -> String {
  let kept = components.reversed().drop { $0.isEmpty }.reversed()
  return kept.joined(separator: String(componentMark))
}

/// How the bytes of a file look, whatever they say.
struct Dress: Equatable, Sendable {
  var element: UInt8 = 0x2A  // *
  var component: UInt8 = 0x3A  // :
  var repetition: UInt8 = 0x5E  // ^
  var terminator: UInt8 = 0x7E  // ~
  /// After each terminator.
  var lineEnd: [UInt8] = []
  /// Before each segment but the first.
  var indent = 0
  /// Before everything.
  var start: [UInt8] = []
}

/// One interchange of ours, addressed to whoever sent the claims.
struct AnswerInterchange {
  struct Group {
    /// GS01, GS08.
    var function: String
    var guide: String
    /// ST01, and whether ST03 repeats the guide.
    var set: String
    var namesGuide = true
    /// Of each transaction set what stands between ST and SE.
    var sets: [[AnswerSegment]]
  }

  var received: ReceivedInterchange
  /// ISA13 and GS06.
  var number: Int
  var moment: Moment
  var groups: [Group] = []
  /// TA1 segments before the groups, and after them.
  var before: [AnswerSegment] = []
  var after: [AnswerSegment] = []

  func bytes(in dress: Dress) -> [UInt8] {
    var writer = SegmentBytes(dress)
    writer.header(isa(dress))
    for segment in before { writer.append(segment) }
    for (index, group) in groups.enumerated() { append(group, number + index, to: &writer) }
    for segment in after { writer.append(segment) }
    writer.append(["IEA", String(groups.count), padded(number, 9)])
    return writer.bytes
  }

  private func append(_ group: Group, _ number: Int, to writer: inout SegmentBytes) {
    let route = received.groups.first
    writer.append([
      "GS", group.function, route?.receiver ?? received.receiver, route?.sender ?? received.sender,
      moment.day,
      moment.minute, String(number), "X", group.guide,
    ])
    for (index, segments) in group.sets.enumerated() {
      let setNumber = padded(index + 1, 4)
      writer.append(["ST", group.set, setNumber] + (group.namesGuide ? [group.guide] : []))
      for segment in segments { writer.append(segment) }
      writer.append(["SE", String(segments.count + 2), setNumber])
    }
    writer.append(["GE", String(group.sets.count), String(number)])
  }

  /// The one segment of fixed width, in which the separators stand as data.
  private func isa(_ dress: Dress) -> [String] {
    let wide = { (text: String, width: Int) in
      String(text.prefix(width)) + String(repeating: " ", count: max(0, width - text.count))
    }
    return [
      "ISA", "00", wide("", 10), "00", wide("", 10), wide(received.receiverQualifier, 2),
      wide(received.receiver, 15), wide(received.senderQualifier, 2), wide(received.sender, 15),
      String(moment.day.dropFirst(2)), moment.minute, character(dress.repetition), "00501", padded(number, 9),
      "0",
      "T", character(dress.component),
    ]
  }

  private func character(_ byte: UInt8) -> String { String(decoding: [byte], as: UTF8.self) }
}

/// Segments become bytes. A separator within a text becomes a space: X12 has no way to write it.
private struct SegmentBytes {
  private let dress: Dress
  private(set) var bytes: [UInt8]

  init(_ dress: Dress) {
    self.dress = dress
    bytes = dress.start
  }

  mutating func header(_ elements: [String]) {
    bytes += Array(elements.joined(separator: String(decoding: [dress.element], as: UTF8.self)).utf8)
    end()
  }

  mutating func append(_ segment: AnswerSegment) {
    bytes += [UInt8](repeating: 0x20, count: dress.indent)
    for (index, element) in segment.reversed().drop(while: \.isEmpty).reversed().enumerated() {
      if index > 0 { bytes.append(dress.element) }
      for byte in element.utf8 { bytes.append(written(byte)) }
    }
    end()
  }

  private func written(_ byte: UInt8) -> UInt8 {
    switch byte {
    case 0x1F: dress.component
    case dress.element, dress.component, dress.repetition, dress.terminator, 0..<0x20: 0x20
    default: byte
    }
  }

  private mutating func end() {
    bytes.append(dress.terminator)
    bytes += dress.lineEnd
  }
}

func padded(_ number: Int, _ width: Int) -> String {
  let digits = String(number)
  return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
