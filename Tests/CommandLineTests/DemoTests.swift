internal import Foundation
internal import Proofs
internal import Testing

/// `scrim demo`, in an empty folder.
@Suite(Programs.areNeeded) struct `The demo` {
  private func received(_ folder: String) throws -> [String: String] {
    try Site.files(in: folder + "/.scrim/received", ending: ".x12").mapValues(sha256)
  }

  @Test func `shows what left, and sends nothing twice`() throws {
    let folder = FileManager.default.temporaryDirectory.path + "/scrim-demo-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    defer {
      _ = try? Running(Programs.scrim, ["demo", "--stop"], in: folder).finished()
      try? FileManager.default.removeItem(atPath: folder)
    }
    let first = try Running(Programs.scrim, ["demo"], in: folder).finished()
    #expect(first.code == 1, "some claims of the fixtures are held: \(first.errors)")
    let sent = try received(folder)
    #expect(!sent.isEmpty)
    for digest in sent.values { #expect(first.output.contains(digest)) }
    for words in ["harborlink", "clearpath", "[session_note]", "[partner_name]", "DTP*472*", "HI*ABK"] {
      #expect(first.output.contains(words), "\(words)")
    }

    let second = try Running(Programs.scrim, ["demo", "--json"], in: folder).finished()
    #expect(second.code == 1)
    #expect(try second.json()["run"]["claims"]["submitted"].number == 0)
    #expect(try received(folder) == sent)
  }
}
