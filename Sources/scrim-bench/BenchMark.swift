internal import ArgumentParser
internal import Demonstration
internal import Foundation
internal import Gate
internal import Glibc
internal import Postgres
internal import Proofs
internal import Sessions

struct Mark: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "How long a therapist waits for the answer of a mark, alone and beside a claim run.",
    discussion: """
      Over a session of the database that is open, as a console holds it; over a new one; by \
      `scrim self-pay mark - --lines`, from the line to its answer; and by `scrim self-pay mark`, from its \
      start to its end. Every answer is compared with the ledger afterwards; ends 1 where one was not true.
      """)

  @OptionGroup var options: BenchOptions

  @Option(help: "Marks each way beside a claim run, and as many without.")
  var marks = 100

  func run() throws {
    let practice = try BenchPractice(options)
    try practice.start()
    defer { practice.stop() }
    try practice.prepare()
    let clearinghouse = try BenchClearinghouse(practice)
    defer { clearinghouse.stop() }
    try practice.registerTherapist()
    try clearinghouse.addClinician()
    let measurement = try MarkMeasurement(practice, clearinghouse)
    say("Marks alone.")
    let alone = try measurement.alone(marks)
    say("Marks beside claim runs.")
    let beside = try measurement.besideRuns(marks)
    for way in MarkMeasurement.Way.allCases {
      print("\(way.rawValue), alone: \(alone[way, default: Times()].text)")
      print("\(way.rawValue), beside a claim run: \(beside[way, default: Times()].text)")
    }
    for (answer, count) in measurement.answers.sorted(by: { $0.key < $1.key }) {
      print("  \(count) sessions answered \(answer)")
    }
    print("\(measurement.untrue) answers that the ledger contradicts")
    if measurement.untrue > 0 { throw ExitCode(1) }
  }
}

/// Milliseconds of a number of processes.
struct Times {
  private(set) var milliseconds: [Double] = []

  mutating func add(_ seconds: Double) { milliseconds.append(seconds * 1_000) }
  var count: Int { milliseconds.count }

  var text: String {
    let sorted = milliseconds.sorted()
    guard let most = sorted.last else { return "n = 0" }
    let median = sorted[sorted.count / 2]
    let high = sorted[min(sorted.count - 1, sorted.count * 95 / 100)]
    let numbers = [("median", median), ("p95", high), ("max", most)].map { name, value in
      "\(name) \((value * 10).rounded() / 10) ms"
    }
    return "n = \(sorted.count), " + numbers.joined(separator: ", ")
  }
}

/// Marks one client after the other, by each way in turn.
final class MarkMeasurement {
  enum Way: String, CaseIterable {
    case openSession = "over an open session"
    case newSession = "over a new session  "
    case openProgram = "the program, open   "
    case program = "the program, started"
  }

  private let practice: BenchPractice
  private let clearinghouse: BenchClearinghouse
  private var nextClient = 1
  /// Session → the answer that somebody was given.
  private var told: [String: String] = [:]
  private(set) var answers: [String: Int] = [:]
  private(set) var untrue = 0

  private let therapist: Restrictions
  private let open: OpenProgram

  init(_ practice: BenchPractice, _ clearinghouse: BenchClearinghouse) throws {
    (self.practice, self.clearinghouse) = (practice, clearinghouse)
    therapist = try Restrictions(practice.address(of: "therapist"))
    let command = Self.command(clearinghouse, client: "-") + ["--lines"]
    open = try OpenProgram(
      command[0], Array(command.dropFirst()), in: FileManager.default.currentDirectoryPath)
  }

  func alone(_ marks: Int) throws -> [Way: Times] {
    var times: [Way: Times] = [:]
    for _ in 0..<marks { try markEachWay(&times) }
    try compareWithLedger()
    return times
  }

  /// As many claim runs, one after the other, as it takes; each begins with an empty ledger.
  func besideRuns(_ marks: Int) throws -> [Way: Times] {
    var times: [Way: Times] = [:]
    while times[.program, default: Times()].count < marks {
      try practice.emptyLedger()
      let run = try Child.start([
        clearinghouse.programs + "/scrim", "run", "--config", clearinghouse.configuration,
      ])
      try awaitFirstSubmission(run)
      while isRunning(run), times[.program, default: Times()].count < marks { try markEachWay(&times) }
      var status: Int32 = 0
      while waitpid(run, &status, 0) < 0, errno == EINTR {}
      try compareWithLedger()
    }
    return times
  }

