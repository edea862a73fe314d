internal import Foundation
internal import TestSupport

/// Where mutants are tried: the program with leaks, and what it does without one.
final class Workshop: @unchecked Sendable {  // the shared part is under the monitor
  let program: String
  /// A word of a record, given to leaks that have no record at hand.
  let word: String
  let canaries: Canaries
  private let monitor = Monitor()
  private var innocent: [String: Observation] = [:]

  init(_ say: (String) -> Void) throws {
    program = try ProofProgram.path(say)
    canaries = try Canaries.planted(in: Site(faults: nil))
    guard let word = canaries.words.first(where: { $0.hasPrefix("zq") && $0.count == 11 }) else {
      throw Canaries.Blind(column: "practice.prose")
    }
    self.word = word
  }

  /// One use of the program with a leak; where two worlds are compared, one in each.
  func look(_ leak: String, _ trial: LeakTrial) throws -> Observation {
    let seen = try observe(leak, trial)
    if trial.hasTwin { seen.twin = try observe(leak, trial.with { $0.sql += ";" + OtherWorld.sql }) }
    return seen
  }

  /// In a practice of its own.
  private func observe(_ leak: String, _ trial: LeakTrial) throws -> Observation {
    let site = try Site(faults: trial.afterDoubt.isEmpty ? [] : ["500:2"])
    if !trial.afterDoubt.isEmpty {
      _ = try site.scrim("run")
      try site.script(trial.afterDoubt)
    }
    if !trial.sql.isEmpty { try site.script(trial.sql) }
    let trap = trial.hasProxy ? try Trap() : nil
    var environment = trial.environment
    environment["SCRIM_PROOF_LEAK"] = leak
    environment["SCRIM_PROOF_OFF"] = trial.off
    environment["SCRIM_PROOF_TEXT"] = trial.text ?? word
    environment["SSLKEYLOGFILE"] = site.folder + "/key.log"
    if let trap { environment["https_proxy"] = "http://127.0.0.1:\(trap.port)" }
    // As the unit and the crontab start it: without core files.
    let running = try Running(
      "/bin/sh", ["-c", "ulimit -S -c 0; exec \"$0\" \"$@\"", program] + trial.arguments, in: site.folder,
      environment: environment)
    let outside = Outside.watch(running)
    let finished = try running.finished()
    return Observation(
      site: site, finished: finished, canaries: canaries, outside: outside, trapped: trap?.end() ?? 0)
  }

  /// The same without a leak; asked for once.
  func withoutLeak(_ trial: LeakTrial) throws -> Observation {
    let world = "\(trial.sql) \(trial.afterDoubt) \(trial.hasProxy) \(trial.hasTwin)"
    let key = "\(trial.arguments) \(trial.off) \(trial.environment) \(world)"
    return try monitor.locked {
      if let known = innocent[key] { return known }
      let seen = try look("", trial)
      innocent[key] = seen
      return seen
    }
  }
}

/// One use of the program: which walls are taken away, and who must see the leak then.
struct LeakTrial: Sendable {
  let layer: Layer
  let what: String
  var off = ""
  var arguments = ["run", "--json"]
  var environment: [String: String] = [:]
  /// What an administrator did before, as a superuser.
  var sql = ""
  /// What a leak is given instead of a word of a record.
  var text: String?
  /// What happens after a first run that left submissions in doubt; empty: there is none.
  var afterDoubt = ""
  var hasProxy = false
  /// Compared with a world in which nobody pays for themselves.
  var hasTwin = false
  let isSeen: @Sendable (Observation) throws -> Bool
  /// How it was seen, where that is worth a word.
  var detail: @Sendable (Observation) -> String? = { _ in nil }

  init(_ layer: Layer, _ what: String, _ isSeen: @escaping @Sendable (Observation) throws -> Bool) {
    (self.layer, self.what, self.isSeen) = (layer, what, isSeen)
  }

  func with(_ change: (inout LeakTrial) -> Void) -> LeakTrial {
    var copy = self
    change(&copy)
    return copy
  }
}

/// The same practice without self-pay: what they kept from the plan was never signed, and nothing is flagged.
enum OtherWorld {
  static let sql = """
    update practice.session set signed_at = null where session_id in (\(restricted));
    update practice.session set self_pay = false;
    update practice.client set self_pay_since = null, self_pay_through = null
    """

  static let withoutCharges =
    "update practice.charge set voided_at = '2025-11-01' where session_id in (\(restricted))"

  private static let restricted = Expectation.all.filter { $0.reason == "restricted" }
    .map { "'\($0.session)'" }.joined(separator: ",")
}

/// What could be looked at while the program ran: the kernel's files of it and of its children.
struct Outside: Sendable {
  /// Names, arguments, and of the children their environment.
  private(set) var seen: [UInt8] = []
  private(set) var mayWriteCore = false

  static func watch(_ running: Running) -> Outside {
    var outside = Outside()
    let own = "/proc/\(running.processID)"
    while running.isRunning {
      outside.look(own, ["comm", "cmdline"])
      outside.readLimits(own)
      let tasks = (try? FileManager.default.contentsOfDirectory(atPath: own + "/task")) ?? []
      for task in tasks {
        let children = (try? String(contentsOfFile: "\(own)/task/\(task)/children", encoding: .utf8)) ?? ""
        for child in children.split(separator: " ") {
          outside.look("/proc/\(child)", ["comm", "cmdline", "environ"])
        }
      }
      usleep(4_000)
    }
    return outside
  }

  private mutating func look(_ folder: String, _ files: [String]) {
    for file in files {
      guard let data = FileManager.default.contents(atPath: "\(folder)/\(file)"), seen.count < 4_000_000
      else { continue }
      seen += Array(data)
    }
  }

  private mutating func readLimits(_ folder: String) {
    guard let text = try? String(contentsOfFile: folder + "/limits", encoding: .utf8) else { return }
    let core = text.split(separator: "\n").first { $0.hasPrefix("Max core file size") } ?? ""
    // The shell has its own for a moment, before it sets them.
    let name = (try? String(contentsOfFile: folder + "/comm", encoding: .utf8)) ?? "sh"
    if !core.isEmpty, !name.hasPrefix("sh"), core.split(separator: " ").dropFirst(4).first != "0" {
      mayWriteCore = true
    }
  }
}
