internal import Foundation
internal import Gateway
internal import Postgres
internal import Sessions
internal import Signing
internal import TestSupport
internal import Testing

@Suite("Preview") struct PreviewTests {
  @Test func `is the same again within its minute, and leaves no mark but its entry in the trail`() throws {
    let office = try Office()
    let before = try office.ledgerContents()
    var (minute, first, second) = (EnvelopeMinute.now(), try office.preview(), try office.preview())
    while minute != .now() { (minute, first, second) = (.now(), try office.preview(), try office.preview()) }
    #expect(first == second)
    #expect(try office.ledgerContents() == before)
    #expect(try Set(office.texts("select kind from trail.entry")) == ["preview.made"])
    #expect(try office.receivedClaims().isEmpty)

    let held = Expectation.all.filter { $0.fate.hasPrefix("held: ") }
    #expect(first.claims == Expectation.all.count { $0.fate == "admitted" })
    #expect(first.heldCount == held.count && Set(first.held.map(\.session)) == Set(held.map(\.session)))
    _ = try office.run(.lastDays)
    #expect(try office.ledgerContents() != before)
  }

  @Test func `shows the very bytes that its approval sends`() throws {
    let office = try Office()
    let terms = Terms(claimsPerSubmission: 20, from: Practice.anchor.adding(days: -30))
    let folder = try RunKeys.folder() + "/payloads"
    let preview = try office.preview(terms, folder: folder)
    let report = try office.run(terms, approved: preview.approval)

    let arrived = try ["clearpath", "harborlink"].flatMap { try office.received($0) }
    #expect(arrived.count > 4 && report.submissions.accepted == arrived.count)
    #expect(preview.submissions.map(\.digest) == arrived.map(\.digest.description))
    let files = preview.submissions.compactMap(\.file)
    #expect(try files.map { try Data(contentsOf: URL(filePath: $0)) } == arrived.map { Data($0.bytes) })
    #expect(try Set(files.map(mode)) == [0o600] && mode(of: folder) == 0o700)
    try office.expectSound()
  }

  @Test func `refuses a folder that holds something`() throws {
    let folder = try RunKeys.folder()
    _ = try PayloadFolder(folder)
    try Data().write(to: URL(filePath: folder + "/something"))
    #expect(throws: GatewayError.payloadFolderUnusable) { try PayloadFolder(folder) }
    #expect(throws: GatewayError.payloadFolderUnusable) { try PayloadFolder(folder + "/something/below") }
  }

  private func mode(of path: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
  }
}
