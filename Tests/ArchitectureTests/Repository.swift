internal import Foundation

/// The files of the project, as they lie in the working folder.
enum Repository {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  /// Made by tools, or not the project's.
  private static let foreign: Set<String> = [
    ".git", ".build", ".scrim", ".swiftpm", "Package.resolved", "__pycache__",
  ]

  /// Paths from the root, sorted; none of them a folder.
  static let paths: [String] = {
    guard let all = FileManager.default.enumerator(atPath: root) else { return [] }
    var found: [String] = []
    while let path = all.nextObject() as? String {
      if foreign.contains(String(path.split(separator: "/").last ?? "")) {
        all.skipDescendants()
      } else if all.fileAttributes?[.type] as? FileAttributeType == .typeRegular {
        found.append(path)
      }
    }
    return found.sorted()
  }()

  static func text(_ path: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(filePath: "\(root)/\(path)")), as: UTF8.self)
  }

  static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: "\(root)/\(path)") }

  /// Written by hand: generated tables and texts are judged by what they are generated from.
  static func sources() throws -> [Source] { try read.get().filter { $0.path.hasPrefix("Sources/") } }

  static func tests() throws -> [Source] { try read.get().filter { $0.path.hasPrefix("Tests/") } }

  private static let read = Result {
    try paths.filter { $0.hasSuffix(".swift") && !$0.contains("/Embedded/") }.map { Source($0, try text($0)) }
  }
}

/// One Swift file.
struct Source {
  let path: String
  /// As it stands, with comments and literals.
  let lines: [Substring]
  /// The same lines without comments and without the text of literals.
  let code: [Substring]

  init(_ path: String, _ text: String) {
    self.path = path
    lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    code = SwiftText(text).code
  }

  /// Without what only a proof build has: deliberate leaks.
  var released: Source {
    var depth = 0
    let kept = lines.map { line -> Substring in
      let trimmed = line.drop { $0 == " " }
      if depth > 0 || trimmed.hasPrefix("#if PROOF") {
        depth += trimmed.hasPrefix("#if") ? 1 : trimmed.hasPrefix("#endif") ? -1 : 0
        return ""
      }
      return line
    }
    return Source(path, kept.joined(separator: "\n"))
  }

  /// `Sources/Egress/Checker.swift` belongs to `Egress`.
  var target: String {
    let parts = path.split(separator: "/")
    return parts.count > 2 ? String(parts[1]) : ""
  }

  /// Lines of code that a pattern is found in, as `path:line: what`.
  func findings(_ what: String, _ isFound: (Substring) -> Bool) -> [String] {
    code.indices.filter { isFound(code[$0]) }.map { "\(path):\($0 + 1): \(what)" }
  }
}
