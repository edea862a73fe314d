public import Carriers
internal import FoundationEssentials

/// One mark as it was made: what is needed to make it again, and who made it. Days are ISO 8601.
public struct MarkRecord: Codable, Equatable, Sendable {
  public var client: String
  /// Nil: the client as a whole.
  public var session: String?
  public var from: String?
  public var through: String?
  /// The day on which the client asked.
  public var requestedOn: String
  /// The day on which the client paid in full, where that was known.
  public var paidOn: String?
  /// The login that marked.
  public var markedBy: String
  /// When, in UTC: `2026-11-28T01:38:04Z`.
  public var markedAt: String

  public init(client: String, requestedOn: String, markedBy: String, markedAt: String) {
    self.client = client
    self.requestedOn = requestedOn
    self.markedBy = markedBy
    self.markedAt = markedAt
  }
}

extension MarkRecord: SealedCarrier {}

extension MarkRecord {
  /// One line of JSON and spaces: the length of a file must not tell a session's mark from a client's.
  func padded() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let text = Array(try encoder.encode(self))
    let room = Self.step - text.count % Self.step
    return text + [UInt8](repeating: UInt8(ascii: " "), count: room)
  }

  /// Nil for what `padded` did not write.
  init?(padded bytes: [UInt8]) {
    let end = bytes.lastIndex { $0 != UInt8(ascii: " ") } ?? 0
    guard bytes.count.isMultiple(of: Self.step),
      let record = try? JSONDecoder().decode(MarkRecord.self, from: Data(bytes[...end]))
    else { return nil }
    self = record
  }

  private static let step = 1_024
}
