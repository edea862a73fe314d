/// What a person does next: by command, and on a page, where the form for it stands or a link leads there.
public struct NextStep: Sendable {
  public let byCommand: String
  public let onPage: String

  init(_ byCommand: String, onPage: String) { (self.byCommand, self.onPage) = (byCommand, onPage) }

  /// The same in both.
  init(_ words: String) { self.init(words, onPage: words) }
}

/// What is the matter, and what a person does next.
public struct DeskWords: Sendable {
  public let sentence: String
  public let nextStep: NextStep

  init(_ sentence: String, _ nextStep: NextStep) { (self.sentence, self.nextStep) = (sentence, nextStep) }
}
