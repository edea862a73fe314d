/// What programs that guess passwords try before they try words: told of text in lower case.
enum PasswordPatterns {
  /// Fewer than five different characters, or a block of at most eight over and over.
  static func repeats(_ text: [Unicode.Scalar]) -> Bool {
    if Set(text).count < 5 { return true }
    return (1...8).contains { block in
      text.count >= 2 * block && text.indices.dropFirst(block).allSatisfy { text[$0] == text[$0 - block] }
    }
  }

  /// Made of runs of four and more characters on average, each of which is the one before once more, its
  /// neighbour in the alphabet, or its neighbour on a keyboard.
  static func isRuns(_ text: [Unicode.Scalar]) -> Bool {
    let breaks = zip(text, text.dropFirst()).count { !isStep($0, $1) }
    return 4 * (breaks + 1) <= text.count
  }

  /// Where the commonest words are taken away, also with digits and signs in place of letters, at most two
  /// letters are left.
  static func isCommonWords(_ text: [Unicode.Scalar]) -> Bool {
    let readings = text.map { plain[$0] ?? [$0] }
    var isCovered = [Bool](repeating: false, count: text.count)
    for word in CommonPasswords.words where word.count <= text.count {
      for start in 0...(text.count - word.count)
      where word.indices.allSatisfy({ readings[start + $0].contains(word[$0]) }) {
        for place in word.indices { isCovered[start + place] = true }
      }
    }
    guard isCovered.contains(true) else { return false }
    return text.indices.count { text[$0].properties.isAlphabetic && !isCovered[$0] } <= 2
  }

  private static func isStep(_ one: Unicode.Scalar, _ next: Unicode.Scalar) -> Bool {
    abs(Int(one.value) - Int(next.value)) <= 1 || neighbours.contains([one, next])
  }

  /// Pairs that lie beside each other on an American, a German or a French keyboard, along its rows and down
  /// its columns.
  private static let neighbours: Set<[Unicode.Scalar]> = {
    let lines = [
      "`1234567890-=", "~!@#$%^&*()_+", "qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./", "qwertzuiop", "yxcvbnm",
      "azertyuiop", "qsdfghjklm", "wxcvbn", "1qaz", "2wsx", "3edc", "4rfv", "5tgb", "6yhn", "7ujm", "8ik,",
      "9ol.", "0p;/", "!qaz", "@wsx", "#edc", "1qay", "6zhn",
    ]
    return Set(
      lines.flatMap { line in
        zip(line.unicodeScalars, line.unicodeScalars.dropFirst()).flatMap { [[$0, $1], [$1, $0]] }
      })
  }()

  /// What is written in place of a letter, beside itself.
  private static let plain: [Unicode.Scalar: [Unicode.Scalar]] = [
    "0": ["0", "o"], "1": ["1", "i", "l"], "!": ["!", "i", "l"], "3": ["3", "e"], "4": ["4", "a"],
    "@": ["@", "a"], "5": ["5", "s"], "$": ["$", "s"], "7": ["7", "t"], "8": ["8", "b"], "9": ["9", "g"],
    "|": ["|", "i", "l"], "+": ["+", "t"],
  ]
}
