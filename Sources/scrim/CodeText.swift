internal import AnswerWords

/// What a code of an acknowledgment means, in words, and what to do where there is something.
enum CodeText {
  static func sentence(_ code: String) -> String {
    let words = CodeWords.of(code)
    return [words.sentence, words.nextStep].compactMap { $0 }.joined(separator: " ")
  }
}
