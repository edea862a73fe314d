import Settings
import Testing

/// One line for each way to be wrong: what to replace, with what, and the paths that must be named.
@Suite struct RefusalTests {
  @Test(
    arguments: [
      // in the example              becomes                       refused at
      ("\"Quiet Harbor Therapy\"", "\"\"", ["practice.name"]),
      ("\"America/Los_Angeles\"", "\"America/Los_Angels\"", ["practice.timeZone"]),
      ("\"America/Los_Angeles\"", "\"../../etc/passwd\"", ["practice.timeZone"]),
      ("\"restDays\": 3", "\"restDays\": -1", ["practice.restDays"]),
      ("\"restDays\": 3", "\"restDays\": 2.5", ["practice.restDays"]),
      ("\"restDays\": 3", "\"restDays\": null", ["practice.restDays"]),
      ("\"part2Programme\": false", "\"part2Programme\": 0", ["practice.part2Programme"]),
      ("\"port\": 5433", "\"port\": 65536", ["database.port"]),
      ("\"db.example.org\"", "\"db example\"", ["database.host"]),
      ("\"rootCertificate\": \"tls/database-ca.pem\",", "", ["database.rootCertificate"]),
      (", \"passwordFile\": \"secrets/gateway\"", "", ["database.logins.gateway.passwordFile"]),
      ("\"user\": \"biller\"", "\"user\": \"Bill Er\"", ["database.logins.billing.user"]),
      ("\"auditor\": {", "\"superuser\": {", ["database.logins.superuser"]),
      ("\"kind\": \"synthetic\"", "\"kind\": \"fake\"", ["database.kind"]),
      ("\"kind\": \"synthetic\"", "\"kind\": \"real\"", ["clearinghouses[0].usage"]),
      ("\"usage\": \"test\"", "\"usage\": \"production\"", ["clearinghouses[0].usage"]),
      ("\"usage\": \"test\"", "\"usage\": \"T\"", ["clearinghouses[0].usage"]),
      ("\"keys/transit.key\"", "17", ["keys.transit"]),
      (", \"trail\": \"keys/trail.key\"", "", ["trail.witness"]),
      ("\"journalPublicKey\": \"keys/journal.public.pem\", ", "", ["restrictions.journal"]),
      ("\"journal\": \"/mnt/journal/scrim\", ", "", ["keys.journalPublicKey"]),
      ("\"restrictionTrail\": \"keys/restrictions/trail.key\",", "", ["restrictions.witness"]),
      ("keys/restrictions/trail.key", "keys/trail.key", ["keys.restrictionTrail"]),
      ("\"standby\": false", "\"standby\": \"no\"", ["restrictions.standby"]),
      ("\"format\": \"x12-837p\"", "\"format\": \"hl7\"", ["clearinghouses[0].format"]),
      ("\"format\": \"x12-837p\"", "\"format\": \"json\"", ["clearinghouses[0].claimsPerSubmission"]),
      ("\"transport\": \"https\"", "\"transport\": \"sftp\"", ["clearinghouses[0].transport"]),
      ("https://127.0.0.1:8443/claims", "http://127.0.0.1/claims", ["clearinghouses[0].endpoint"]),
      ("https://127.0.0.1:8443/claims", "https://me:pw@host/claims", ["clearinghouses[0].endpoint"]),
      ("https://127.0.0.1:8443/claims", "https://", ["clearinghouses[0].endpoint"]),
      ("\"id\": \"harborlink\"", "\"id\": \"../x\"", ["clearinghouses[0].id", "payers[0].clearinghouse"]),
      ("\"QUIETHARBOR\"", "\"QUIET*HARBOR\"", ["clearinghouses[0].submitterID"]),
      ("\"QUIET HARBOR THERAPY\"", "\"QUIET~HARBOR\"", ["clearinghouses[0].submitterName"]),
      ("\"5035550142\"", "\"503-555-0142\"", ["clearinghouses[0].submitterContactPhone"]),
      ("sha256//AAAA", "sha256//A*AA", ["clearinghouses[0].pinnedPublicKeys[0]"]),
      (", \"windowHours\": 24", "", ["clearinghouses[0].idempotency.windowHours"]),
      ("\"kind\": \"key\"", "\"kind\": \"none\"", ["clearinghouses[0].idempotency.windowHours"]),
      (", \"path\": \"receipt.number\"", "", ["clearinghouses[0].receipt.path"]),
      ("\"receipt.number\"", "\"receipt..number\"", ["clearinghouses[0].receipt.path"]),
      (", \"valueFile\": \"secrets/api\"", "", ["clearinghouses[0].authorization.valueFile"]),
      ("\"header\": \"Authorization\"", "\"header\": \"X: y\"", ["clearinghouses[0].authorization.header"]),
      (
        "\"claimsPerSubmission\": 500", "\"claimsPerSubmission\": 0",
        ["clearinghouses[0].claimsPerSubmission"]
      ),
      ("\"clearinghouse\": \"harborlink\"", "\"clearinghouse\": \"acme\"", ["payers[0].clearinghouse"]),
      ("\"MMH01\"", "\"M:01\"", ["payers[0].payerID"]),
      ("2026-07-01", "2026-7-1", ["payers[0].firstServiceDate"]),
      ("2026-07-01", "2025-02-29", ["payers[0].firstServiceDate"]),
      ("\"originalFilingDays\": 180", "\"originalFilingDays\": 0", ["payers[0].originalFilingDays"]),
      ("\"correctedFilingDays\": 365", "\"correctedFilingDays\": 0", ["payers[0].correctedFilingDays"]),
      ("[\"02\", \"10\", \"11\"]", "[\"2\", \"11\"]", ["payers[0].placesOfService[0]"]),
      ("[\"59\", \"XE\", \"XS\"]", "[\"59\", \"x\"]", ["payers[0].distinctModifiers[1]"]),
      ("[\"95\", \"GT\"]", "[\"95\", \"gt\"]", ["payers[0].modifierRules[0].requires[1]"]),
      ("[\"90834\"]", "[\"9083\"]", ["payers[0].modifierRules[0].procedures[0]"]),
      (", \"requires\": [\"95\", \"GT\"], \"allows\": [\"HO\"]", "", ["payers[0].modifierRules[0]"]),
      ("\"allows\": [\"HO\"]", "\"allows\": \"HO\"", ["payers[0].modifierRules[0].allows"]),
      ("\"1234567893\"", "\"3234567893\"", ["payers[0].enrolled[0].npi"]),
      ("[{\"npi\": \"1234567893\", \"from\": \"2026-01-01\"}]", "[]", ["payers[0].enrolled"]),
      ("\"payers\": [", "\"payers\": [7, ", ["payers[0]"]),
    ] as [(String, String, [String])])
  func `refuses a wrong value at its path`(old: String, new: String, paths: [String]) throws {
    try #require(Example.document.contains(old))
    #expect(Example.problems(Example.document.replacing(old, with: new)).map(\.path) == paths)
  }

