internal import Demonstration
internal import Foundation
internal import Postgres
internal import Proofs
internal import TestSupport

/// A practice whose marks are kept in a journal, and copies of its database as of an earlier moment.
final class JournalSite {
  let site: Site
  private var backups: [String] = []

  init(_ template: Template = .fixtures) throws {
    site = try Site(template)
    let made = try makeKey("safe", journal: "journal")
    guard made.code == 0 else { throw NotMade(said: made.said) }
    try site.configure {
      $0.change("restrictions", to: ["journal": "journal"])
      $0.change("keys.journalPublicKey", to: "safe-public/journal.public.pem")
    }
  }

  deinit { for backup in backups { try? site.database.cluster.dropDatabase(backup) } }

  struct NotMade: Error { let said: String }

  var journal: String { "\(site.folder)/journal" }

  func makeKey(_ name: String, journal: String? = nil) throws -> Finished {
    try site.start(
      ["keys", "journal", "--into", "\(name)-public", "--private-key-to", name]
        + (journal.map { ["--journal", $0] } ?? [])
    ).finished()
  }

  /// Ids of the files in it.
  func marks() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: journal)
      .filter { $0.hasSuffix(".mark") }.map { String($0.dropLast(5)) }.sorted()
  }

  @discardableResult
  func mark(_ client: String, _ options: String...) throws -> Finished {
    try site.start(["self-pay", "mark", client, "--requested-on", Today.adding(days: -1)] + options)
      .finished()
  }

  func adopt(_ options: String..., key: String? = "safe") throws -> Finished {
    let opening = key.map { ["--journal-key", "\($0)/journal.key.pem"] } ?? []
    return try site.start(["adopt", "--yes"] + opening + options).finished()
  }

  /// Yesterday's copy.
  func backUp() throws -> String {
    let name = "backup_" + UUID().uuidString.prefix(8).lowercased()
    try site.database.cluster.createDatabase(name, copying: site.database.name)
    backups.append(name)
    return name
  }

  /// The practice goes on from it.
  func restore(_ backup: String) throws { try site.configure { $0.change("database.name", to: backup) } }

  func rows(_ sql: String, in database: String? = nil) throws -> [[String]] {
    let address = site.database.cluster.address(database: database ?? site.database.name, user: "postgres")
    let rows = try Connection(address).query(sql)
    return try (0..<rows.count).map { row in
      try (0..<rows.columnCount).map { try rows.optionalText(row, $0) ?? "" }
    }
  }

  /// Claims of this client that the database has.
  func claims(of client: String, in database: String) throws -> Int {
    Int(try rows("select count(*)::text from claims.claim where client_id = '\(client)'", in: database)[0][0])
      ?? -1
  }

  /// The files of the journal, and those beside them, in which these words stand as they are.
  func files(with word: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: journal).filter { name in
      let bytes = try Data(contentsOf: URL(filePath: "\(journal)/\(name)"))
      let spellings = [Data(word.utf8), Data(Data(word.utf8).base64EncodedString().prefix(6).utf8)]
      return spellings.contains { bytes.range(of: $0) != nil } || name.contains(word)
    }
  }

  func mode(_ name: String) throws -> Int {
    let attributes = try FileManager.default.attributesOfItem(atPath: "\(journal)/\(name)")
    return attributes[.posixPermissions] as? Int ?? -1
  }

  /// The mark with this id, changed in one byte.
  func damage(_ id: String) throws {
    let path = URL(filePath: "\(journal)/\(id).mark")
    var bytes = try Data(contentsOf: path)
    bytes[bytes.count - 100] ^= 1
    try bytes.write(to: path)
  }
}
