internal import Foundation
internal import Proofs
internal import Testing

/// What a program that shares no code with ours answers to what we send.
@Suite(Programs.areNeeded) struct `A 999 that pyx12 makes` {
  private let site: Site

  init() throws {
    site = try Site()
    let run = try site.scrim("run")
    #expect(run.code <= 1, "\(run.said)")
  }

  private func answers(_ change: (String) -> String = { $0 }) throws -> (code: Int32, files: [String]) {
    var (code, files): (Int32, [String]) = (0, [])
    for (name, payload) in try site.received().sorted(by: { $0.key < $1.key }) {
      let (sent, answer) = ("\(site.folder)/\(name).sent", "\(site.folder)/\(name).999")
      try change(String(decoding: payload, as: UTF8.self)).write(
        toFile: sent, atomically: true, encoding: .utf8)
      code = max(code, try Programs.interop("answer_999.py", [sent, answer]).code)
      files.append(answer)
    }
    return (code, files)
  }

  private func states() throws -> [String] {
    try site.rows("select distinct state from claims.claim_standing order by 1").map { $0[0] }
  }

  @Test(Programs.pythonIsNeeded) func `of all that was sent accepts it, and is understood`() throws {
    let (code, files) = try answers()
    #expect(code == 0 && files.count >= 5)
    let read = try site.start(["acknowledge", "--json"] + files).finished()
    #expect(read.code == 0, "\(read.said)")
    let told = try read.json()["files"].list
    #expect(told.allSatisfy { $0["isNew"].flag && $0["kinds"].list.map(\.text) == ["999", "TA1"] })
    #expect(try states() == ["set-accepted"])
  }

  @Test(Programs.pythonIsNeeded) func `of something else refuses it, with codes that have words`() throws {
    let (code, files) = try answers { $0.replacing("~NM1*85*", with: "~NM1*99*") }
    #expect(code == 1)
    #expect(try site.start(["acknowledge"] + files).finished().code == 1)
    #expect(try states() == ["set-rejected"])
    let codes = try site.rows("select distinct unnest(codes) from claims.progress order by 1").map { $0[0] }
    #expect(codes.contains("IK3:1:NM1") && codes.contains("IK5:5"))
    let list = try site.scrim("claims", "list")
    #expect(list.code == 1 && !list.output.contains("no words for"))
  }
}
