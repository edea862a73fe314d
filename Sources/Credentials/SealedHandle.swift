/// A name for a record that is one of very many: who has the key reads from it which, and need not try all.
extension Handle {
  /// Letters, digits, hyphens and underscores; another text each time. It opens with the same label alone.
  public static func sealed(_ id: String, label: String, key: ConsoleKey) -> String {
    Base64URL.encoded(key.seal(Array(id.utf8), label: label))
  }

  /// Nil where it was made under another key or label, or by nobody.
  public static func opened(_ handle: String, label: String, key: ConsoleKey) -> String? {
    guard handle.utf8.count <= handleBytesMax, let sealed = Base64URL.decoded(handle),
      let opened = key.open(sealed, label: label)
    else { return nil }
    return String(validating: opened, as: UTF8.self)
  }

  private static let handleBytesMax = 400
}
