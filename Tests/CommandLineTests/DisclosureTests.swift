internal import Demonstration
internal import Foundation
internal import Postgres
internal import Proofs
internal import TestSupport
internal import Testing

/// No byte of any free-text column is anywhere but in the practice's own tables.
@Suite(Programs.areNeeded) struct `Free text` {
  /// Everything that is outside the practice: by name, as bytes.
  private func sinks(_ site: Site) throws -> [String: [UInt8]] {
    var sinks: [String: [UInt8]] = [:]
    let received = try Site.files(in: site.folder + "/received", ending: "")
    for (name, bytes) in received { sinks["received " + name] = bytes }
    for (key, payload) in try site.sealed() { sinks["sealed \(key)"] = payload }
    let tables = try site.rows(
      """
      select format('%I.%I', schemaname, tablename) from pg_catalog.pg_tables
      where schemaname not in ('practice', 'pg_catalog', 'information_schema') order by 1
      """)
    #expect(tables.count > 10)
    for table in tables {
      let rows = try site.rows("select coalesce(string_agg(t::text, ' '), '') from \(table[0]) t")
      sinks["table \(table[0])"] = Array(rows[0][0].utf8)
    }
    sinks["said"] = Array(site.said.utf8)
    sinks["clearinghouse"] = Array(try site.sandbox?.said().utf8 ?? "".utf8)
    sinks["server log"] = Array(try Data(contentsOf: URL(filePath: site.database.cluster.log)))
    return sinks
  }

  @Test func `stays in the practice's tables, through every command and every failure`() throws {
    let site = try Site()
    // One clearinghouse of each format.
    try site.configure {
      $0.change("clearinghouses.1.format", to: "json")
      $0.change("clearinghouses.1.claimsPerSubmission", to: 1)
    }
    let canaries = try Canaries.planted(in: site)
    #expect(canaries.words.count > 2_000)
    let loud = ["SCRIM_LOG": "trace", "SCRIM_LOG_FORMAT": "json"]
    for arguments in [
      ["check", "--sources"], ["preview", "--json"], ["status"], ["unbilled"], ["self-pay", "list"],
    ] {
      let finished = try site.start(arguments, environment: loud).finished()
      #expect(finished.code <= 1, "\(arguments): \(finished.said)")
      site.heard(finished)
    }
    // Each way of failing once, on the way to success.
    for fault in ["500:1", "wrong-digest:1", "reset:1", "no-receipt:1", "half-answer:1", "huge-answer:1"] {
      try site.restart(faults: [fault])
      #expect(try site.scrim("run", environment: loud).code <= 2)
    }
    try site.restart()
    for _ in 1...2 { #expect(try site.scrim("run", "--json", environment: loud).code <= 1) }
    try breakConstraints(site, canaries)
    let sinks = try sinks(site)
    for ending in [".x12", ".claim.json"] { #expect(sinks.keys.contains { $0.hasSuffix(ending) }) }
    #expect(sinks.keys.contains { $0.hasPrefix("sealed") })
    for (name, bytes) in sinks { #expect(canaries.found(in: bytes) == [], "\(name)") }
    #expect(["said", "server log"].allSatisfy { sinks[$0]?.isEmpty == false })
    controls(sinks, canaries)
  }

  /// Errors whose text would show a row to the server's log.
  private func breakConstraints(_ site: Site, _ canaries: Canaries) throws {
    let word = canaries.words[0]
    for (sql, state) in [
      ("insert into practice.session (session_id, private_memo) values (null, '\(word)')", "23502"),
      ("select '\(word)'::integer", "22P02"), ("update practice.client set birth_date = '\(word)'", "22007"),
    ] {
      let error = #expect(throws: PostgresError.self) { try site.change(sql) }
      #expect(error?.sqlState == state)
    }
  }

  /// Planted in each sink, in each encoding, a word is found.
  private func controls(_ sinks: [String: [UInt8]], _ canaries: Canaries) {
    let word = canaries.words[canaries.words.count / 2]
    let encodings = Canaries.encodings(of: Array(word.utf8)) + [Array(word.uppercased().utf8)]
    #expect(encodings.count == 9)
    for (name, bytes) in sinks {
      // The small ones whole, the large ones by their end: the search is the same.
      for encoding in encodings {
        let planted = Array(bytes.suffix(4_096)) + encoding + Array("tail".utf8)
        #expect(canaries.found(in: planted) == [word], "\(name)")
      }
    }
  }
}
