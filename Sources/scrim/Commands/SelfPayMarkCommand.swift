internal import ArgumentParser
internal import Gate
internal import Sessions
internal import Settings

struct SelfPayMarkCommand: Reporting {
  static let configuration = CommandConfiguration(
    commandName: "mark",
    abstract: "From now on Scrim sends nothing about this client, or this session.",
    discussion: """
      Answers exactly one of "protected", "in flight" and "already sent" for each session that it reaches. \
      The session need not be in the records yet. The mark binds from the client's request on, paid or not \
      (45 CFR 164.522(a)).

      A records system that tells Scrim of each mark, or a list of clients: with - and --lines one process \
      answers any number of them, each in the time that the database takes.
      """)

  @OptionGroup var common: Common
  @OptionGroup var callerOption: CallerOption

  @Argument(help: "The client's id in the practice's records; - reads it from standard input.")
  var client: String

  @Flag(
    help: """
      With -: on each line a client's id, and behind it a session's where only that one is meant. Each is \
      answered before the next is read, with --json on one line.
      """)
  var lines = false

  @Option(help: ArgumentHelp("Only this session.", valueName: "id"))
  var session: String?

  @Option(
    help: ArgumentHelp("From this day of service.", valueName: "date"), transform: day)
  var from: CalendarDate?

  @Option(
    help: ArgumentHelp("Through this day of service.", valueName: "date"),
    transform: day)
  var through: CalendarDate?

  @Option(
    help: ArgumentHelp("The day on which the client asked.", valueName: "date"),
    transform: day)
  var requestedOn: CalendarDate

  @Option(
    help: ArgumentHelp("The day on which the client paid in full.", valueName: "date"),
    transform: day)
  var paidOn: CalendarDate?

  func validate() throws {
    try requireOrder(from, through)
    if lines, client != "-" || session != nil {
      throw ValidationError(
        "--lines reads clients and sessions from standard input. Write - for the client, and no --session.")
    }
    if let session, session.allSatisfy(\.isWhitespace) {
      throw ValidationError("--session is empty. Give its id, or leave it out for the whole client.")
    }
    if session != nil, from != nil || through != nil {
      throw ValidationError("--session marks one session, whatever its day: leave out --from and --through.")
    }
  }

  mutating func run() throws {
    let command = self
    try ending(asJSON: common.json, onOneLine: lines) {
      guard command.lines else { return try command.show(command.report()) }
      var lines = try MarkLines(command.keeping(), like: command.mark(of: ""), asJSON: command.common.json)
      return try lines.run()
    }
  }

  func report() throws -> MarkReport {
    let mark = mark(of: try typedID(client))
    return try MarkReport(mark, keeping().mark(mark))
  }

  private func keeping() throws -> MarkKeeping {
    try MarkKeeping(Services(common), as: callerOption.caller.role)
  }

  private func mark(of client: String) -> Restrictions.Mark {
    var mark = Restrictions.Mark(client: client, requestedOn: requestedOn.daysSince2000)
    mark.session = session
    mark.from = from?.daysSince2000
    mark.through = through?.daysSince2000
    mark.paidOn = paidOn?.daysSince2000
    return mark
  }
}

struct MarkReport: Report {
  struct Session: Encodable {
    let session, serviceDate, answer: String
    let sentOn, payer: String?
  }
  let client: String
  let sessions: [Session]
  /// Whether it stands outside the database as well; nil for a synthetic one without such a place.
  let survivesRestore: Bool?
  private let wholeClient: Bool
  /// What has left, or may have, is the privacy officer's to follow up.
  var exit: ExitStatus {
    areAllProtected && survivesRestore != false ? .done : .needsAPerson
  }
  private var areAllProtected: Bool {
    sessions.allSatisfy { $0.answer == Restrictions.Answer.protected.rawValue }
  }

  private enum CodingKeys: String, CodingKey { case client, sessions, survivesRestore }

  init(_ mark: Restrictions.Mark, _ kept: MarkKeeping.Kept) {
    client = mark.client
    survivesRestore = kept.survivesRestore
    wholeClient = mark.session == nil
    sessions = kept.reached.map {
      Session(
        session: $0.session, serviceDate: CalendarDate(daysSince2000: $0.serviceDate).description,
        answer: $0.answer.rawValue, sentOn: $0.sentOn.map { CalendarDate(daysSince2000: $0).description },
        payer: $0.payer)
    }
  }

  func write(to page: inout Page) {
    page.line("Marked. From now on Scrim sends nothing of this.")
    if survivesRestore == false {
      page.line("→ It stands in the database alone: after a restore from a backup it would be forgotten.")
      page.line("  Whoever administers Scrim should read docs/backups.md.")
    }
    guard !sessions.isEmpty else {
      return page.line(
        wholeClient
          ? "No session is reached so far; those to come will be protected."
          : "The records have no session of this client with this id yet. It will be protected "
            + "if it comes: look at the id once more.")
    }
    page.table(
      [["session", "day of service", "answer", "sent"]]
        + sessions.map { one in
          [
            one.session, one.serviceDate, one.answer,
            one.sentOn.map { "on \($0)" + (one.payer.map { " to \($0)" } ?? "") } ?? "",
          ]
        })
    if !areAllProtected {
      page.line(
        "→ The privacy officer has a task for what was sent already. What is in flight ends as one of"
      )
      page.line("  the other two: `scrim self-pay list` shows which, and when.")
    }
  }
}
