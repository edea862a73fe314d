internal import FoundationEssentials
public import Logging

/// Writes each event as one line, a JSON object for a program that collects logs: `time` (UTC, RFC 3339, with
/// milliseconds), `level` and `event`, then what belongs to the event, sorted by its names. Every text is
/// encoded, so that nothing in it can end the line or the object.
public struct JSONLines: LogHandler {
  public var logLevel = Logger.Level.info
  public var metadata: Logger.Metadata = [:]
  private let write: @Sendable (String) -> Void

  private static let frame: Set<String> = ["time", "level", "event"]

  /// - Parameter write: takes one whole line, its end included.
  public init(_ write: @escaping @Sendable (String) -> Void) { self.write = write }

  public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  public func log(event: LogEvent) {
    let frame: [(String, Logger.Metadata.Value)] = [
      ("time", .string(Date.now.ISO8601Format(.init(includingFractionalSeconds: true)))),
      ("level", .string(event.level.rawValue)), ("event", .string(event.message.description)),
    ]
    // A name twice would be read as either: the frame's own stay what they say.
    let own = metadata.merging(event.metadata ?? [:]) { $1 }.filter { !Self.frame.contains($0.key) }
    write(Self.object(frame + own.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }) + "\n")
  }

  private static func object(_ members: [(String, Logger.Metadata.Value)]) -> String {
    "{" + members.map { encoded($0) + ":" + text($1) }.joined(separator: ",") + "}"
  }

  private static func text(_ value: Logger.Metadata.Value) -> String {
    switch value {
    case .string(let text): encoded(text)
    case .stringConvertible(let count as Int): encoded(count)
    case .stringConvertible(let other): encoded(other.description)
    case .array(let values): "[" + values.map(text).joined(separator: ",") + "]"
    case .dictionary(let members): object(members.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
    }
  }

  private static func encoded(_ value: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    return (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? "null"
  }
}
