import Proofs
import Testing

/// What the console's administrator reads of the gateway's side.
@Suite(Programs.areNeeded) struct `Health that the gateway's side tells` {
  private func subjects(_ site: Site) throws -> [String] {
    try site.rows("select subject from claims.health order by 1").map { $0[0] }
  }

  @Test func `is told by a run, a check and a verification, and names no path and no secret`() throws {
    let site = try Site(.fixtures)
    _ = try site.scrim("check")
    #expect(try subjects(site) == ["clearinghouses", "keys"])
    #expect(try site.scrim("run").code <= 1)
    #expect(
      try subjects(site) == ["clearinghouses", "keys", "waits/clearpath", "waits/harborlink"])
    #expect(try site.scrim("trail", "verify").code == 0)
    let verdict = try site.rows(
      "select said ->> 'damages', ((said ->> 'signed')::bigint > 0)::text from claims.health where subject = 'trail'"
    )
    #expect(verdict == [["0", "true"]])
    let said = try site.rows(
      "select string_agg(said::text, ' ') from claims.health where subject not like 'waits%'")[0][0]
    #expect(said.contains("keys.signing") && said.contains("validThrough") && said.contains("harborlink"))
    #expect(!said.contains("/") && !said.contains(".pem") && !said.contains(".key\""))
  }

  @Test func `fails no run where it cannot be told`() throws {
    let site = try Site(.fixtures)
    try site.script("revoke execute on function claims.publish_health(text, jsonb) from scrim_gateway")
    let run = try site.scrim("run")
    #expect(run.code <= 1 && run.output.contains("sent and confirmed"), "\(run.said)")
    #expect(try subjects(site).isEmpty)
  }
}
