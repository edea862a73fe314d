internal import Egress
internal import Foundation
internal import Gateway
internal import Postgres
internal import Sessions
internal import Signing
internal import Submissions
internal import TestSupport
internal import Testing

@Suite("What is asked for") struct RequestedTests {
  private func content(_ office: Office, _ claim: PreviewedClaim) throws -> [DisclosedElement]? {
    try office.claimRun(.lastDays).content(of: claim.session, on: #require(CalendarDate(claim.day)))
  }

  /// From its CLM to the next claim or the end of its set.
  private func segments(_ control: String, _ office: Office) throws -> [Substring] {
    let all = try office.received("harborlink").flatMap {
      String(decoding: $0.bytes, as: UTF8.self).split(separator: "~")
    }
    let start = try #require(all.firstIndex { $0.hasPrefix("CLM*\(control)*") })
    let end = all[start...].firstIndex { $0.hasPrefix("HL*") || $0.hasPrefix("SE*") } ?? all.endIndex
    return Array(all[start..<end])
  }

  @Test func `shows of a claim what its interchange says of it afterwards, element by element`() throws {
    let office = try Office(["harborlink": []])
    let (report, claims) = try office.claimRun(.lastDays).preview(listing: 5_000) { _ in }
    #expect(claims.count == report.claims && claims.count > 10)
    let shown = try claims.prefix(8).map { try #require(try content(office, $0)) }
    _ = try office.run(.lastDays, approved: report.approval)
    for elements in shown {
      let control = try #require(elements.first { $0.element == "CLM01" }?.value)
      let wire = try segments(control, office).flatMap { segment in
        segment.split(separator: "*").dropFirst().flatMap { $0.split(separator: ":") }
      }
      let claim = elements.filter { ["2300", "2310B", "2310C", "2310D", "2400"].contains($0.place) }
      #expect(claim.map(\.value) == wire.map(String.init) && wire.count > 15)
    }
    // What has gone is not there to be made again.
    for claim in claims.prefix(3) { #expect(try content(office, claim) == nil) }
  }

  @Test func `lists no more claims than it may, and says in its report how many there are`() throws {
    let office = try Office(["harborlink": []])
    let (report, claims) = try office.claimRun(.lastDays).preview(listing: 3) { _ in }
    #expect(claims.count == 3 && report.claims > 3)
    #expect(try office.claimRun(.lastDays).preview(listing: 0) { _ in }.claims.isEmpty)
  }

  @Test func `seals nothing, sends nothing and keeps nothing of a claim that is shown`() throws {
    let office = try Office(["harborlink": []])
    let claim = try #require(try office.claimRun(.lastDays).preview(listing: 1) { _ in }.claims.first)
    let tables = "select (select count(*) from claims.submission) + (select count(*) from claims.claim)"
    #expect(try content(office, claim) != nil)
    #expect(try office.practice.ask(tables).int64(0, 0) == 0 && office.receivedClaims().isEmpty)
    let otherDay = try #require(CalendarDate(claim.day)).adding(days: -1)
    #expect(try office.claimRun(.lastDays).content(of: claim.session, on: otherDay) == nil)
    #expect(try office.mark(claim.session) == ["protected"])
    #expect(try content(office, claim) == nil)
  }

  @Test func `says where a run by night would wait for an approval`() throws {
    let office = try Office()
    var terms = Terms.lastDays
    #expect(try office.claimRun(terms).waits() == [:])
    terms.asksWhereUnusual = true
    #expect(try office.claimRun(terms).waits() == ["clearpath": .firstRun, "harborlink": .firstRun])
    let approval = try office.preview(terms).approval
    _ = try office.run(terms, approved: approval)
    #expect(try office.claimRun(terms).waits() == [:])
    terms.destination = "another"
    #expect(
      try office.claimRun(terms).waits() == [
        "clearpath": .destinationChanged, "harborlink": .destinationChanged,
      ])
  }

  /// A run that was cut off while it was sending: everything is sealed, and one has not left.
  @Test func `goes on where a run was cut off, with what it had sealed and nothing else`() throws {
    let office = try Office(["harborlink": ["refuse:1"]])
    let terms = Terms(claimsPerSubmission: 10, from: Practice.anchor.adding(days: -12))
    let approval = try #require(Digest(office.preview(terms).approval))
    let runs = Box<[UniqueID]>([])
    var run = try office.claimRun(terms)
    run.began = { runs.value.append($0) }
    #expect(try run.run(approved: approval) { _ in }.submissions.notSent == 1)
    let before = try office.states()
    #expect(Set(before) == ["sealed"] && before.count > 1 && runs.value.count == 1)
    let report = try office.claimRun(terms).resume((runs.value, true), approved: approval) { _ in }
    #expect(report.submissions.accepted == before.count)
    #expect(try office.states() == before.map { _ in "accepted" })
    try office.expectSound()
  }

  @Test func `withdraws what a run had sealed that was cut off, where it is not what was approved`() throws {
    let office = try Office(["harborlink": ["refuse:1"]])
    let terms = Terms(claimsPerSubmission: 10, from: Practice.anchor.adding(days: -12))
    let approval = try #require(Digest(office.preview(terms).approval))
    let runs = Box<[UniqueID]>([])
    var run = try office.claimRun(terms)
    run.began = { runs.value.append($0) }
    _ = try run.run(approved: approval) { _ in }
    var others = terms
    others.from = terms.from.adding(days: 1)
    #expect(throws: GatewayError.approvalDiffers) {
      try office.claimRun(others).resume((runs.value, false), approved: approval) { _ in }
    }
    #expect(try Set(office.states()) == ["withdrawn"] && office.receivedClaims().isEmpty)
    try office.expectSound()
  }
}
