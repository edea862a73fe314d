/// Who may import whom. SwiftPM lets a file import any module that its target reaches, declared or not, so
/// the arrows of ARCHITECTURE.md are enforced here. A library that is not listed for a target may not be
/// imported there.
struct Arrows {
  /// Target → what it may import, besides the standard library.
  let allowed: [String: Set<String>]

  private static let system: Set<String> = [
    "Foundation", "FoundationEssentials", "Glibc", "Dispatch", "Synchronization",
  ]

  static let ours = Arrows(allowed: [
    "Carriers": [],
    "Postgres": ["CLibPQ", "Carriers"],
    "CodeSets": [],
    "X12": ["Carriers"],
    "Acknowledgments": ["X12", "Carriers"],
    "Sessions": ["Postgres", "Carriers"],
    // Sentences: who shows them need not know how a claim is made, or an answer read.
    "Defects": [], "AnswerWords": [],
    "Claims": ["Sessions", "X12", "CodeSets", "Defects", "Carriers"],
    "Egress": ["CodeSets", "Carriers"],
    "Signing": ["COpenSSL", "OpenSSLShim", "Carriers"],
    "Trail": ["Signing", "Postgres", "Carriers"],
    "Archive": ["COpenSSL", "OpenSSLShim", "CZstd"],
    "Journal": ["Archive", "Signing", "Carriers", "ProcessShim"],
    "Submissions": ["Signing", "Postgres", "Carriers"],
    "Delivery": ["Submissions", "Signing", "Carriers", "CLibCurl", "CurlShim"],
    // The one module of the path with a third-party package: logging.
    "Gateway": [
      "Sessions", "Claims", "Defects", "Egress", "Signing", "Archive", "Submissions", "Delivery", "Carriers",
      "Logging",
    ],
    "Hardening": ["ProcessShim"],
    "LogLines": ["Logging"],
    "Gate": ["Postgres", "Carriers"],
    "Desk": ["Postgres", "Carriers"],
    "Accounts": ["Postgres", "Carriers"],
    "Settings": [],
    "Health": [],
    "Credentials": ["Signing", "Carriers", "COpenSSL"],
    "Pictures": ["CQREncode"],
    "Schema": ["Postgres"],
    "Demonstration": ["Postgres", "Schema", "Signing"],
    "Marks": ["Gate", "Journal", "Signing", "Carriers"],
    // No word of the path: it could neither make a claim nor send one.
    "scrim-console": [
      "Accounts", "Credentials", "Pictures", "Marks", "Gate", "Desk", "Defects", "AnswerWords", "Health",
      "Journal", "Signing", "Settings", "Schema", "Postgres", "Hardening", "LogLines", "ArgumentParser",
      "Logging", "Hummingbird", "HummingbirdCore",
      "HummingbirdTLS", "Mustache", "NIOCore", "NIOPosix", "NIOSSL", "HTTPTypes",
    ],
    "scrim": [
      "Marks", "Accounts",
      "Gateway", "Gate", "Desk", "Settings", "Schema", "Demonstration", "Archive", "Signing", "Trail",
      "Journal", "Delivery", "Submissions", "Sessions", "Claims", "Egress", "Postgres", "Hardening",
      "LogLines", "Acknowledgments", "AnswerWords", "Defects", "X12", "Credentials", "Health",
      "ArgumentParser", "Logging",
    ],
    "Proofs": [
      "Sessions", "Claims", "Defects", "X12", "Acknowledgments", "Egress", "CodeSets", "Signing", "Archive",
      "Submissions", "Delivery",
      "Gate", "Desk", "Postgres", "Schema", "Demonstration", "TestSupport", "ProcessShim",
    ],
    "scrim-bench": [
      "Proofs", "Demonstration", "Gate", "Postgres", "Schema", "Sessions", "Signing", "Hardening",
      "ArgumentParser",
    ],
    // The other side: it must not share our mistakes.
    "clearinghouse-sandbox": ["ArgumentParser", "NIOCore", "NIOPosix", "NIOHTTP1", "NIOSSL", "Crypto"],
  ])

  func violations(in source: Source) -> [String] {
    guard let may = allowed[source.target] else { return ["\(source.path): no arrows for \(source.target)"] }
    return source.code.indices.flatMap { line -> [String] in
      guard let (imported, isExplicit) = Self.imported(source.code[line]) else { return [] }
      let place = "\(source.path):\(line + 1)"
      let wrong =
        may.contains(imported) || Self.system.contains(imported)
        ? [] : ["\(place): \(source.target) imports \(imported)"]
      return wrong + (isExplicit ? [] : ["\(place): import \(imported) without its access level"])
    }
  }

  /// The module that a line imports, also by `import struct Module.Name`, and whether it says for whom.
  static func imported(_ line: Substring) -> (module: String, isExplicit: Bool)? {
    let pattern =
      /\s*(?:@[\w()]+\s+)*(public |package |internal |fileprivate |private )?import\s+(?:\w+\s+)?(\w+).*/
    guard line.contains("import "), let match = line.wholeMatch(of: pattern) else { return nil }
    let words = line.split(separator: " ")
    let kinds: Set<Substring> = ["struct", "class", "enum", "protocol", "func", "let", "var", "typealias"]
    let hasKind = words.drop { $0 != "import" }.dropFirst().first.map(kinds.contains) ?? false
    let name = hasKind ? String(match.2) : String(words.drop { $0 != "import" }.dropFirst().first ?? "")
    return (String(name.prefix { $0.isLetter || $0.isNumber || $0 == "_" }), match.1 != nil)
  }
}
