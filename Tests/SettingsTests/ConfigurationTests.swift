import Settings
import Testing

@Suite struct ConfigurationTests {
  @Test func `reads every key of a whole document`() throws {
    let configuration = try Example.read(Example.document)
    #expect(configuration.practice.restDays == 3)
    #expect(configuration.database.port == 5433)
    #expect(configuration.database.logins.count == Database.Role.allCases.count)
    let clearinghouse = try #require(configuration.clearinghouses.first)
    #expect(clearinghouse.parties.submitterContactPhone == "5035550142")
    #expect(clearinghouse.idempotency == .key(windowHours: 24))
    #expect(clearinghouse.receipt == .identifier(path: "receipt.number"))
    #expect(
      clearinghouse.trust.authorization
        == .apiKey(header: "Authorization", valueFile: "/etc/scrim/secrets/api"))
    #expect(clearinghouse.limits.exchangeSeconds == 90)
    let payer = try #require(configuration.payers.first)
    #expect(payer.firstServiceDate == "2026-07-01")
    #expect(payer.correctedFilingDays == 365)
    #expect(payer.rules.memberID?.alternatives.map(\.count) == [4, 2])
    #expect(payer.rules.modifiers.first?.requires == ["95", "GT"])
    #expect(payer.distinctModifiers == ["59", "XE", "XS"])
    #expect(payer.rules.enrolled.map(\.from) == ["2026-01-01"])
  }

  @Test func `resolves paths against the folder of the file, and credentials against systemd's`() throws {
    let keys = try Example.read(Example.document).keys
    #expect(keys.transit == "/etc/scrim/keys/transit.key")
    #expect(keys.identifiers == "/etc/scrim/identifiers.key")
    #expect(keys.signing.passphraseFile == "/run/credentials/scrim/signing")
  }

  @Test func `takes the documented defaults for what may be left out`() throws {
    var document = Example.document
    for part in [
      "\"restDays\": 3,", "\"port\": 5433, ", ", \"connectSeconds\": 5, \"exchangeSeconds\": 90",
      ", \"taxonomyRequired\": true", "\"correctedFilingDays\": 365,",
      "\"memberIDPattern\": \"MMH[0-9]{9}|[A-Z]{3}[0-9A-Z-]{6,9}\",",
      "\"pinnedPublicKeys\": [\"sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\"],",
    ] {
      #expect(document.contains(part))
      document = document.replacing(part, with: "")
    }
    let configuration = try Example.read(document)
    #expect(configuration.practice.restDays == 2)
    #expect(configuration.database.port == 5432)
    #expect(configuration.clearinghouses[0].limits.connectSeconds == 10)
    #expect(configuration.clearinghouses[0].limits.exchangeSeconds == 60)
    #expect(configuration.clearinghouses[0].trust.pinnedPublicKeys.isEmpty)
    #expect(configuration.payers[0].taxonomyRequired == false)
    #expect(configuration.payers[0].correctedFilingDays == 180)
    #expect(configuration.payers[0].rules.memberID == nil)
  }

  @Test func `reports every problem at once`() {
    let document = Example.document
      .replacing("\"restDays\": 3", with: "\"restDays\": \"three\"")
      .replacing("https://127", with: "http://127")
      .replacing("\"transit\"", with: "\"transitt\"")
      .replacing("2026-07-01", with: "2026-02-30")
    #expect(
      Example.problems(document).map(\.path) == [
        "practice.restDays", "keys.transit", "keys.transitt", "clearinghouses[0].endpoint",
        "clearinghouses[0].statusQuery.endpoint", "clearinghouses[0].acknowledgments.endpoint",
        "payers[0].firstServiceDate",
      ])
  }

  @Test func `gives every problem a sentence and a next step, and repeats no value`() {
    let document = Example.document
      .replacing("America/Los_Angeles", with: "Grommelfink/Zone")
      .replacing("\"scrim\"", with: "\"Grommelfink\"")
      .replacing("secrets/api", with: "Grommelfink\\u0007")
      .replacing("\"kind\": \"key\"", with: "\"kind\": \"Grommelfink\"")
    let problems = Example.problems(document)
    #expect(problems.count >= 4)
    for problem in problems {
      #expect(!problem.sentence.isEmpty && !problem.nextStep.isEmpty)
      #expect(!"\(problem)".contains("Grommelfink"))
    }
  }

  @Test func `says so when the file is not there`() {
    #expect(throws: ConfigurationRefused.self) { try Configuration.read("/nonexistent/scrim.json") }
  }
}
