internal import ArgumentParser
internal import Desk
internal import Sessions
internal import Settings

struct StatusCommand: Reporting {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Show what is due, held, in doubt or waiting for an acknowledgment, and how old it is.")

  @OptionGroup var common: Common

  func report() throws -> StatusReport {
    let services = try Services(common)
    let setup = try RunSetup(services, Filters())
    let desk = try BillingDesk(services.address(.billing))
    return StatusReport(
      due: try setup.due(desk), standing: try desk.standing(), doubtful: try desk.doubtful(),
      held: try desk.held())
  }
}

extension RunSetup {
  /// Each payer over the part of the window that is within its filing time.
  func due(_ desk: BillingDesk) throws -> [BillingDesk.Due] {
    let days = payers.map { max($0.firstDay, oldest(for: $0)).daysSince2000 }
    return try desk.due(
      .init(ids: payers.map(\.id), firstServiceDates: days), from: from.daysSince2000,
      through: through.daysSince2000)
  }
}

struct StatusReport: Report {
  struct Due: Encodable {
    let payer: String
    let sessions: Int
    let oldest: String
  }
  struct Submissions: Encodable {
    let clearinghouse, state: String
    let submissions, claims: Int
    let oldest: String
  }
  struct Held: Encodable {
    let session, clearinghouse, payer, serviceDate, since: String
    let defects: [String]
  }
  /// Sessions that the next run would take.
  let due: [Due]
  let submissions: [Submissions]
  let held: [Held]
  let defects: [DefectCount]

  /// Only evidence, or a person, settles these.
  struct Doubtful: Encodable {
    let submission, clearinghouse: String
    let claims: Int
    let since: String
  }
  let inDoubt: [Doubtful]

  init(
    due: [BillingDesk.Due], standing: [BillingDesk.Standing], doubtful: [BillingDesk.Doubtful],
    held: [BillingDesk.Held]
  ) {
    inDoubt = doubtful.map {
      Doubtful(
        submission: $0.key, clearinghouse: $0.clearinghouse, claims: $0.claims,
        since: isoDay(microseconds: $0.sealedAt))
    }
    self.due = due.map {
      Due(payer: $0.payer, sessions: $0.sessions, oldest: CalendarDate(daysSince2000: $0.oldest).description)
    }
    submissions = standing.map {
      Submissions(
        clearinghouse: $0.clearinghouse, state: $0.state, submissions: $0.submissions, claims: $0.claims,
        oldest: isoDay(microseconds: $0.oldest))
    }
    self.held = held.map {
      Held(
        session: $0.session, clearinghouse: $0.clearinghouse, payer: $0.payer,
        serviceDate: CalendarDate(daysSince2000: $0.serviceDate).description,
        since: isoDay(microseconds: $0.since), defects: $0.defects)
    }
    defects = HeldList.counts(held.map { ($0.session, $0.defects) })
  }

  var exit: ExitStatus {
    let open = submissions.contains { ["in_doubt", "rejected"].contains($0.state) }
    return open || !held.isEmpty ? .needsAPerson : .done
  }

  func write(to page: inout Page) {
    if due.isEmpty {
      page.line("Nothing is due.")
    } else {
      page.line("Due, for the next run; held ones are among them:")
      page.table(
        [["payer", "sessions", "oldest"]] + due.map { [$0.payer, grouped($0.sessions), $0.oldest] },
        numbers: [1])
    }
    page.line()
    if submissions.isEmpty {
      page.line("Nothing has been sent yet.")
    } else {
      page.line("Submissions:")
      page.table(
        [["clearinghouse", "state", "submissions", "claims", "oldest"]]
          + submissions.map {
            [$0.clearinghouse, Self.words($0.state), grouped($0.submissions), grouped($0.claims), $0.oldest]
          }, numbers: [2, 3])
    }
    if !inDoubt.isEmpty {
      page.heading("In doubt: they may have arrived. The next run asks where the clearinghouse can be asked.")
      page.line(
        "→ Otherwise ask them by the key, then `scrim claims settle KEY --arrived NUMBER` or --not-arrived.")
      page.table(
        [["submission", "clearinghouse", "claims", "since"]]
          + inDoubt.map { [$0.submission, $0.clearinghouse, grouped($0.claims), $0.since] }, numbers: [2])
    }
    HeldList(held.map { ($0.session, $0.defects) }, total: held.count).write(to: &page)
  }

  private static func words(_ state: String) -> String {
    switch state {
    case "sealed": "sealed, not sent yet"
    case "in_flight": "being sent"
    case "in_doubt": "in doubt"
    case "accepted": "accepted, not acknowledged yet"
    case "rejected": "refused by the clearinghouse"
    default: state
    }
  }
}

/// The day, in UTC, of a moment in microseconds since 2000.
func isoDay(microseconds: Int64) -> String { isoDay(seconds: Int(microseconds / 1_000_000) + 946_684_800) }
