internal import ArgumentParser
internal import Desk
internal import FoundationEssentials
internal import Sessions
internal import Settings

struct ClaimsShowCommand: Reporting {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show one claim with all its versions, and everything that happened to it (PHI).",
    discussion: """
      Session, day of service, payer and amounts are protected health information; whoever looks is put on \
      record. Names and diagnoses are not in the ledger and are not shown.
      """)

  @OptionGroup var common: Common

  @Argument(help: "The number of any of its versions, or - to type it.")
  var claim: String

  @Flag(help: "Do not ask.")
  var yes = false

  func report() throws -> ClaimStoryReport {
    let number = try typedID(claim).uppercased()
    try Confirmation.require("A claim is shown.", yes: yes)
    let desk = try BillingDesk(try Services(common).address(.billing))
    let versions = try desk.versions(of: number)
    guard !versions.isEmpty else {
      throw Stop(.usage, "There is no such claim.", next: "`scrim claims list` shows their numbers.")
    }
    return ClaimStoryReport(versions: versions, events: try desk.story(of: number))
  }
}

struct ClaimStoryReport: Report {
  struct Version: Encodable {
    let claim, session, payer, clearinghouse, serviceDate, charge, submission, state, sentence,
      nextStep: String
    let version, frequency: Int
    let corrects, payerClaimNumber, paid, patientShare, closedBecause: String?
    let codes: [String]
    let contradictory: Bool
  }
  struct Event: Encodable {
    let at, event: String
    let version: Int
    let source, outcome, evidence, paymentTrace, paid, patientShare: String?
    let codes, adjustments: [String]
  }
  let versions: [Version]
  let events: [Event]
  var exit: ExitStatus { .done }

  init(versions: [BillingDesk.Version], events: [BillingDesk.ClaimEvent]) {
    self.versions = versions.map {
      let words = ClaimStateText.of($0.state)
      return Version(
        claim: $0.claim, session: $0.session, payer: $0.payer, clearinghouse: $0.clearinghouse,
        serviceDate: CalendarDate(daysSince2000: $0.serviceDate).description,
        charge: dollars($0.chargeCents), submission: $0.submission, state: $0.state,
        sentence: words.sentence, nextStep: words.nextStep.byCommand, version: $0.version,
        frequency: $0.frequency,
        corrects: $0.corrects, payerClaimNumber: $0.payerClaimNumber, paid: $0.paidCents.map(dollars),
        patientShare: $0.patientCents.map(dollars), closedBecause: $0.closedBecause, codes: $0.codes,
        contradictory: $0.isContradictory)
    }
    self.events = events.map {
      Event(
        at: isoTime(microseconds: $0.at), event: $0.event, version: $0.version, source: $0.source,
        outcome: $0.outcome, evidence: $0.evidence, paymentTrace: $0.paymentTrace,
        paid: $0.paidCents.map(dollars), patientShare: $0.patientCents.map(dollars), codes: $0.codes,
        adjustments: $0.adjustments)
    }
  }

  func write(to page: inout Page) {
    for version in versions {
      page.heading("Version \(version.version), claim \(version.claim)\(Self.kind(version.frequency))")
      page.table([
        ["session", version.session], ["day of service", version.serviceDate], ["payer", version.payer],
        ["clearinghouse", version.clearinghouse], ["charge", version.charge],
        ["payer's number", version.payerClaimNumber ?? "–"], ["paid", version.paid ?? "–"],
        ["client's share", version.patientShare ?? "–"],
      ])
      page.paragraph(
        version.sentence + " (\(version.state)\(version.contradictory ? ", contradictory" : ""))")
      for code in version.codes { page.paragraph("\(code): \(CodeText.sentence(code))", indent: 4) }
      page.paragraph("→ \(version.nextStep)")
    }
    page.heading("What happened (UTC):")
    page.table(
      events.map {
        [
          $0.at, "version \($0.version)", $0.event,
          [$0.source, $0.outcome].compactMap { $0 }.joined(separator: ": "),
          ($0.codes + $0.adjustments).joined(separator: " "), $0.evidence ?? "",
        ]
      })
  }

  private static func kind(_ frequency: Int) -> String {
    switch frequency {
    case 7: ", a replacement"
    case 8: ", a void"
    default: ""
    }
  }
}

/// A moment in microseconds since 2000, to the second, in UTC: `2026-11-23T02:00:00Z`.
func isoTime(microseconds: Int64) -> String {
  Date(timeIntervalSince1970: Double(microseconds / 1_000_000) + 946_684_800).ISO8601Format()
}