  @Test(arguments: [
    ("", "Line 1, column 1"),
    ("{", "Line 1, column 2"),
    ("{\"a\": 1,}", "Line 1, column 9"),
    ("{\n  \"a\": 01\n}", "Line 2, column 10"),
    ("{\"a\": tru}", "Line 1, column 7"),
    ("{\"a\": \"\u{1}\"}", "Line 1, column 8"),
    ("{\"a\": \"\\ud800\"}", "Line 1, column 14"),
    ("{} {}", "Line 1, column 4"),
    (String(repeating: "[", count: 100), "Line 1, column 18"),
    ("[]", "The document is not an object."),
  ])
  func `says where a document stops being JSON`(document: String, beginning: String) throws {
    let problem = try #require(Example.problems(document).first)
    #expect(problem.sentence.hasPrefix(beginning), "\(problem.sentence)")
  }

  @Test func `refuses a key that stands twice`() {
    let document = Example.document.replacing("\"port\": 5433", with: "\"port\": 5433, \"port\": 5434")
    #expect(Example.problems(document).map(\.path) == ["database.port"])
  }

  @Test func `refuses two entries with one id`() throws {
    let tree = try JSONReader.read(Array(Example.document.utf8))
    let doubled = tree.changing("") { members in
      members.map { member in
        guard member.key == "payers", case .list(let items) = member.value else { return member }
        return .init(key: "payers", value: .list(items + items))
      }
    }
    #expect(Example.problems(doubled.text).map(\.path) == ["payers[1].id"])
  }

  @Test func `takes JSON where each claim is a submission`() throws {
    let document = Example.document.replacing("\"x12-837p\"", with: "\"json\"")
      .replacing("\"claimsPerSubmission\": 500", with: "\"claimsPerSubmission\": 1")
    #expect(try Example.read(document).clearinghouses.map(\.format) == [.json])
  }

  @Test func `demands a witness where checkpoints are of a real database`() {
    let document = Example.document.replacing("\"synthetic\"", with: "\"real\"")
      .replacing("\"usage\": \"test\"", with: "\"usage\": \"production\"")
    #expect(Example.problems(document).isEmpty)
    let unwitnessed = document.replacing("\"witness\": \"/mnt/witness/checkpoints\"", with: "")
    #expect(Example.problems(unwitnessed).map(\.path) == ["trail.witness"])
    let alone = document.replacing(",\n    \"witness\": \"/mnt/privacy/checkpoints\"", with: "")
    #expect(Example.problems(alone).map(\.path) == ["restrictions.witness"])
  }

  @Test func `refuses a credential where systemd has handed over none`() {
    #expect {
      try Configuration.parse(Array(Example.document.utf8), file: "/etc/scrim/scrim.json")
    } throws: { error in
      (error as? ConfigurationRefused)?.problems.map(\.path) == ["keys.signing.passphraseFile"]
    }
  }
}
