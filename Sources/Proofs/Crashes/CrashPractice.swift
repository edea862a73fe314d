internal import Foundation
internal import TestSupport

/// A practice whose run is disturbed: some days of the invented one, in many small submissions.
struct CrashPractice {
  let site: Site
  private let arguments: [String]

  init(_ scenario: CrashScenario) throws {
    site = try Site(.fixtures, faults: scenario == .doubt ? ["drop-answer:1", "500:1"] : [])
    try site.configure { document in
      for place in 0...1 { document.change("clearinghouses.\(place).claimsPerSubmission", to: 8) }
    }
    let days = ["--from", Today.adding(days: -16)]
    var run = ["run", "--json"] + days
    switch scenario {
    case .fresh: break
    case .doubt: _ = try site.start(run).finished()
    case .approved:
      let shown = try site.start(["preview", "--json"] + days).finished()
      run += ["--approve", try shown.json()["approval"].text]
    }
    arguments = run
  }

  /// One whose run is somebody else's to start, and takes everything that is due.
  init(_ site: Site) {
    self.site = site
    arguments = ["run", "--json"]
  }

  /// The run that is to be disturbed.
  func start(_ program: String, _ environment: [String: String]) throws -> Running {
    try Running(program, arguments, in: site.folder, environment: environment)
  }

  /// The next run, as the timer starts it, and what it had to say that is wrong.
  func run() throws -> [String] {
    let days = Array(arguments.dropFirst(2).prefix(2))
    for _ in 0..<100 {
      let finished = try site.start(["run", "--json"] + days).finished()
      // The server has not noticed yet that the other is gone.
      if finished.code == 75 {
        usleep(100_000)
        continue
      }
      return [0, 1].contains(finished.code) ? [] : ["the next run ended with \(finished.code)"]
    }
    return ["the next run found another one for ten seconds"]
  }

  /// Patient control numbers, each as often as it arrived, from the clearinghouse's own record.
  func arrived() throws -> [String] {
    try site.received().values.flatMap { Self.claims(in: $0) }
  }

  /// The numbers by which a payload's claims go (CLM01).
  static func claims(in payload: [UInt8]) -> [String] {
    payload.split(separator: UInt8(ascii: "~")).compactMap { segment in
      let elements = segment.split(separator: UInt8(ascii: "*"), omittingEmptySubsequences: false)
      guard elements.count > 1, elements[0].elementsEqual("CLM".utf8) else { return nil }
      return String(decoding: elements[1], as: UTF8.self)
    }
  }

  func held() throws -> [[String]] {
    try site.rows("select session_id, array_to_string(defects, ' ') from claims.hold order by 1")
  }

  func differences(from reference: CrashReference) throws -> [String] {
    let arrived = try arrived()
    let once = Set(arrived)
    var wrong: [String] = []
    if arrived.count > once.count { wrong.append("\(arrived.count - once.count) claims arrived twice") }
    let lost = reference.claims.subtracting(once).count
    if lost > 0 { wrong.append("\(lost) claims were lost") }
    let others = once.subtracting(reference.claims).count
    if others > 0 { wrong.append("\(others) claims arrived that no undisturbed run sends") }
    if try held() != reference.held { wrong.append("other sessions are held") }
    if try site.start(["trail", "verify"]).finished().code != 0 { wrong.append("the trail does not verify") }
    return wrong + (try ledger(once))
  }

  /// The ledger says of every claim that it arrived, and of nothing else; nothing is open.
  private func ledger(_ arrived: Set<String>) throws -> [String] {
    let said = try site.rows(
      """
      select count(*) filter (where state <> 'accepted')::text, coalesce(
        string_agg(patient_control_number, ' ') filter (where state = 'accepted'), '') from claims.claim_state
      """)
    let open = try site.rows(
      "select count(*)::text from claims.submission where state in ('sealed', 'in_flight', 'in_doubt')")
    var wrong: [String] = []
    if Set(said[0][1].split(separator: " ").map(String.init)) != arrived || said[0][0] != "0" {
      wrong.append("the ledger does not say what arrived")
    }
    if open[0][0] != "0" { wrong.append("\(open[0][0]) submissions are open") }
    return wrong
  }
}
