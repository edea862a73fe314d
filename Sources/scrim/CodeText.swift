/// What a code of an acknowledgment means, in words.
enum CodeText {
  static func sentence(_ code: String) -> String { code }
}
