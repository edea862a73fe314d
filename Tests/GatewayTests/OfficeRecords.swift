internal import Gateway
internal import Postgres
internal import Signing
internal import TestSupport
internal import Testing

/// What is on record, and what must be true of it after whatever happened.
extension Office {
  /// A column of text.
  func texts(_ sql: String, _ parameters: [Parameter] = []) throws -> [String] {
    let rows = try practice.ask(sql, parameters)
    return try (0..<rows.count).map { try rows.text($0, 0) }
  }

  func count(_ sql: String) throws -> Int { Int(try practice.ask("select count(*) from " + sql).int64(0, 0)) }

  /// Of the submissions, oldest first.
  func states() throws -> [String] { try texts("select state from claims.submission order by submission_id") }

  /// State and fault of each attempt, oldest first; `-` for no fault.
  func attempts() throws -> [String] {
    try texts("select state || ' ' || coalesce(fault, '-') from claims.attempt order by attempt_id")
  }

  /// Of the accepted submissions, oldest first.
  func receipts() throws -> [String] {
    try texts("select receipt_number from claims.submission where state = 'accepted' order by submission_id")
  }

  /// Key and digest of every submission, oldest first.
  func frozen() throws -> [(key: String, digest: String)] {
    let rows = try practice.ask(
      """
      select submission_key::text, 'sha256:' || encode(payload_digest, 'hex')
      from claims.submission order by submission_id
      """)
    return try (0..<rows.count).map { (try rows.text($0, 0), try rows.text($0, 1)) }
  }

  func received(_ clearinghouse: String) throws -> [Interchange] {
    try sandboxes[clearinghouse]?.received() ?? []
  }

  /// CLM01 of everything that arrived anywhere.
  func receivedClaims() throws -> [String] {
    try sandboxes.values.flatMap { try $0.received().flatMap(\.claims) }
  }

  /// Session → its claim's number, as the payer sees it.
  func numbers() throws -> [String: String] {
    let rows = try practice.ask("select session_id, patient_control_number from claims.claim")
    return try Dictionary(
      uniqueKeysWithValues: (0..<rows.count).map { (try rows.text($0, 0), try rows.text($0, 1)) })
  }

  /// A therapist marks one session. What the gate answered for each that it reached.
  func mark(_ session: String) throws -> [String] {
    let clients = try texts("select client_id from practice.session where session_id = $1", [.text(session)])
    let rows = try practice.ask(
      "select answer from gate.mark_self_pay($1, $2, null, null, current_date, null)",
      [.text(try #require(clients.first)), .text(session)], as: "therapist")
    return try (0..<rows.count).map { try rows.text($0, 0) }
  }

  /// No session is claimed twice, nothing arrived that is not on record or twice, nothing is on record as
  /// accepted that did not arrive, and no attempt is left open.
  func expectSound(_ place: SourceLocation = #_sourceLocation) throws {
    #expect(
      try count("(select from claims.claim group by session_id having count(*) > 1) twice") == 0,
      sourceLocation: place)
    #expect(try count("claims.attempt where state = 'in_flight'") == 0, sourceLocation: place)
    let known = Set(try numbers().values)
    var seen: Set<String> = []
    for (clearinghouse, sandbox) in sandboxes {
      let arrived = try sandbox.received()
      for interchange in arrived {
        #expect(try isOnRecord(interchange, clearinghouse), sourceLocation: place)
        for number in interchange.claims {
          #expect(known.contains(number) && seen.insert(number).inserted, sourceLocation: place)
        }
      }
      let accepted = try texts(
        "select submission_key::text from claims.submission where state = 'accepted' and clearinghouse = $1",
        [.text(clearinghouse)])
      #expect(Set(accepted).isSubset(of: arrived.map(\.submission)), sourceLocation: place)
    }
  }

  private func isOnRecord(_ interchange: Interchange, _ clearinghouse: String) throws -> Bool {
    try practice.ask(
      """
      select from claims.submission s where s.submission_key::text = $1 and s.payload_digest = $2
        and s.clearinghouse = $3 and s.claim_count = $4 and s.interchange_control_number = $5
        and s.state in ('accepted', 'in_doubt')
      """,
      [
        .text(interchange.submission), .bytes(interchange.digest.bytes), .text(clearinghouse),
        .int32(Int32(interchange.claims.count)), .int32(Int32(interchange.controlNumber)),
      ]
    ).count == 1
  }

  /// Every row of every table of the ledger but the previews', as one text for each table.
  func ledgerContents() throws -> [String: String] {
    let tables = try texts(
      """
      select relname::text from pg_class
      where relnamespace = 'claims'::regnamespace and relkind = 'r' and relname <> 'preview'
      """)
    return try tables.reduce(into: [:]) { contents, table in
      contents[table] = try texts("select t::text from claims.\(table) t order by 1").joined(separator: " ")
    }
  }
}

extension RunReport {
  /// Submissions by outcome, without those that there were none of.
  var outcomes: [String: Int] {
    [
      "accepted": submissions.accepted, "rejected": submissions.rejected, "not sent": submissions.notSent,
      "in doubt": submissions.inDoubt,
    ].filter { $0.value > 0 }
  }
}
