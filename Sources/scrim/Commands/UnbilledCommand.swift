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

  private func lateFrom(_ setup: RunSetup) -> CalendarDate {
    setup.filters.from ?? setup.from.adding(days: -FilingWindows.lateDaysShown)
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
      page.line("→ \(text.nextStep.byCommand)")
      page.table(
        [["session", "day of service", "age", "payer", "deadline"]]
          + group.map {
            [$0.session, $0.serviceDate, counted($0.ageDays, "day"), $0.payer ?? "–", $0.deadline ?? "–"]
          }, numbers: [2])
    }
  }
}
