internal import ArgumentParser
internal import Desk
internal import Sessions
internal import Settings

struct UnbilledCommand: Reporting {
  static let configuration = CommandConfiguration(
    commandName: "unbilled",
    abstract: "List sessions that look billable and are not admitted, each with its reason, age and deadline."
  )

  @OptionGroup var common: Common
  @OptionGroup var filterOptions: FilterOptions

  func report() throws -> UnbilledReport {
    let services = try Services(common)
    let setup = try RunSetup(services, filterOptions.filters)
    let configuration = services.configuration
    // All payers, also under a filter: one that is left out would look as if it were not configured.
    let sessions = try BillingDesk(services.address(.billing)).unbilled(
      services.billedPayers, from: lateFrom(setup).daysSince2000, through: setup.through.daysSince2000
    ).filter { $0.reason == Self.late || $0.serviceDate >= setup.from.daysSince2000 }
    let wanted = Set(setup.payers.map(\.id))
    let isFiltered = filterOptions.payer != nil || filterOptions.clearinghouse != nil
    let days = Dictionary(configuration.payers.map { ($0.id, $0.originalFilingDays) }) { first, _ in first }
    return UnbilledReport(
      from: setup.from.description, through: setup.through.description,
      sessions: sessions.filter { !isFiltered || $0.payer.map(wanted.contains) ?? false }.map {
        .init($0, filingDays: $0.payer.flatMap { days[$0] }, today: setup.today)
      })
  }

  private static let late = "past-filing-limit"

  /// What is late stays on the list for a year: without it a session would be gone on the day on which it can
  /// not be filed any more.
  private func lateFrom(_ setup: RunSetup) -> CalendarDate {
    setup.filters.from ?? setup.from.adding(days: -365)
  }
}

struct UnbilledReport: Report {
  struct Session: Encodable {
    let session, serviceDate, reason: String
    let payer: String?
    let ageDays: Int
    /// Last day of timely filing, where the payer is configured.
    let deadline: String?

    init(_ session: BillingDesk.Unbilled, filingDays: Int?, today: CalendarDate) {
      let day = CalendarDate(daysSince2000: session.serviceDate)
      self.session = session.session
      serviceDate = day.description
      reason = session.reason
      payer = session.payer
      ageDays = Int(today.daysSince2000 - session.serviceDate)
      deadline = filingDays.map { day.adding(days: $0).description }
    }
  }
  let from, through: String
  let sessions: [Session]
  var exit: ExitStatus { sessions.isEmpty ? .done : .needsAPerson }

  private enum CodingKeys: String, CodingKey { case from, through, sessions }

  func write(to page: inout Page) {
    page.line("Days of service \(from) through \(through).")
    guard !sessions.isEmpty else { return page.line("Nothing looks billable that is not admitted.") }
    let byReason = Dictionary(grouping: sessions, by: \.reason)
    for (reason, group) in byReason.sorted(by: { ($1.value.count, $0.key) < ($0.value.count, $1.key) }) {
      let text = ReasonText.of(reason)
      page.heading("\(counted(group.count, "session")): \(text.sentence)")
      page.line("→ \(text.nextStep)")
      page.table(
        [["session", "day of service", "age", "payer", "deadline"]]
          + group.map {
            [$0.session, $0.serviceDate, counted($0.ageDays, "day"), $0.payer ?? "–", $0.deadline ?? "–"]
          }, numbers: [2])
    }
  }
}

/// Why a session was not admitted, by the gate's code.
enum ReasonText {
  static func of(_ code: String) -> (sentence: String, nextStep: String) {
    texts[code] ?? ("It was not admitted (\(code)).", "Look the session up in the records.")
  }

  private static let texts: [String: (sentence: String, nextStep: String)] = [
    "no-charge": ("It has no charge.", "Enter the charge, if the session is to be billed."),
    "charge-missing": ("A charge has no amount.", "Enter the amount."),
    "charge-without-coverage": (
      "The charge does not say which coverage to bill.",
      "Choose the coverage on the charge, or leave it unbilled."
    ),
    "coverage-unknown": (
      "The charge names a coverage that is not this client's.", "Choose one of the client's own coverages."
    ),
    "payer-not-configured": (
      "The payer is not configured.", "Add it to payers in scrim.json, with its clearinghouse."
    ),
    "before-first-service-date": (
      "The session is before the payer's first service date.",
      "File it where such claims were filed before Scrim."
    ),
    "coverage-not-begun": (
      "The coverage had not begun.", "Correct the coverage's dates, or choose the coverage of that day."
    ),
    "coverage-lapsed": (
      "The coverage had lapsed.", "Ask the client for the coverage of that day, and choose it on the charge."
    ),
    "consent-missing": (
      "There is no consent to bill this plan.",
      "Ask the client; enter the consent with its date, or leave it."
    ),
    "consent-later": (
      "The consent to bill is of a later day.", "Ask the client whether it covers this session."
    ),
    "preview-needed": (
      "It waits until somebody has seen it in a preview.",
      "Run `scrim preview`, then `scrim run --approve DIGEST`."
    ),
    "past-filing-limit": (
      "The payer's time for filing it is over.",
      "Leave it, or say why it is late: `scrim claims release --session ID --delay-reason WORD`."
    ),
    "consent-ended": ("The consent to bill had ended.", "Ask the client; enter a new consent, or leave it."),
  ]
}
