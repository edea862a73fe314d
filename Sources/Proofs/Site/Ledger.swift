internal import Archive
internal import Foundation
internal import Postgres
internal import Signing
internal import TestSupport

/// The ledger, read as the superuser: what the commands' own logins could not see is looked at too.
extension Site {
  /// Everything that is on record of claims, submissions, attempts, holds, control numbers and restrictions.
  /// Two of them are equal only where nothing was done between.
  package func ledger() throws -> [String: String] {
    let tables = try rows(
      """
      select format('%I.%I', schemaname, tablename) from pg_catalog.pg_tables
      where schemaname in ('claims', 'gate') and tablename <> 'import' order by 1
      """)
    return try tables.reduce(into: [:]) { found, table in
      found[table[0]] = try rows(
        "select coalesce(string_agg(t::text, e'\\n' order by t::text), '') from \(table[0]) t")[0][0]
    }
  }

  /// Sealed payloads, by submission, opened as somebody with the archive's private key and OpenSSL would.
  package func sealed() throws -> [String: [UInt8]] {
    var found: [String: [UInt8]] = [:]
    try forEachSealed { found[$0] = $1 }
    return found
  }

  /// The same one by one, as memory holds them.
  package func forEachSealed(_ body: (String, [UInt8]) throws -> Void) throws {
    let connection = try database.connect(as: "postgres")
    let keys = try rows(
      "select submission_key::text from claims.submission where ciphertext is not null order by submission_id"
    )
    for key in keys.map({ $0[0] }) {
      let row = try connection.query(
        """
        select ciphertext, nonce, archive_wrapped_key, archive_key_id, payload_bytes
        from claims.submission where submission_key = $1::text::uuid
        """, [.text(key)])
      let keys = WrappedKeys(transit: [], archive: try row.bytes(0, 2), archiveKeyID: try row.text(0, 3))
      let payload = SealedPayload(
        ciphertext: try row.bytes(0, 0), nonce: try row.bytes(0, 1), keys: keys,
        payloadBytes: Int(try row.int32(0, 4)))
      try body(key, try Archive.open(payload, submission: key, dataKey: unwrapped(keys.archive)))
    }
  }

  private func unwrapped(_ wrapped: [UInt8]) throws -> [UInt8] {
    let files = "\(folder)/\(UUID().uuidString)"
    defer { for file in [files, files + ".key"] { try? FileManager.default.removeItem(atPath: file) } }
    try Data(wrapped).write(to: URL(filePath: files))
    let options = [
      "rsa_padding_mode:oaep", "rsa_oaep_md:sha256", "rsa_mgf1_md:sha256",
    ].flatMap { ["-pkeyopt", $0] }
    let opened = try OpenSSL.run(
      ["pkeyutl", "-decrypt", "-inkey", Materials.archivePrivateKey(), "-in", files, "-out", files + ".key"]
        + options)
    guard opened.code == 0 else { throw OpenSSL.Refused(said: opened.errors) }
    return Array(try Data(contentsOf: URL(filePath: files + ".key")))
  }
}

/// The command line tool, which shares OpenSSL's library with us and no line of our code.
package enum OpenSSL {
  package static func run(_ arguments: [String]) throws -> Finished {
    let program = ["/usr/bin/openssl", "/usr/local/bin/openssl"].first(where: FileManager.default.fileExists)
    return try Running(program ?? "openssl", arguments, in: "/tmp").finished()
  }

  package struct Refused: Error { let said: String }
}

package func sha256(_ bytes: [UInt8]) -> String { Digest(sha256Of: bytes).description }
