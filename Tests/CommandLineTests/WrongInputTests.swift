internal import Foundation
internal import Proofs
internal import Testing

@Suite(Programs.areNeeded) struct `Wrong input` {
  @Test(arguments: WrongInput.configuration + WrongInput.database)
  func `is told in a sentence with a next step, and nothing is half done`(_ wrong: WrongInput) throws {
    let site = try Site(faults: nil)
    try wrong.spoil(site)
    let before = try site.ledger()
    let finished = try site.start(wrong.command).finished()
    #expect(finished.code == wrong.code, "\(finished.said)")
    #expect(finished.errors.contains(wrong.word), "\(finished.said)")
    #expect(finished.output.isEmpty)
    expectSentence(finished)
    try expectNoValues(finished.said, of: site)
    #expect(try site.ledger() == before)
  }

  @Test func `is told as a document too`() throws {
    let site = try Site(faults: nil)
    try site.configure {
      $0.change("practice.nmae", to: "Quiet")
      $0.change("payers.0.payerID", to: "")
    }
    let finished = try site.scrim("run", "--json")
    #expect(finished.code == 78)
    #expect(try finished.json()["code"].number == 78)
    #expect(try finished.json()["stopped"].list.count == 2, "all at once")
  }

  @Test func `is not approved in a source view`() throws {
    let site = try Site(faults: nil)
    let approvals = "select count(*)::text from gate.source_approval"
    let before = try site.rows(approvals)
    let view = try site.rows("select rtrim(pg_get_viewdef('source.session'::regclass), ';')")[0][0]
    try site.script(
      "create or replace view source.session as select s.*, 'x'::text as note from (\(view)) s")
    let digest = try site.rows("select gate.source_digest()")[0][0]
    let refused = try site.scrim("check", "--approve-sources", digest)
    #expect(refused.code == 78 && refused.errors.contains("note"), "\(refused.said)")
    expectSentence(refused)
    #expect(try site.rows(approvals) == before)

    try site.script("drop view source.session cascade")
    try site.script("set role scrim_practice; create view source.session as \(view)")
    let again = try site.rows("select gate.source_digest()")[0][0]
    #expect(
      try site.scrim("check", "--approve-sources", again).code == 2, "only the clearinghouse is missing")
    #expect(try site.rows("select gate.sources_approved()::text") == [["true"]])
  }

  @Test func `shows what is missing or too much in a source view`() throws {
    let site = try Site(faults: nil)
    try site.script("alter view source.location rename column npi to number")
    try site.script("alter view source.client_alias rename to other_name")
    let check = try site.scrim("check")
    #expect(check.code == 78)
    #expect(check.output.contains("source.location") && check.output.contains("source.client_alias"))
    #expect(check.output.contains("→"))
  }
}

@Suite(Programs.areNeeded) struct `A clearinghouse` {
  /// Nothing left, it is on record, and the next run does the rest: nothing is lost.
  private func expectNothingLeft(_ site: Site, _ run: Finished) throws {
    #expect(run.code == 2, "\(run.said)")
    #expect(run.output.contains("→ "))
    try expectNoValues(run.said, of: site)
    #expect(try site.received().isEmpty)
    let states = try site.rows("select state, fault, request_bytes::text from claims.attempt")
    #expect(!states.isEmpty)
    for state in states { #expect(state[0] == "not_sent" && state[2] == "0", "\(state)") }
    #expect(try site.rows("select distinct state from claims.submission") == [["sealed"]])
  }

  private func expectAllSent(_ site: Site) throws {
    #expect(try site.scrim("run").code == 1, "held claims")
    let sent = try Set(
      site.rows("select session_id from claims.claim_state where state = 'accepted'").map { $0[0] })
    #expect(try sent == Set(Expected.all().filter(\.isAdmitted).map(\.session)))
    #expect(try site.received().mapValues(sha256) == site.sealed().mapValues(sha256))
  }

  @Test func `that cannot be reached gets nothing, and everything when it is back`() throws {
    let site = try Site()
    site.sandbox?.end()
    try expectNothingLeft(site, site.scrim("run"))
    try site.restart()
    try expectAllSent(site)
  }

  @Test func `that cannot be reached keeps no other waiting`() throws {
    let site = try Site()
    try site.configure { $0.change("clearinghouses.1.endpoint", to: "https://127.0.0.1:9/claims") }
    #expect(try site.scrim("run").code == 1)
    let sent = try site.rows("select distinct clearinghouse from claims.submission where state = 'accepted'")
    #expect(sent == [["harborlink"]])
    let due = try Expected.all().filter { $0.isAdmitted && $0.clearinghouse == "harborlink" }.count
    #expect(
      try site.rows("select count(*)::text from claims.claim_state where clearinghouse = 'harborlink'")
        == [["\(due)"]])
  }

  @Test func `with a certificate of another authority gets nothing`() throws {
    let site = try Site()
    try site.restart(trust: "other")
    try expectNothingLeft(site, site.scrim("run"))
    let check = try site.scrim("check")
    #expect(check.code == 2 && check.output.contains("→"), "\(check.output)")
    try site.restart()
    try expectAllSent(site)
  }

  @Test func `that answers after we gave up is settled with the same bytes, and claimed once`() throws {
    let site = try Site(faults: ["drop-answer:1"])
    #expect(try site.scrim("run").code == 1)
    let first = try site.received().mapValues(sha256)
    #expect(!first.isEmpty)
    #expect(try site.rows("select count(*)::text from claims.submission where state = 'in_doubt'") == [["1"]])
    try expectAllSent(site)
    for (key, digest) in first { #expect(try site.received()[key].map(sha256) == digest) }
    let claims = try site.received().values.map { String(decoding: $0, as: UTF8.self) }.joined()
      .matches(of: /~CLM\*([A-Z0-9]+)\*/).map { String($0.1) }
    #expect(Set(claims).count == claims.count)
  }
}

@Suite(Programs.areNeeded) struct `Two runs at once` {
  @Test func `are one run, and a second that ends with 75`() throws {
    let site = try Site(faults: ["hang:1"])
    let first = try site.start(["run"])
    let inFlight = "select from claims.attempt where state = 'in_flight'"
    while first.isRunning, try site.rows(inFlight).isEmpty { usleep(20_000) }
    #expect(first.isRunning)
    let before = try site.ledger()
    let second = try site.scrim("run")
    #expect(second.code == 75)
    expectSentence(second)
    #expect(try site.ledger() == before)
    #expect(try first.finished().code == 1, "in doubt")
  }
}