  private func awaitFirstSubmission(_ run: pid_t) throws {
    let connection = try practice.connection("postgres")
    while isRunning(run), try connection.query("select from claims.attempt").count == 0 { usleep(1_000) }
  }

  /// Without taking its status: that is waited for in the end.
  private func isRunning(_ child: pid_t) -> Bool {
    var information = siginfo_t()
    waitid(P_PID, id_t(child), &information, WEXITED | WNOHANG | WNOWAIT)
    return information._sifields._sigchld.si_pid == 0
  }

  private func markEachWay(_ times: inout [Way: Times]) throws {
    for way in Way.allCases { try mark(way, &times[way, default: Times()]) }
  }

  private func mark(_ way: Way, _ times: inout Times) throws {
    switch way {
    case .openSession: try ask(&times) { therapist }
    case .newSession: try ask(&times) { try Restrictions(practice.address(of: "therapist")) }
    case .openProgram: try send(&times)
    case .program: try run(&times)
    }
  }

  /// Far apart, so that clients of every submission come up.
  private func client() -> String {
    let clients = (practice.options.sessions + 19) / 20
    nextClient = (nextClient + 7_919) % clients
    let digits = String(nextClient + 1)
    return "C-" + String(repeating: "0", count: 9 - digits.count) + digits
  }

  private func ask(_ times: inout Times, _ session: () throws -> Restrictions) throws {
    let mark = Restrictions.Mark(
      client: client(), requestedOn: CalendarDate(Self.yesterday)?.daysSince2000 ?? 0)
    let start = ContinuousClock.now
    let reached = try session().mark(mark)
    times.add((ContinuousClock.now - start) / .seconds(1))
    for session in reached { note(session.session, session.answer.rawValue) }
  }

  private static let yesterday = Date(timeIntervalSinceNow: -86_400).formatted(.iso8601.year().month().day())

  private func send(_ times: inout Times) throws {
    let start = ContinuousClock.now
    let answer = try open.answer(to: client())
    times.add((ContinuousClock.now - start) / .seconds(1))
    try note(answer)
  }

  private func run(_ times: inout Times) throws {
    let finished = try Child.require(Self.command(clearinghouse, client: client()), codes: [0, 1])
    times.add(finished.seconds)
    try note(finished.output)
  }

  private static func command(_ clearinghouse: BenchClearinghouse, client: String) -> [String] {
    [
      clearinghouse.programs + "/scrim", "self-pay", "mark", client, "--requested-on", yesterday, "--json",
      "--config", clearinghouse.configuration,
    ]
  }

  private func note(_ output: String) throws {
    let report = try JSONDecoder().decode(MarkOutput.self, from: Data(output.utf8))
    for session in report.sessions { note(session.session, session.answer) }
  }

  private func note(_ session: String, _ answer: String) {
    told[session] = answer
    answers[answer, default: 0] += 1
  }

  /// Protected: in no submission for which there was a permit, and none of them can be sent any more.
  /// The others: in one.
  private func compareWithLedger() throws {
    let rows = try practice.connection("postgres").query(
      """
      select distinct m.session_id from claims.attempt a
      cross join lateral claims.members(a.submission_id) m
      """)
    let permitted = Set(try (0..<rows.count).map { try rows.text($0, 0) })
    untrue += told.filter { ($0.value == "protected") == permitted.contains($0.key) }.count
    told = [:]
  }
}

/// The part of `scrim self-pay mark --json` that is read here.
private struct MarkOutput: Decodable {
  struct Session: Decodable { let session, answer: String }
  let sessions: [Session]
}

extension BenchPractice {
  func registerTherapist() throws {
    try cluster.createLogin("therapist", memberOf: ["scrim_clinician"])
    try connection("scrim_migrator").script(
      "insert into gate.person (login, clinician_id) values ('therapist', 'D-g1') on conflict do nothing")
    try connection("postgres").script(
      "set session_replication_role = replica; truncate gate.restriction cascade; checkpoint")
  }
}

extension BenchClearinghouse {
  /// Besides the gateway's: the login of whoever marks.
  func addClinician() throws {
    let file = URL(fileURLWithPath: configuration)
    let text = try String(contentsOf: file, encoding: .utf8)
    let gateway = #""gateway": {"user": "scrim_gateway"}"#
    try Data(text.replacing(gateway, with: gateway + #", "clinician": {"user": "therapist"}"#).utf8).write(
      to: file)
    guard chmod(configuration, 0o600) == 0 else { throw BenchError("\(configuration) cannot be protected.") }
  }
}
