internal import Claims
internal import Defects
internal import Gateway
internal import Postgres
internal import Sessions
internal import TestSupport
internal import Testing

/// `fixtures/defects/`: claims with one thing wrong with each, and claims with none, through the database, the
/// composer and everything after it.
@Suite("Claim edits") struct ClaimEditsTests {
  @Test func `hold every defective claim with its code before anything leaves, and let the others go`() throws
  {
    #expect(DefectCase.defective.count >= 80 && DefectCase.correct.count >= 60)
    let office = try Self.office(DefectCase.all)
    let report = try office.run(Self.terms)
    let (held, claimed) = try (Self.held(office), Set(office.numbers().keys))
    for one in DefectCase.defective {
      #expect(held[one.session] == one.code, "\(one.name)")
      #expect(claimed.isDisjoint(with: [one.session] + one.further), "\(one.name)")
    }
    for one in DefectCase.correct {
      #expect(
        held[one.session] == nil && claimed.contains(one.session), "\(one.name): \(held[one.session] ?? "")")
      #expect(one.further.allSatisfy { held[$0] == nil }, "\(one.name)")
    }
    #expect(report.claims.held == held.count)
    #expect(try office.receivedClaims().count == claimed.count && claimed.count >= DefectCase.correct.count)
    try office.expectSound()
  }

  @Test func `have a line for each code of the catalogue, and no other`() {
    // Without a charge nothing is admitted; the composer, which does not rely on that, has a test of its own.
    // So has what only a claim that is made once more can have, on the desk and in the composer.
    let unreachable: Set = [
      "charges-missing", "frequency-invalid", "payer-claim-number-missing", "delay-reason-invalid",
      "replacement-differs", "same-payer-again", "accepted-meanwhile", "held-by-billing",
    ]
    let told = Set(DefectCase.defective.compactMap(\.code))
    #expect(told == Set(ClaimDefect.all.map(\.code)).subtracting(unreachable))
    let names = DefectCase.all.map(\.name)
    #expect(Set(names).count == names.count)
  }

  @Test func `hold no claim for a warning, and say in a preview how many have one`() throws {
    let cases = DefectCase.correct.filter { ["as-it-is", "principal-is-relationship"].contains($0.name) }
    let office = try Self.office(cases)
    let report = try office.preview(Self.terms)
    #expect(report.claims == 2 && report.heldCount == 0)
    #expect(report.warnings.map(\.code) == ["principal-is-relationship"])
    #expect(report.warnings.map(\.claims) == [1])
    // After the newest release of the codes each has one more.
    let day = ClaimWarning.codesThrough
    try office.practice.change(
      "update practice.session set service_date = '\(day)' where session_id = 'S-edit-as-it-is'")
    #expect(try office.preview(Self.terms).warnings.map(\.code) == ["principal-is-relationship"])
  }

  /// Where the usual practice has these claims too.
  private static func office(_ cases: [DefectCase]) throws -> Office {
    let office = try Office(["edits": [], "programme": []])
    let connection = try office.practice.database.connect(as: "postgres")
    try connection.script(DefectCase.before)
    for one in cases { try connection.script(one.sql) }
    return office
  }

  private static func held(_ office: Office) throws -> [String: String] {
    let rows = try office.practice.ask("select session_id, array_to_string(defects, ', ') from claims.hold")
    return try Dictionary(
      uniqueKeysWithValues: (0..<rows.count).map { (try rows.text($0, 0), try rows.text($0, 1)) })
  }

  private static let terms: Terms = {
    var terms = Terms()
    let first = CalendarDate(year: 2022, month: 1, day: 1)
    (terms.from, terms.firstServiceDate) = (first, first)
    let payers = ["plain", "strict", "taxonomic", "spoiled", "nameless", "odd", "unheard"].map {
      "\($0)-plan"
    }
    terms.payers = payers + ["programme-plan"]
    terms.clearinghouses = ["edits": payers, "programme": ["programme-plan"]]
    terms.programmes = ["programme"]
    terms.distinctModifiers = ["taxonomic-plan": ["59", "XE", "XS"]]
    terms.rules = rules
    return terms
  }()

  private static let rules: [String: PayerRules] = [
    "plain-plan": PayerRules(id: "plain-plan", payerID: "PLN01"),
    "strict-plan": PayerRules(id: "strict-plan", payerID: "STR02", edits: strict),
    "taxonomic-plan": PayerRules(id: "taxonomic-plan", payerID: "TAX03", taxonomyRequired: true),
    "spoiled-plan": PayerRules(id: "spoiled-plan", payerID: "SP*04"),
    "nameless-plan": PayerRules(id: "nameless-plan", payerID: "NAM05"),
    "odd-plan": PayerRules(id: "odd-plan", payerID: "ODD06"),
    "programme-plan": PayerRules(id: "programme-plan", payerID: "PRG07"),
  ]

  private static let strict: PayerEdits = {
    let (letters, digits) = (Set("STR".utf8), Set("0123456789".utf8))
    return PayerEdits(
      memberID: IdentifierPattern([[(letters, 3...3), (digits, 9...9)], [(digits, 10...10)]]),
      placesOfService: ["02", "10", "11"],
      modifiers: [
        .init(places: ["02", "10"], procedures: [], requires: ["93", "95", "GT"], allows: ["HO"]),
        .init(places: ["11"], procedures: [], requires: [], allows: []),
      ],
      enrolled: ["2980000014": CalendarDate(year: 2025, month: 9, day: 1)])
  }()
}
