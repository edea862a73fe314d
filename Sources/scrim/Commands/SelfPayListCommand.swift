internal import ArgumentParser
internal import Gate
internal import Sessions

struct SelfPayListCommand: Reporting {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the marks of your own caseload; the privacy officer sees all.")

  @OptionGroup var common: Common
  @OptionGroup var callerOption: CallerOption

  func validate() throws { try callerOption.refuseFrontDesk() }

  func report() throws -> RestrictionList {
    let services = try Services(common)
    return RestrictionList(listed: try Restrictions(services.address(callerOption.caller.role)).list())
  }
}

struct RestrictionList: Report {
  struct Mark: Encodable {
    let client: String
    let session, from, through: String?
    let requestedOn: String
    let paidOn, liftRequestedOn: String?
    /// The practice's records marked it.
    let isFromRecords: Bool
  }
  let marks: [Mark]
  var exit: ExitStatus { .done }

  private enum CodingKeys: String, CodingKey { case marks }

  init(listed: [Restrictions.Listed]) {
    marks = listed.map {
      Mark(
        client: $0.client, session: $0.session, from: iso($0.from), through: iso($0.through),
        requestedOn: CalendarDate(daysSince2000: $0.requestedOn).description, paidOn: iso($0.paidOn),
        liftRequestedOn: iso($0.liftRequestedOn), isFromRecords: $0.isFromRecords)
    }
  }

  func write(to page: inout Page) {
    guard !marks.isEmpty else { return page.line("Nobody of your caseload is marked self-pay.") }
    page.table(
      [["client", "what", "from", "through", "asked on", "paid on", "note"]]
        + marks.map { mark in
          [
            mark.client, mark.session ?? "all sessions", mark.from ?? "–", mark.through ?? "–",
            mark.requestedOn, mark.paidOn ?? "–",
            mark.liftRequestedOn.map { "lifting asked for on \($0)" }
              ?? (mark.isFromRecords ? "from the records" : ""),
          ]
        }, indent: 0)
  }
}

private func iso(_ days: Int32?) -> String? { days.map { CalendarDate(daysSince2000: $0).description } }
