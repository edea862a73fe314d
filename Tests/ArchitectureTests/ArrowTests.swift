internal import Testing

@Suite struct `Import arrows` {
  @Test func `are those of ARCHITECTURE.md, in every file`() throws {
    let sources = try Repository.sources()
    #expect(sources.count > 150)
    #expect(sources.flatMap(Arrows.ours.violations) == [])
  }

  @Test func `cover every folder of Sources`() {
    let folders = Set(
      Repository.paths.filter { $0.hasPrefix("Sources/") }.map { $0.split(separator: "/")[1] })
    let doors: Set<Substring> = [
      "CLibPQ", "CLibCurl", "COpenSSL", "CZstd", "CQREncode", "CurlShim", "OpenSSLShim",
      "ProcessShim",
    ]
    #expect(folders.subtracting(doors).filter { Arrows.ours.allowed[String($0)] == nil }.isEmpty)
  }

  @Test func `lead to no module of ours from the stand-in clearinghouse`() {
    let may = Arrows.ours.allowed["clearinghouse-sandbox"] ?? []
    #expect(may.isDisjoint(with: Arrows.ours.allowed.keys))
    #expect(!may.isEmpty)
  }

  @Test func `lead from the console to nothing that makes or sends a claim`() {
    let may = Arrows.ours.allowed["scrim-console"] ?? []
    let path: Set<String> = [
      "Gateway", "Sessions", "Claims", "X12", "Egress", "Archive", "Submissions", "Delivery",
      "Acknowledgments",
    ]
    #expect(may.isDisjoint(with: path))
    #expect(may.contains("Gate"))
  }

  /// The module map of a C library says `link`; nobody else's module may open the door.
  @Test func `open each C library in one module, and OpenSSL in three`() {
    let users = { (door: String) in
      Arrows.ours.allowed.filter { $0.value.contains(door) }.map(\.key).sorted()
    }
    #expect(users("CLibPQ") == ["Postgres"])
    #expect(users("CLibCurl") == ["Delivery"])
    #expect(users("CZstd") == ["Archive"])
    #expect(users("ProcessShim") == ["Hardening", "Journal", "Proofs"])
    #expect(users("CQREncode") == ["Pictures"])
    #expect(users("COpenSSL") == ["Archive", "Credentials", "Signing"])
  }

  /// The manifest is read as text: a declared dependency that the arrows do not know is one that somebody
  /// will use.
  @Test func `are those of Package.swift too`() throws {
    let manifest = try Repository.text("Package.swift").replacing("\n", with: " ")
    let declared = manifest.matches(of: /module\(\s*"(\w+)"(?:,\s*\[([^\]]*)\])?/)
    #expect(declared.count >= 15)
    for match in declared {
      let may = Arrows.ours.allowed[String(match.1)] ?? []
      let names = (match.2 ?? "").matches(of: /"(\w+)"/).map { String($0.1) }
      #expect(Set(names).subtracting(may) == [], "\(match.1)")
    }
  }

  @Test(arguments: [
    ("Gateway", "internal import Gate"), ("Gateway", "public import Desk"),
    ("Gateway", "internal import Postgres"),
    ("Gateway", "internal import ArgumentParser"), ("Claims", "private import struct Postgres.Rows"),
    ("Claims", "import Sessions"), ("Egress", "@testable internal import X12"),
    ("Signing", "internal import Logging"), ("Submissions", "internal import CLibPQ"),
    ("clearinghouse-sandbox", "internal import Signing"), ("Core", "internal import Glibc"),
  ])
  func `are seen to be broken`(_ target: String, _ line: String) {
    #expect(Arrows.ours.violations(in: Source("Sources/\(target)/Planted.swift", "\n\(line)\n")).count == 1)
  }

  @Test func `are not broken by words in comments and literals`() {
    let text = "// internal import Gate\nlet text = \"\"\"\n  internal import Gate\n  \"\"\"\n"
    #expect(Arrows.ours.violations(in: Source("Sources/Gateway/Planted.swift", text)) == [])
  }
}
