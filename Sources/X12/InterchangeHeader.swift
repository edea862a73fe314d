/// What an interchange header that was read says (ISA05 to ISA15), without the spaces that fill it up.
public struct InterchangeHeader: Equatable, Sendable {
  public let senderQualifier: String
  public let sender: String
  public let receiverQualifier: String
  public let receiver: String
  /// `YYMMDD` and `HHMM`, as they stand there.
  public let date: String
  public let time: String
  /// ISA13.
  public let controlNumber: Int
  /// ISA15: `P` production, `T` test, `I` information.
  public let usage: String
}

/// GS01 and GS08.
public struct GroupHeader: Equatable, Sendable {
  public let identifier: String
  public let guide: String
  /// GS06.
  public let controlNumber: Int
}

/// ST01 and ST03.
public struct SetHeader: Equatable, Sendable {
  public let transactionSet: String
  /// Nil where ST03 is not there, or cannot be read.
  public let guide: String?
}

/// What was just read, beside the segment itself.
public enum InterchangeEvent: Sendable {
  case interchange(InterchangeHeader)
  /// A segment of the interchange, outside of groups: TA1.
  case betweenGroups
  case group(GroupHeader)
  case set(SetHeader)
  /// A segment within a set.
  case body
  case endOfSet
  case endOfGroup
  /// Whether its IEA01 says one group where there is none: some senders of a lone TA1 do.
  case endOfInterchange(countsMissingGroup: Bool)
}

/// The four separators of an interchange, from its header: bytes 4, 83, 105 and 106.
struct Separators: Equatable {
  var element: UInt8
  var repetition: UInt8
  var component: UInt8
  var segment: UInt8

  /// The 106 bytes of a header, or why they are none.
  static func read(_ header: [UInt8]) -> Result<Separators, EnvelopeRefusal.Reason> {
    let found = Separators(
      element: header[3], repetition: header[82], component: header[104], segment: header[105])
    let places = [3, 6, 17, 20, 31, 34, 50, 53, 69, 76, 81, 83, 89, 99, 101, 103]
    guard places.allSatisfy({ header[$0] == found.element }),
      header.count(where: { $0 == found.element }) == places.count
    else { return .failure(.headerMalformed) }
    guard header[84..<89].elementsEqual("00501".utf8) else {
      return .failure(.versionUnsupported)
    }
    let all = [found.element, found.repetition, found.component, found.segment]
    guard Set(all).count == 4, all.allSatisfy(isUsable) else {
      return .failure(.separatorsUnusable)
    }
    return .success(found)
  }

  private static func isUsable(_ byte: UInt8) -> Bool { byte < 128 && byte != 0 && !data.contains(byte) }

  private static let data = ByteSet(" 0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
}

extension InterchangeHeader {
  /// Nil where an element is not what it has to be.
  init?(_ segment: Segment) {
    guard let senderQualifier = segment.text(5), let sender = segment.text(6),
      let receiverQualifier = segment.text(7), let receiver = segment.text(8),
      segment.number(9) != nil, let date = segment.text(9), segment.number(10) != nil,
      let time = segment.text(10), let number = segment.number(13),
      segment.has("P", at: 15) || segment.has("T", at: 15) || segment.has("I", at: 15),
      let usage = segment.text(15)
    else { return nil }
    (self.senderQualifier, self.sender) = (senderQualifier, sender)
    (self.receiverQualifier, self.receiver) = (receiverQualifier, receiver)
    (self.date, self.time, controlNumber, self.usage) = (date, time, number, usage)
  }
}
