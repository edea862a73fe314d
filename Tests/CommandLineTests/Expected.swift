internal import Foundation

/// A line of fixtures/expected.tsv: what must become of a session.
struct Expected {
  let session: String
  let situation: String
  let expectation: String
  let clearinghouse: String

  var isAdmitted: Bool { expectation == "admitted" }
  /// Defect codes, sorted; nil unless it is held.
  var defects: [String]? {
    guard expectation.hasPrefix("held: ") else { return nil }
    return expectation.dropFirst(6).split(separator: ", ").map(String.init).sorted()
  }
  /// Nothing of these may be seen by billing staff, by anybody who is sent a claim, or in a log.
  var isRestricted: Bool { expectation == "not admitted: restricted" }

  static func all() throws -> [Expected] {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "fixtures/expected.tsv")
    return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").dropFirst().map { line in
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      return Expected(
        session: fields[0], situation: fields[1], expectation: fields[2], clearinghouse: fields[3])
    }
  }
}
