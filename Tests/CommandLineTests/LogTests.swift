internal import Foundation
internal import Proofs
internal import Testing

@Suite(Programs.areNeeded) struct `The log on standard error` {
  private static let asJSON = ["SCRIM_LOG": "info", "SCRIM_LOG_FORMAT": "json"]

  private func events(_ finished: Finished) throws -> [[String: Any]] {
    try finished.errors.split(separator: "\n").map { line in
      try #require(
        try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any], "\(finished.said)")
    }
  }

  @Test func `is lines of JSON where they are asked for, in every command that logs`() throws {
    let site = try Site(faults: ["drop-answer:1"])
    let run = try events(site.scrim("run", environment: Self.asJSON))
    let names = run.compactMap { $0["event"] as? String }
    #expect(names.first == "run.started" && names.last == "run.finished", "\(names)")
    #expect(Set(run.compactMap { $0["outcome"] as? String }) == ["accepted", "in_doubt"])
    let settled = try events(site.scrim("reconcile", environment: Self.asJSON))
    #expect(!settled.isEmpty)
    try expectNoValues(site.said, of: site)
  }

  @Test func `is text without a word about its format, and is not there where nobody asks`() throws {
    let site = try Site()
    let text = try site.scrim("run", environment: ["SCRIM_LOG": "info"])
    #expect(text.errors.contains("run.started") && !text.errors.hasPrefix("{"))
    let silent = try site.scrim("run", environment: ["SCRIM_LOG_FORMAT": "json"])
    #expect(silent.errors == "")
  }

  @Test(arguments: [["SCRIM_LOG": "loud"], ["SCRIM_LOG": "info", "SCRIM_LOG_FORMAT": "xml"]])
  func `is refused, and nothing is done, where a word is misspelt`(_ environment: [String: String]) throws {
    let site = try Site()
    let before = try site.ledger()
    for command in ["run", "preview", "reconcile"] {
      let refused = try site.scrim(command, environment: environment)
      #expect(refused.code == 78, "\(refused.said)")
      #expect(refused.errors.contains("SCRIM_LOG") && !refused.errors.contains("xml"))
      expectSentence(refused)
    }
    #expect(try site.ledger() == before)
    #expect(try site.received().isEmpty)
  }
}
