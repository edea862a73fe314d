internal import ArgumentParser
internal import Desk
internal import Sessions
internal import Settings

struct ClaimsListCommand: Reporting {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List claims: without options, those that wait for somebody, grouped by what is the matter.",
    discussion: """
      With --changed, claims that have left are compared with the records first: nothing is sent, and no \
      value is shown. Other lists show what the last comparison found. Of sessions that are not there to be \
      billed any more the privacy officer alone is told (--as privacy).

      States: \(ClaimStateText.all.joined(separator: ", ")).
      """)

  @OptionGroup var common: Common
  @OptionGroup var filterOptions: FilterOptions
  @OptionGroup var named: NamedClaims

  @Option(help: "At most so many claims.")
  var limit = 1_000

  @OptionGroup var decider: DeciderOption

  @Flag(help: "Compare what has left with the records, and list what these say otherwise now.")
  var changed = false

  private var isNarrowed: Bool { named.state != nil || named.code != nil || !filterOptions.filters.isEmpty }

  func validate() throws {
    guard !changed || !isNarrowed else {
      throw ValidationError("--changed lists all that has changed: it takes no other filter.")
    }
    guard changed || decider.role == .billing else {
      throw ValidationError("--as privacy is for --changed: only there the privacy officer is told more.")
    }
    guard (1...100_000).contains(limit) else { throw ValidationError("--limit is 1 to 100000.") }
  }

  func report() throws -> ClaimsListReport {
    let services = try Services(common)
    try filterOptions.filters.requireKnownNames(in: services.configuration)
    if changed { try services.compare() }
    let desk = try BillingDesk(services.address(decider.role))
    let isWork = !isNarrowed && !changed
    return ClaimsListReport(
      work: try isWork ? desk.work() : [], claims: try isNarrowed ? desk.claims(filter) : [],
      changed: try isNarrowed ? [] : ChangedGroup.of(desk.changes(), numbered: changed),
      unmatched: try isWork ? desk.unmatched() : [], kind: (isNarrowed ? limit : nil, changed))
  }

  private var filter: BillingDesk.ClaimFilter {
    var filter = named.filter
    filter.payer = filterOptions.payer
    filter.clearinghouse = filterOptions.clearinghouse
    filter.from = filterOptions.from?.daysSince2000
    filter.through = filterOptions.through?.daysSince2000
    filter.limit = limit
    return filter
  }
}

/// Claims by where they stand and what was said of them.
struct NamedClaims: ParsableArguments {
  @Option(help: "Only claims in this state.")
  var state: String?

  @Option(help: "Only claims of which this was said: a code as the list shows it, such as A7:562:IL.")
  var code: String?

  func validate() throws {
    if let state, !ClaimStateText.all.contains(state) {
      throw ValidationError("--state: no claim has such a state. `scrim claims list --help` names them.")
    }
    if let code, code.wholeMatch(of: /[A-Za-z0-9:.-]{1,40}/) == nil {
      throw ValidationError("--code is one of the codes that the list shows.")
    }
  }

  var filter: BillingDesk.ClaimFilter {
    var filter = BillingDesk.ClaimFilter()
    (filter.state, filter.code) = (state, code)
    return filter
  }
}

struct ClaimsListReport: Report {
  struct Group: Encodable {
    let state, clearinghouse, payer: String
    let codes: [String]
    let claims: Int
    let charge: String
    let oldest: String
    let sentence, nextStep: String
  }
  struct Claim: Encodable {
    let claim, session, payer, clearinghouse, serviceDate, state: String
    let version: Int
    let charge: String
    let codes: [String]
    let contradictory: Bool
  }
  struct Unmatched: Encodable {
    let clearinghouse, kind, scope, reference, outcome: String
  }
  let groups: [Group]
  let claims: [Claim]
  /// Of which the records say something else since they left, as the last comparison found it.
  let changed: [ChangedGroup]
  /// What was said of something that we have not sent there.
  let unmatched: [Unmatched]
  private let limit: Int?
  private let isOfChanges: Bool

  private enum CodingKeys: String, CodingKey { case groups, claims, changed, unmatched }

  init(
    work: [BillingDesk.Work], claims: [BillingDesk.Listed], changed: [ChangedGroup],
    unmatched: [AcknowledgmentDesk.Unmatched], kind: (limit: Int?, isOfChanges: Bool)
  ) {
    (limit, isOfChanges) = kind
    self.changed = changed
    groups = work.map {
      let words = ClaimStateText.of($0.state)
      return Group(
        state: $0.state, clearinghouse: $0.clearinghouse, payer: $0.payer, codes: $0.codes, claims: $0.claims,
        charge: dollars($0.chargeCents), oldest: CalendarDate(daysSince2000: $0.oldest).description,
        sentence: words.sentence, nextStep: words.nextStep.byCommand)
    }
    self.claims = claims.map {
      Claim(
        claim: $0.claim, session: $0.session, payer: $0.payer, clearinghouse: $0.clearinghouse,
        serviceDate: CalendarDate(daysSince2000: $0.serviceDate).description, state: $0.state,
        version: $0.version, charge: dollars($0.chargeCents), codes: $0.codes,
        contradictory: $0.isContradictory)
    }
    self.unmatched = unmatched.map {
      Unmatched(
        clearinghouse: $0.clearinghouse, kind: $0.kind, scope: $0.scope, reference: $0.reference,
        outcome: $0.outcome)
    }
  }

  var exit: ExitStatus {
    groups.isEmpty && unmatched.isEmpty && changed.isEmpty ? .done : .needsAPerson
  }

  func write(to page: inout Page) {
    if let limit { return writeClaims(to: &page, limit: limit) }
    if isOfChanges, changed.isEmpty {
      page.line("The records say of every claim that has left what it said.")
    } else if groups.isEmpty, changed.isEmpty {
      page.line("No claim waits for anybody.")
    }
    for group in groups {
      page.heading(
        "\(counted(group.claims, "claim")) of \(group.payer) by \(group.clearinghouse), \(group.charge), "
          + "oldest service \(group.oldest)")
      page.paragraph("\(group.sentence) (\(group.state))")
      for code in group.codes { page.paragraph("\(code): \(CodeText.sentence(code))", indent: 4) }
      page.paragraph("→ \(group.nextStep)")
    }
    for group in changed { group.write(to: &page) }
    guard !unmatched.isEmpty else { return }
    page.heading("Said of something that was not sent there:")
    page.table(
      [["clearinghouse", "kind", "of", "reference", "outcome"]]
        + unmatched.map { [$0.clearinghouse, $0.kind, $0.scope, $0.reference, $0.outcome] })
    page.paragraph(
      "→ Ask the clearinghouse what it means; a claim filed before Scrim is none of ours."
    )
  }

  private func writeClaims(to page: inout Page, limit: Int) {
    guard !claims.isEmpty else { return page.line("There is no such claim.") }
    page.table(
      [["claim", "session", "day of service", "payer", "charge", "state", "said"]]
        + claims.map {
          [
            $0.claim, $0.session, $0.serviceDate, $0.payer, $0.charge,
            $0.state + ($0.contradictory ? " (contradictory)" : ""), $0.codes.joined(separator: " "),
          ]
        }, numbers: [4])
    if claims.count == limit { page.line("There may be more: add --limit, or narrow the list.") }
  }
}
