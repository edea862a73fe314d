internal import ArgumentParser
internal import Desk
internal import Foundation
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
    var report = StatusReport(
      due: try setup.due(desk), standing: try desk.standing(), doubtful: try desk.doubtful(),
      held: try desk.held(), clearinghouses: (try setup.lines(desk), try setup.answers(desk)))
    report.codesOutdated = services.codesOutdated
    return report
  }
}

extension RunSetup {
  /// Each configured clearinghouse, also one that nothing was sent to yet.
  func lines(_ desk: BillingDesk) throws -> [StatusReport.Line] {
    let known = Dictionary(try desk.lines().map { ($0.clearinghouse, $0) }) { first, _ in first }
    let distrusted = try desk.distrusted()
    return services.configuration.clearinghouses.map { clearinghouse in
      StatusReport.Line(
        clearinghouse, known[clearinghouse.id], now: Date(),
        contradicts: distrusted.contains(clearinghouse.id))
    }
  }

  /// Each payer over the part of the window that is within its filing time.
  func due(_ desk: BillingDesk) throws -> [BillingDesk.Due] {
    let days = payers.map(windows.firstDue)
    // Of an age that leaves half of the time for filing, and a fifth.
    let aged = [50, 80].map { share in payers.map { windows.aged($0, percent: share) } }
    return try desk.due(
      .init(ids: payers.map(\.id), firstServiceDates: days), from: from.daysSince2000,
      through: through.daysSince2000, aged: (half: aged[0], late: aged[1]))
  }
}

struct StatusReport: Report {
  struct Due: Encodable {
    let payer: String
    let sessions: Int
    let oldest: String
    /// Of them, past 50 and past 80 percent of the time in which they can be filed.
    let pastHalf, past80Percent: Int
  }
  /// How it goes with a clearinghouse.
  struct Line: Encodable {
    let clearinghouse: String
    let nextCutoff: String?
    let lastAccepted: String?
    /// Why the last attempt did not get through, as a code; nil where it did.
    let lastFault: String?
    /// It has contradicted what it promises.
    let contradicts: Bool
  }
  let clearinghouses: [Line]
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
    let tries: Int
    let fault: String?
    let httpStatus: Int?
    let requestBytes: Int
    /// What the clearinghouse said when it was asked last.
    let answer: String?
    let contradicted: Bool

    /// What is known, in a few words.
    var evidence: String {
      let status = httpStatus.map { ", HTTP \($0)" } ?? ""
      let sent =
        "\(counted(tries, "try", "tries")): \(fault ?? "–")\(status), \(grouped(requestBytes)) bytes left"
      return sent + (answer.map { "; asked: \($0)" } ?? "") + (contradicted ? "; contradicts itself" : "")
    }
  }
  let inDoubt: [Doubtful]
  let answers: AnswerStatus
  /// A sentence where the fiscal year of the newest diagnosis codes that this version has is over.
  var codesOutdated: String?

  init(
    due: [BillingDesk.Due], standing: [BillingDesk.Standing], doubtful: [BillingDesk.Doubtful],
    held: [BillingDesk.Held], clearinghouses: (lines: [Line], answers: AnswerStatus)
  ) {
    (self.clearinghouses, answers) = clearinghouses
    inDoubt = doubtful.map {
      Doubtful(
        submission: $0.key, clearinghouse: $0.clearinghouse, claims: $0.claims,
        since: isoDay(microseconds: $0.sealedAt), tries: $0.tries, fault: $0.fault,
        httpStatus: $0.httpStatus, requestBytes: $0.requestBytes, answer: $0.answer,
        contradicted: $0.isContradicted)
    }
    self.due = due.map {
      Due(
        payer: $0.payer, sessions: $0.sessions,
        oldest: CalendarDate(daysSince2000: $0.oldest).description,
        pastHalf: $0.half, past80Percent: $0.late)
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
    return open || !held.isEmpty || clearinghouses.contains(where: \.contradicts) || answers.needsAPerson
      ? .needsAPerson : .done
  }

  func write(to page: inout Page) {
    if due.isEmpty {
      page.line("Nothing is due.")
    } else {
      page.line("Due, for the next run; held ones are among them:")
      page.table(
        [["payer", "sessions", "oldest"]] + due.map { [$0.payer, grouped($0.sessions), $0.oldest] },
        numbers: [1])
      writeFiling(to: &page)
    }
    writeLines(to: &page)
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
        "→ Otherwise ask them by the key, then `scrim claims settle KEY --known-by phone` with "
          + "--arrived NUMBER or --not-arrived.")
      page.table(
        [["submission", "clearinghouse", "claims", "since", "evidence"]]
          + inDoubt.map { [$0.submission, $0.clearinghouse, grouped($0.claims), $0.since, $0.evidence] },
        numbers: [2])
    }
    answers.write(to: &page)
    if let codesOutdated {
      page.line()
      page.paragraph("Diagnosis codes: \(codesOutdated)", indent: 0)
    }
    HeldList(held.map { ($0.session, $0.defects) }, total: held.count).write(to: &page)
  }

  private func writeFiling(to page: inout Page) {
    for one in due where one.pastHalf > 0 {
      page.line(
        "→ \(one.payer): \(counted(one.pastHalf, "session")) past half of the time for filing them"
          + (one.past80Percent > 0 ? ", \(grouped(one.past80Percent)) past 80 % of it." : "."))
    }
  }

  private func writeLines(to page: inout Page) {
    page.line()
    page.table(
      [["clearinghouse", "next cutoff", "last accepted", "last attempt"]]
        + clearinghouses.map {
          [
            $0.clearinghouse, $0.nextCutoff ?? "–", $0.lastAccepted ?? "–",
            $0.lastFault.map { "did not get through (\($0))" } ?? "–",
          ]
        })
    for line in clearinghouses where line.contradicts {
      page.line("→ \(FaultText.contradiction(line.clearinghouse))")
    }
    for line in clearinghouses {
      guard let fault = line.lastFault else { continue }
      page.line("→ \(line.clearinghouse): \(FaultText.nextStep(fault))")
    }
  }

  private static func words(_ state: String) -> String {
    switch state {
    case "sealed": "sealed, not sent yet"
    case "in_flight": "being sent"
    case "in_doubt": "in doubt"
    case "accepted": "accepted"
    case "rejected": "refused by the clearinghouse"
    default: state
    }
  }
}

extension StatusReport.Line {
  init(_ clearinghouse: Clearinghouse, _ line: BillingDesk.Line?, now: Date, contradicts: Bool) {
    self.contradicts = contradicts
    self.clearinghouse = clearinghouse.id
    nextCutoff = clearinghouse.cutoff.flatMap { cutoff in cutoff.next(after: now).map(cutoff.shown) }
    lastAccepted = line?.lastAccepted.map { isoDay(microseconds: $0) }
    lastFault = line?.lastFault
  }
}

/// The day, in UTC, of a moment in microseconds since 2000.
func isoDay(microseconds: Int64) -> String { isoDay(seconds: Int(microseconds / 1_000_000) + 946_684_800) }
