internal import ArgumentParser
internal import Gate
internal import Sessions
internal import Settings

/// Which mark a payment belongs to.
struct MarkedOptions: ParsableArguments {
  @Argument(help: "The client's id in the practice's records; - reads it from standard input.")
  var client: String

  @Option(help: ArgumentHelp("Only the mark of this session.", valueName: "id"))
  var session: String?
}

struct SelfPayPaidCommand: Reporting {
  static let configuration = CommandConfiguration(
    commandName: "paid", abstract: "Record the day on which the client paid in full.")

  @OptionGroup var common: Common
  @OptionGroup var callerOption: CallerOption
  @OptionGroup var marked: MarkedOptions

  @Option(help: ArgumentHelp("The day of the payment.", valueName: "date"), transform: day)
  var on: CalendarDate

  func report() throws -> PaymentReport {
    let restrictions = try Restrictions(try Services(common).address(callerOption.caller.role))
    let client = try typedID(marked.client)
    let concerned = try restrictions.recordPaid(
      client: client, session: marked.session, on: on.daysSince2000)
    return try PaymentReport(client, concerned, sentence: "Recorded: paid in full on \(on).")
  }
}

struct SelfPayDishonouredCommand: Reporting {
  static let configuration = CommandConfiguration(
    commandName: "dishonoured",
    abstract: "Record that a payment bounced. It lifts no mark; the privacy officer decides what follows.")

  @OptionGroup var common: Common
  @OptionGroup var callerOption: CallerOption
  @OptionGroup var marked: MarkedOptions

  @Option(help: ArgumentHelp("The day on which it bounced.", valueName: "date"), transform: day)
  var on: CalendarDate

  func report() throws -> PaymentReport {
    let restrictions = try Restrictions(try Services(common).address(callerOption.caller.role))
    let client = try typedID(marked.client)
    let concerned = try restrictions.recordDishonoured(
      client: client, session: marked.session, on: on.daysSince2000)
    return try PaymentReport(
      client, concerned,
      sentence:
        "Recorded: not honoured on \(on). Nothing becomes billable by it; the privacy officer has a task.")
  }
}

struct PaymentReport: Report {
  let client: String
  /// Nil to those who may not see marks.
  let marks: Int?
  private let sentence: String
  var exit: ExitStatus { .done }

  private enum CodingKeys: String, CodingKey { case client, marks }

  /// Throws where the caller may see marks and there is none.
  init(_ client: String, _ concerned: Int?, sentence: String) throws(Stop) {
    guard concerned != 0 else {
      throw Stop(
        .usage, "There is no such mark; nothing was recorded.",
        next: "`scrim self-pay list` shows the marks of your caseload.")
    }
    self.client = client
    marks = concerned
    self.sentence = concerned == nil ? "Recorded, for whatever mark it concerns." : sentence
  }

  func write(to page: inout Page) { page.line(sentence) }
}

struct SelfPayOtherCommand: Reporting {
  static let configuration = CommandConfiguration(
    commandName: "other",
    abstract: "As the clinician, say that a session on the day of a marked one is another one, to be billed.",
    discussion: """
      A session that was not known when one of the same day was marked may be the marked one under a new id, \
      or the same joint hour in another person's record. It waits until its clinician says so. If it is the \
      same, mark it instead.
      """)

  @OptionGroup var common: Common
  @OptionGroup var callerOption: CallerOption

  @Argument(help: "The session's id in the practice's records.")
  var session: String

  func validate() throws { try callerOption.refuseFrontDesk() }

  func report() throws -> OtherReport {
    let restrictions = try Restrictions(try Services(common).address(callerOption.caller.role))
    guard try restrictions.confirmOther(session: session) else {
      throw Stop(
        .usage, "No session of your caseload with this id waits for such a word.",
        next: "`scrim tasks --as clinician` lists those that do.")
    }
    return OtherReport(session: session)
  }
}

struct OtherReport: Report {
  let session: String
  var exit: ExitStatus { .done }

  func write(to page: inout Page) {
    page.line("Recorded: it is another session. It is billed like every other from the next run on.")
  }
}
