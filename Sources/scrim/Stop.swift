internal import Settings

/// Why a command ended early: what is wrong, what to do about each, and the exit code. Holds sentences, paths
/// and codes, never values from records.
struct Stop: Error {
  let exit: ExitStatus
  let problems: [Problem]

  init(_ exit: ExitStatus, _ problems: [Problem]) {
    self.exit = exit
    self.problems = problems
  }

  init(_ exit: ExitStatus, _ sentence: String, next: String, path: String = "") {
    self.init(exit, [Problem(path: path, sentence: sentence, nextStep: next)])
  }
}

/// How a stop is shown: sentences on standard error, and with `--json` the same as the one document.
struct StopReport: Report {
  let stopped: [Problem]
  let exit: ExitStatus
  let code: Int32

  init(_ stop: Stop) {
    stopped = stop.problems
    exit = stop.exit
    code = stop.exit.rawValue
  }

  private enum CodingKeys: String, CodingKey { case stopped, code }

  func write(to page: inout Page) {
    if stopped.count > 1 { page.line("\(stopped.count) problems:") }
    for problem in stopped {
      page.line(problem.path.isEmpty ? problem.sentence : "\(problem.path) \(problem.sentence)")
      page.line("  → \(problem.nextStep)")
    }
  }
}
