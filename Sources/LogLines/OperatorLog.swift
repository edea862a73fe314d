public import Logging

/// The log for operators: what `SCRIM_LOG` and `SCRIM_LOG_FORMAT` ask for. Without a level there is none: a
/// command's report says what a person needs.
public struct OperatorLog: Sendable {
  public enum Format: String, Sendable, CaseIterable { case text, json }

  /// Nil: nothing is logged.
  public let level: Logger.Level?
  public let format: Format

  public static let levelVariable = "SCRIM_LOG"
  public static let formatVariable = "SCRIM_LOG_FORMAT"

  /// What is misspelt is refused: silence would look like a night on which nothing happened.
  public init(_ environment: [String: String]) throws(OperatorLogRefused) {
    level = try Self.word(environment[Self.levelVariable], else: .level)
    format = try Self.word(environment[Self.formatVariable], else: .format) ?? .text
  }

  /// An empty variable is none: that is how a unit or a shell takes one back.
  private static func word<Word: RawRepresentable<String>>(
    _ text: String?, else refused: OperatorLogRefused
  ) throws(OperatorLogRefused) -> Word? {
    guard let text, !text.isEmpty else { return nil }
    guard let word = Word(rawValue: text) else { throw refused }
    return word
  }

  /// - Parameter write: takes a whole line at a time; of the format `json`.
  public func logger(_ write: @escaping @Sendable (String) -> Void) -> Logger {
    guard let level else { return Logger(label: "scrim") { _ in SwiftLogNoOpLogHandler() } }
    var logger =
      switch format {
      case .text: Logger(label: "scrim") { StreamLogHandler.standardError(label: $0) }
      case .json: Logger(label: "scrim") { _ in JSONLines(write) }
      }
    logger.logLevel = level
    return logger
  }
}

/// A variable with a word that is not known. The word is not repeated: who knows what was pasted there.
public enum OperatorLogRefused: Error, Equatable, Sendable {
  case level
  case format

  /// What to do about it, as a sentence.
  public var nextStep: String {
    let words =
      switch self {
      case .level: Logger.Level.allCases.map(\.rawValue)
      case .format: OperatorLog.Format.allCases.map(\.rawValue)
      }
    return "Write one of \(words.joined(separator: ", ")), or leave the variable out."
  }
}

extension OperatorLogRefused: CustomStringConvertible {
  public var description: String {
    switch self {
    case .level: "\(OperatorLog.levelVariable) names no level of the log; nothing was done."
    case .format: "\(OperatorLog.formatVariable) names no format of the log; nothing was done."
    }
  }
}
