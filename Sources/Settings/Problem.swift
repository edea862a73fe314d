/// One thing that is wrong with the configuration: where it stands, what is wrong, and what to do. Values are
/// not repeated: a secret pasted into the wrong place must not travel on into a log.
public struct Problem: Equatable, Sendable, Codable {
  /// `clearinghouses[0].endpoint`; empty for the document as a whole.
  public let path: String
  public let sentence: String
  public let nextStep: String

  public init(path: String, sentence: String, nextStep: String) {
    self.path = path
    self.sentence = sentence
    self.nextStep = nextStep
  }
}

/// The configuration was refused. All its problems at once, in the order of its sections; exit code 78.
public struct ConfigurationRefused: Error, Equatable, Sendable {
  public let file: String
  public let problems: [Problem]

  public init(file: String, problems: [Problem]) {
    self.file = file
    self.problems = problems
  }
}

/// Gathers problems while the document is read.
final class Problems {
  private(set) var all: [Problem] = []

  func note(_ path: String, _ sentence: String, _ nextStep: String) {
    all.append(Problem(path: path, sentence: sentence, nextStep: nextStep))
  }
}
