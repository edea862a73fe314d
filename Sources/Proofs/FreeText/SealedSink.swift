internal import Archive
internal import Postgres
internal import TestSupport

/// The payloads that the ledger keeps, decrypted and decompressed.
extension Sink {
  static func sealed(in site: Site, allows: Set<PlantedWord.Family>) -> Sink {
    Sink(name: "sealed payloads, opened", allows: allows) { reading in
      try site.forEachSealed { _, payload in
        reading.take(payload)
        reading.end()
      }
    } plant: { bytes in
      let connection = try site.database.connect(as: "postgres")
      try connection.script(
        """
        create schema planted; create table planted.kept as
        select * from claims.submission where ciphertext is not null limit 1
        """)
      let key = try site.rows("select submission_key::text from planted.kept")[0][0]
      let archive = try Archive(
        transitKey: [UInt8](repeating: 7, count: 32), archivePublicKey: Materials.archivePublicKey())
      let sealed = try archive.seal(bytes, submission: key)
      _ = try connection.query(
        """
        update claims.submission set ciphertext = $1, nonce = $2, archive_wrapped_key = $3, payload_bytes = $4
        where submission_key = $5::text::uuid
        """,
        [
          .bytes(sealed.ciphertext), .bytes(sealed.nonce), .bytes(sealed.archiveWrappedKey),
          .int32(Int32(sealed.payloadBytes)), .text(key),
        ])
      return {
        try site.script(
          """
          update claims.submission s set ciphertext = k.ciphertext, nonce = k.nonce,
            archive_wrapped_key = k.archive_wrapped_key, payload_bytes = k.payload_bytes
          from planted.kept k where s.submission_key = k.submission_key;
          drop schema planted cascade
          """)
      }
    }
  }
}
