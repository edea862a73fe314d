internal import Postgres

/// Something that is really tried, and undone.
struct Attempt: Sendable {
  enum Way: Sendable {
    /// May be done if the server does not say 42501 (insufficient privilege).
    case transaction
    /// The same for what cannot be done in a transaction; what undoes it.
    case alone(undo: String)
    /// Is seen if the query has a row.
    case sight
  }

  let word: String
  let sql: String
  var way = Way.transaction
  /// What cannot be done to such an object by anybody, whatever the rights.
  var impossible: Set<String> = []

  init(_ word: String, _ sql: String, _ way: Way = .transaction, impossible: Set<String> = []) {
    (self.word, self.sql, self.way, self.impossible) = (word, sql, way, impossible)
  }

  func succeeds(on connection: Connection) -> Bool {
    switch way {
    case .transaction: return isLetThrough("begin; \(sql); rollback", connection)
    case .alone(let undo):
      guard isLetThrough(sql, connection) else { return false }
      try? connection.script(undo)
      return true
    case .sight:
      defer { try? connection.script("rollback") }
      return (try? connection.script("begin")) != nil && ((try? connection.query(sql).count) ?? 0) > 0
    }
  }

  /// An error of another kind comes after the server's decision about rights.
  private func isLetThrough(_ script: String, _ connection: Connection) -> Bool {
    do throws(PostgresError) {
      try connection.script(script)
      return true
    } catch {
      try? connection.script("rollback")
      // `.usage`: a COPY has begun, which this door does not read.
      return error.kind == .usage
        || error.kind == .server && error.sqlState != "42501"
          && !impossible.contains(error.sqlState)
    }
  }
}

/// An object and everything that is tried with it.
struct Trial: Sendable {
  let object: String
  let attempts: [Attempt]

  init(_ object: String, _ attempts: [Attempt]) { (self.object, self.attempts) = (object, attempts) }

  /// The function may be called, and what it then does with its caller's rights is refused.
  static let innerRefusal = "execute(refused-inside)"

  /// What was let through, in words.
  func words(on connection: Connection) -> [String] {
    let words = attempts.filter { $0.succeeds(on: connection) }.map(\.word)
    return words.contains("execute") ? words.filter { $0 != Self.innerRefusal } : words
  }
}
