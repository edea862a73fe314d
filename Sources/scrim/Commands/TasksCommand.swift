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
    let session, occurredOn, payer, breachAssessmentBy, claim: String?
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
        claim: $0.claim, openedOn: iso($0.openedOn))
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
        [["task", "client", "session", words.day, "payer", "claim", "breach assessment by"]]
          + lines.map {
            [
              "\($0.task)", $0.client, $0.session ?? "all", $0.occurredOn ?? "–", $0.payer ?? "–",
              $0.claim ?? "–", $0.breachAssessmentBy ?? "–",
            ]
          }, numbers: [0])
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
