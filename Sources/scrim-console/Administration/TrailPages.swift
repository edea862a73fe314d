internal import Accounts
internal import Health
internal import Hummingbird
internal import Postgres

/// The trail for the administrator, and the log of marks for the privacy officer: the latest entries in
/// words.
struct TrailPages {
  let site: Site

  func add(to router: Router<PageContext>) {
    router.get("/trail") { request, _ in
      try await site.show(request, [.administrator]) { .page(try trail($0)) }
    }
    router.get("/restrictions/trail") { request, _ in
      try await site.show(request, [.privacy]) { .page(try marks($0)) }
    }
  }

  // MARK: The trail

  private func trail(_ visit: SignedIn) throws -> Page {
    let rows = try visit.connection.query(
      """
      select entries, signed, root, to_char(signed_at, 'YYYY-MM-DD HH24:MI'), waiting
      from desk.trail_standing()
      """)
    let published = try Published(visit.connection)
    var values: [String: any Sendable] = ["entries": try recent(visit)]
    if let signed = try rows.optionalInt64(0, 1) {
      values["checkpoint"] =
        [
          "size": signed, "root": try rows.optionalText(0, 2) ?? "",
          "at": Sentences.moment(try rows.optionalText(0, 3) ?? ""),
        ] as [String: any Sendable]
    }
    values["unsigned"] = try rows.int64(0, 0) + rows.int64(0, 4) - (rows.optionalInt64(0, 1) ?? 0)
    if let found = published.trail {
      values["verified"] =
        [
          "at": published.told(HealthSubject.trail), "words": TrailWords.verdict(found),
          "kind": found.damages == 0 && found.checkpoints > 0 ? "good" : "bad",
          "isAlone": found.outside == 0 && found.checkpoints > 0,
        ] as [String: any Sendable]
    }
    return Page("trail", "The trail", values)
  }

  private func recent(_ visit: SignedIn) throws -> Rows {
    let rows = try visit.connection.query(
      """
      select to_char(recorded_at, 'YYYY-MM-DD HH24:MI'), actor, kind, subject, detail
      from desk.recent_trail(100)
      """)
    return try (0..<rows.count).map { row in
      [
        "at": Sentences.moment(try rows.text(row, 0)), "who": try rows.text(row, 1),
        "what": TrailWords.of(try rows.text(row, 2)), "subject": try rows.text(row, 3),
        "detail": TrailWords.plain(try rows.optionalText(row, 4) ?? ""),
      ]
    }
  }

  // MARK: The log of marks

  private func marks(_ visit: SignedIn) throws -> Page {
    let rows = try visit.connection.query(
      """
      select to_char(recorded_at, 'YYYY-MM-DD HH24:MI'), actor, kind, client_id, session_id
      from desk.recent_restriction_trail(200)
      """)
    let clients = try (0..<rows.count).compactMap { try rows.optionalText($0, 3) }
    let names = try site.names(clients, visit)
    let entries = try (0..<rows.count).map { row -> [String: any Sendable] in
      let client = try rows.optionalText(row, 3)
      return [
        "at": Sentences.moment(try rows.text(row, 0)), "who": try rows.text(row, 1),
        "what": TrailWords.ofMark(try rows.text(row, 2)),
        "name": client.map { names[$0] ?? "Client \($0)" } ?? "",
        "session": try rows.optionalText(row, 4) ?? "",
      ]
    }
    return Page(
      "restriction-trail", "The log of marks",
      ["any": !entries.isEmpty, "entries": entries])
  }
}
