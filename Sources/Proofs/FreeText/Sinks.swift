/// Every place that is looked at, and what may be there.
enum Sinks {
  static func all(of evidence: Evidence, logFrom offset: UInt64) throws -> [Sink] {
    let site = evidence.site
    return try files(of: evidence) + said(evidence) + tables(of: site) + [
      .sealed(in: site, allows: [.billed]),
      .statistics(
        "the planner's samples of our tables", "not in ('practice', 'pg_catalog', 'information_schema')",
        in: site, allows: [.key, .ownKey, .restrictedKey]),
      // The practice's own; of free text and of typed diagnoses there are none.
      .statistics(
        "the planner's samples of the practice's tables", "= 'practice'", in: site,
        allows: Set(PlantedWord.Family.allCases).subtracting([.prose])),
      .serverLog(of: site, from: offset),
    ]
  }

  private static func files(of evidence: Evidence) -> [Sink] {
    let folder = evidence.site.folder
    return [
      .folder("payloads at the clearinghouse", "\(folder)/received", allows: [.billed], where: isPayload),
      .folder("headers and signatures at the clearinghouse", "\(folder)/received") { !isPayload($0) },
      .folder("payloads that a preview was told to write", evidence.previews, allows: [.billed]),
      .folder("files that were left behind", folder) {
        !$0.hasPrefix("received/") && !$0.hasPrefix("previews/")
      },
      .names(under: folder),
    ]
  }

  private static func isPayload(_ name: String) -> Bool {
    name.hasSuffix(".x12") || name.hasSuffix(".claim.json")
  }

  private static func said(_ evidence: Evidence) -> [Sink] {
    let shell = { (script: String, bytes: [UInt8]) in
      _ = try evidence.run("/bin/sh", ["-c", script, String(decoding: bytes, as: UTF8.self)])
    }
    return [
      .kept("standard output", Evidence.output(.billing), of: evidence, allows: [.key]) {
        try shell("printf %s \"$0\"", $0)
      },
      // To clinicians and the privacy officer, who ask for it.
      .kept("answers of self-pay", Evidence.output(.gate), of: evidence, allows: [.key, .restrictedKey]) {
        _ = try evidence.run(
          "/bin/sh", ["-c", "printf %s \"$0\"", String(decoding: $0, as: UTF8.self)], for: .gate)
      },
      .kept("standard error, with its log", Evidence.errors, of: evidence) {
        try shell("printf %s \"$0\" >&2", $0)
      },
      // Who marks a client types the id.
      .kept("arguments and environment in /proc", Evidence.processes, of: evidence, allows: [.key]) {
        try shell("sleep 0.1", $0)
      },
      .kept("open and temporary files", Evidence.openFiles, of: evidence) {
        try shell(
          """
          exec 3> "$TMPDIR/planted"; printf %s "$0" >&3; rm "$TMPDIR/planted"; sleep 0.1
          """, $0)
      }.optional,
      .kept("what the clearinghouse said", Evidence.clearinghouse, of: evidence) {
        try evidence.append($0, to: Evidence.clearinghouse)
      }.optional,
      .kept("errors and reflections, dumped", Evidence.reflections, of: evidence, allows: [.key]) {
        let leaky = Leaky(value: String(decoding: $0, as: UTF8.self))
        try evidence.append(Array(Reflections.shown(leaky).utf8), to: Evidence.reflections)
      },
    ]
  }

  /// An error as none of ours may be.
  private struct Leaky: Error { let value: String }

  /// Every schema but the practice's own and PostgreSQL's, those of tomorrow too.
  private static func tables(of site: Site) throws -> [Sink] {
    let schemas = try site.rows(
      """
      select distinct schemaname from pg_tables
      where schemaname not in ('practice', 'pg_catalog', 'information_schema') order by 1
      """)
    return schemas.map { schema in
      let allowed: [String: Set<PlantedWord.Family>] = [
        "gate": [.key, .ownKey, .restrictedKey], "claims": [.key],
      ]
      var sink = Sink.tables(of: schema[0], in: site, allows: allowed[schema[0]] ?? [])
      // What billing did to a session is on record.
      if schema[0] == "trail" { sink.columns = ["session_id"] }
      return sink
    }
  }
}
