internal import ArgumentParser
internal import Gate
internal import Settings

struct TasksCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tasks",
    abstract: "What only the privacy officer decides: recalls, payments, government payers, merged clients.",
    subcommands: [TasksListCommand.self, TasksCloseCommand.self],
    defaultSubcommand: TasksListCommand.self)
}

struct TasksListCommand: Reporting {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the open tasks, what is due by a date first. Ends 1 where there are any.")

  @OptionGroup var common: Common

  @Option(name: .customLong("as"), help: ArgumentHelp("Whose login you are.", valueName: "role"))
  var caller = Caller.privacy

  func validate() throws {
    if caller == .billing {
      throw ValidationError("Tasks are not billing's to see. Write --as privacy, or --as clinician.")
    }
  }

  func report() throws -> TaskList {
    let desk = try PrivacyDesk(try Services(common).address(caller.role))
    return TaskList(try desk.open())
  }
}

struct TaskList: Report {
  struct Line: Encodable {
    let task: Int64
    let kind, client: String
    let session, occurredOn, payer, breachAssessmentBy: String?
    let openedOn: String
  }
  let tasks: [Line]
  private let kinds: [PrivacyDesk.Kind?]
  var exit: ExitStatus { tasks.isEmpty ? .done : .needsAPerson }

  private enum CodingKeys: String, CodingKey { case tasks }

  init(_ open: [PrivacyDesk.OpenTask]) {
    kinds = open.map(\.kind)
    tasks = open.map {
      Line(
        task: $0.id, kind: $0.kind?.rawValue ?? "other", client: $0.client, session: $0.session,
        occurredOn: iso($0.occurredOn), payer: $0.payer, breachAssessmentBy: iso($0.breachAssessmentBy),
        openedOn: iso($0.openedOn))
    }
  }

  func write(to page: inout Page) {
    guard !tasks.isEmpty else { return page.line("Nothing waits for a decision.") }
    var shown: Set<PrivacyDesk.Kind?> = []
    for kind in kinds where shown.insert(kind).inserted {
      let lines = zip(kinds, tasks).filter { $0.0 == kind }.map(\.1)
      let words = TaskText.of(kind)
      page.heading("\(counted(lines.count, "task")): \(words.sentence)")
      page.paragraph("→ \(words.nextStep)")
      page.table(
        [["task", "client", "session", words.day, "payer", "breach assessment by"]]
          + lines.map {
            [
              "\($0.task)", $0.client, $0.session ?? "all", $0.occurredOn ?? "–", $0.payer ?? "–",
              $0.breachAssessmentBy ?? "–",
            ]
          }, numbers: [0])
    }
  }
}

/// What a kind of task is about, and what can be done.
private enum TaskText {
  static func of(_ kind: PrivacyDesk.Kind?) -> (sentence: String, nextStep: String, day: String) {
    switch kind {
    case .recall:
      (
        "A claim had gone out before the session was marked.",
        "Decide whether to recall it. A void tells the plan of the session once more. Where the client had asked "
          + "before it was sent, assess it as a breach by the day shown (45 CFR 164.402, 164.404). Close with "
          + "recalled, left, no-breach or breach-notified.",
        "sent on"
      )
    case .paymentMissing:
      (
        "The client asked more than thirty days ago, and no payment is recorded.",
        "Record it with `scrim self-pay paid`, or talk with the client. The mark stays. Close with paid, "
          + "collecting or client-told.",
        "asked on"
      )
    case .paymentDishonoured:
      (
        "A payment was not honoured.",
        "Try to collect it, and tell the client, before anything else: the mark stays until the client asks to "
          + "lift it. Close with paid, collecting or client-told.",
        "on"
      )
    case .governmentPayer:
      (
        "The client has a Medicare or Medicaid coverage, to which a claim may be owed by law.",
        "Nothing is sent. Find out whether the restriction can be honoured there. Close with no-claim-owed, "
          + "claim-owed or client-told.",
        "on"
      )
    case .paidButBilled:
      (
        "The client paid in full, and the session was billed.",
        "Find out what the client wanted: refund it, or recall the claim. Close with refunded, recalled, left or "
          + "breach-notified.",
        "sent on"
      )
    case .clientsMerged:
      (
        "A merge of records carried a mark to another id of the client.",
        "See that both records are one person. Close with seen.", "on"
      )
    case .sameDay:
      (
        "A session came into the records on the day of a marked one: perhaps the same under a new id.",
        "The clinician says which: `scrim self-pay other SESSION` where it is another, or mark it.",
        "day of service"
      )
    case nil:
      ("A task of a later version.", "Use the version of scrim that the database was migrated with.", "on")
    }
  }
}

struct TasksCloseCommand: Reporting {
  static let configuration = CommandConfiguration(
    commandName: "close", abstract: "As the privacy officer, close a task with what was decided.")

  @OptionGroup var common: Common

  @Argument(help: "The task's number, as listed.")
  var task: Int64

  @Option(help: ArgumentHelp("What was decided; the list says which words there are.", valueName: "word"))
  var decision: String

  func report() throws -> TaskClosed {
    let desk = try PrivacyDesk(try Services(common).address(.privacy))
    guard try desk.close(task, decision: decision) else {
      throw Stop(
        .usage, "There is no open task with this number.", next: "`scrim tasks` lists the open ones.")
    }
    return TaskClosed(task: task, decision: decision)
  }
}

struct TaskClosed: Report {
  let task: Int64
  let decision: String
  var exit: ExitStatus { .done }

  func write(to page: inout Page) { page.line("Closed: \(decision). It stays on record with your login.") }
}
