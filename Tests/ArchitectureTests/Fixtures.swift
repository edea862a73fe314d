/// The files of fixtures/, and whether anybody looks at what they lead to.
enum Fixtures {
  struct Expected {
    let session: String
    let situation: String
    let expectation: String
  }

  /// Files that hold no situation: they frame the others.
  static let frame: Set<String> = ["00-practice.sql", "01-words.sql", "99-finish.sql"]

  static func expected() throws -> [Expected] {
    try Repository.text("fixtures/expected.tsv").split(separator: "\n").dropFirst().map { line in
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
      return Expected(
        session: String(fields[0]), situation: String(fields[1]), expectation: String(fields[2]))
    }
  }

  /// `22-one-to-twelve-diagnoses.sql` tells the situation `one-to-twelve-diagnoses`.
  static func situation(_ file: String) -> String { String(file.dropFirst(3).dropLast(4)) }

  /// Files of which nothing is expected, and situations that no file tells.
  static func orphans(files: [String], situations: Set<String>) -> [String] {
    let told = Set(files.filter { $0.hasSuffix(".sql") && !frame.contains($0) }.map(situation))
    let strange = files.filter { !$0.hasSuffix(".sql") && $0 != "expected.tsv" }
    return (told.symmetricDifference(situations)).sorted() + strange
  }
}
