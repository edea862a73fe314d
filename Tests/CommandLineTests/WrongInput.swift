internal import Foundation
internal import Proofs
internal import Testing

/// One thing that is wrong, what a command must end with, and a word that its sentence must have.
struct WrongInput: CustomTestStringConvertible, Sendable {
  let what: String
  let code: Int32
  let word: String
  let command: [String]
  /// Makes it wrong.
  let spoil: @Sendable (Site) throws -> Void

  var testDescription: String { what }

  init(
    _ what: String, _ code: Int32, says word: String, command: [String] = ["run"],
    _ spoil: @escaping @Sendable (Site) throws -> Void = { _ in }
  ) {
    self.what = what
    self.code = code
    self.word = word
    self.command = command
    self.spoil = spoil
  }

  /// Refused before the database is asked for anything.
  static let configuration: [WrongInput] = [
    .init("no configuration", 78, says: "scrim.json") { site in
      try FileManager.default.removeItem(atPath: site.folder + "/scrim.json")
    },
    .init("no JSON", 78, says: "scrim.json") { site in
      try Data("{\"practice\": ".utf8).write(to: URL(filePath: site.folder + "/scrim.json"))
    },
    .init("an unknown key", 78, says: "practice.nmae") { site in
      try site.configure { $0.change("practice.nmae", to: "Quiet") }
    },
    .init("a missing key", 78, says: "payers") { site in
      try site.configure { $0.change("payers.0.firstServiceDate", to: nil) }
    },
    .init("an unknown payer", 64, says: "--payer", command: ["run", "--payer", "meridan"]),
    .init(
      "an unknown clearinghouse", 64, says: "--clearinghouse",
      command: ["preview", "--clearinghouse", "harbour"]),
    .init(
      "dates the wrong way round", 64, says: "--from",
      command: ["run", "--from", "2026-11-02", "--through", "2026-11-01"]),
    .init("no such day", 64, says: "day", command: ["preview", "--from", "2026-02-30"]),
    .init("a digest that is none", 64, says: "digest", command: ["run", "--approve", "sha256:12"]),
    .init("a synthetic database and a production clearinghouse", 78, says: "usage") { site in
      try site.configure { $0.change("clearinghouses.0.usage", to: "production") }
    },
    .init("a real database and a test clearinghouse", 78, says: "usage") { site in
      try site.configure { $0.change("database.kind", to: "real") }
    },
    .init("a migration of a synthetic database as a real one", 78, says: "synthetic", command: ["migrate"]) {
      site in
      try site.beReal()
    },
    .init("a run as real over a synthetic database", 78, says: "synthetic") { try $0.beReal() },
    .init("a key file that others can read", 78, says: "transit.key") { site in
      try site.copyKeys()
      try FileManager.default.setAttributes(
        [.posixPermissions: 0o644], ofItemAtPath: site.folder + "/keys/transit.key")
    },
    .init("a wrong passphrase", 78, says: "passphrase") { site in
      try site.copyKeys()
      try Data("another\n".utf8).write(to: URL(filePath: site.folder + "/keys/signing.passphrase"))
    },
    .init("a client certificate that has expired", 78, says: "expired") { site in
      let folder = try Materials.folder()
      try site.configure {
        $0.change("clearinghouses.0.clientCertificate", to: folder + "/ended.crt.pem")
        $0.change("clearinghouses.0.clientKey", to: folder + "/ended.key.pem")
      }
    },
  ]

  /// Refused by what the database is, or is not.
  static let database: [WrongInput] = [
    .init("a server that is down", 2, says: "PostgreSQL") { site in
      try site.configure { $0.change("database.host", to: site.folder) }
    },
    .init("no such database", 2, says: "database") { site in
      try site.configure { $0.change("database.name", to: "nowhere") }
    },
    .init("a login that is none", 2, says: "login") { site in
      try site.configure { $0.change("database.logins.gateway.user", to: "nobody_of_ours") }
    },
    .init("an older schema", 78, says: "scrim migrate") { site in
      try site.script("delete from scrim.migration where number = (select max(number) from scrim.migration)")
    },
    .init("a newer schema", 78, says: "newer") { site in
      try site.script(
        """
        insert into scrim.migration (number, name, sha256)
        select 9999, 'x', sha256 from scrim.migration limit 1
        """
      )
    },
    .init("a migration that was changed", 78, says: "chang", command: ["migrate"]) { site in
      try site.script("update scrim.migration set sha256 = repeat('0', 64) where number = 2")
    },
    .init("a source view with a further column", 78, says: "source") { site in
      try site.script(
        """
        create or replace view source.session as select s.*, 'x'::text as note from (
        """ + site.rows("select rtrim(pg_get_viewdef('source.session'::regclass), ';')")[0][0] + ") s")
    },
    .init("a source view that is missing", 78, says: "source") { site in
      try site.script("alter view source.location rename to place")
    },
    .init("a source view that nobody approved", 78, says: "approve") { site in
      try site.script(
        "create or replace view source.session as select * from ("
          + site.rows("select rtrim(pg_get_viewdef('source.session'::regclass), ';')")[0][0]
          + ") s where true")
    },
  ]
}

extension Site {
  /// The run's keys, to spoil.
  func copyKeys() throws {
    try FileManager.default.copyItem(atPath: Materials.folder() + "/keys", toPath: folder + "/keys")
    try configure {
      $0.change("keys.transit", to: "keys/transit.key")
      $0.change("keys.signing.key", to: "keys/signing.key.pem")
      $0.change("keys.signing.certificate", to: "keys/signing.crt.pem")
      $0.change("keys.signing.passphraseFile", to: "keys/signing.passphrase")
    }
  }

  /// A configuration that says of everything that it is real.
  func beReal() throws {
    try configure {
      $0.change("database.kind", to: "real")
      for place in 0...1 {
        $0.change("clearinghouses.\(place).usage", to: "production")
        $0.change("clearinghouses.\(place).endpoint", to: "https://claims.example.org/\(place)")
      }
    }
  }
}
