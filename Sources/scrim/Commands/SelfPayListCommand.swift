internal import ArgumentParser
internal import Gate
internal import Sessions
internal import Settings

struct SelfPayListCommand: Reporting {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract:
      "List the marks of your own caseload, and what became of each answer; the privacy officer sees all.")

  @OptionGroup var common: Common
  @OptionGroup var callerOption: CallerOption

  @Flag(help: "Also marks that were lifted: none is ever deleted.")
  var all = false

  func validate() throws { try callerOption.refuseFrontDesk() }

  func report() throws -> RestrictionList {
    let restrictions = try Restrictions(try Services(common).address(callerOption.caller.role))
    return RestrictionList(
      listed: try restrictions.list(withLifted: all), answers: try restrictions.answers())
  }
}

struct RestrictionList: Report {
  struct Mark: Encodable {
    let client: String
    let session, from, through: String?
    let requestedOn: String
    let paidOn, liftRequestedOn, liftedOn: String?
    /// The practice's records marked it.
    let isFromRecords: Bool

    fileprivate var note: String {
      if let liftedOn { return "lifted on \(liftedOn)" }
      if let liftRequestedOn { return "lifting asked for on \(liftRequestedOn)" }
      return isFromRecords ? "from the records" : ""
    }
  }
  struct Answer: Encodable {
    let client, session: String
    let serviceDate: String?
    let answer: String
    let sentOn, payer: String?
    let answeredOn: String
    /// Where it was in flight at first: the day on which that ended.
    let settledOn: String?

    fileprivate var words: String {
      let sent = sentOn.map { " on \($0)" + (payer.map { " to \($0)" } ?? "") } ?? ""
      return answer + sent + (settledOn.map { "; it was in flight until \($0)" } ?? "")
    }
  }
  let marks: [Mark]
  /// What was not simply protected when it was marked.
  let answers: [Answer]
  var exit: ExitStatus { .done }

  private enum CodingKeys: String, CodingKey { case marks, answers }

  init(listed: [Restrictions.Listed], answers: [GivenAnswer]) {
    marks = listed.map {
      Mark(
        client: $0.client, session: $0.session, from: iso($0.from), through: iso($0.through),
        requestedOn: iso($0.requestedOn), paidOn: iso($0.paidOn), liftRequestedOn: iso($0.liftRequestedOn),
        liftedOn: iso($0.liftedOn), isFromRecords: $0.isFromRecords)
    }
    self.answers = answers.map {
      Answer(
        client: $0.client, session: $0.session, serviceDate: iso($0.serviceDate), answer: $0.answer.rawValue,
        sentOn: iso($0.sentOn), payer: $0.payer, answeredOn: iso($0.answeredOn), settledOn: iso($0.settledOn))
    }
  }

  func write(to page: inout Page) {
    guard !marks.isEmpty else { return page.line("Nobody of your caseload is marked self-pay.") }
    page.table(
      [["client", "what", "from", "through", "asked on", "paid on", "note"]]
        + marks.map { mark in
          [
            mark.client, mark.session ?? "all sessions", mark.from ?? "–", mark.through ?? "–",
            mark.requestedOn, mark.paidOn ?? "–", mark.note,
          ]
        }, indent: 0)
    guard !answers.isEmpty else { return }
    page.heading("Not simply protected when it was marked:")
    page.table(
      [["client", "session", "day of service", "what is true today"]]
        + answers.map { [$0.client, $0.session, $0.serviceDate ?? "–", $0.words] })
  }
}

/// Days since 2000-01-01 as ISO 8601.
func iso(_ days: Int32) -> String { CalendarDate(daysSince2000: days).description }
func iso(_ days: Int32?) -> String? { days.map { iso($0) } }
