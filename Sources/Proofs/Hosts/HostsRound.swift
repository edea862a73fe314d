internal import Foundation
internal import Glibc
internal import TestSupport

/// One run of two machines, of which the first is disturbed, and the next run after it.
struct HostsRound: Sendable {
  enum Disturbance: CaseIterable, Sendable {
    /// `kill -9`, at a moment that is drawn, or at a point.
    case killed
    /// Its line carries nothing any more, to the database and to the clearinghouse, and it is killed later.
    case cutOff
    /// Its line comes back after a while.
    case cutForAWhile
    /// SIGSTOP at a point, for longer than its leases last.
    case paused
  }

  /// Where it stands still, or dies, if not at a moment.
  static let points = [
    "before sending", "connected", "after sending", "after claims.take_next", "after gate.permit",
    "before claims.conclude",
  ]

  let disturbance: Disturbance
  /// Seconds from the start.
  let after: Double
  let point: String
  /// What the disturbed machine does wrong besides, and a ledger that guesses.
  var leak = ""
  var guess = ""
  /// The other machine begins only when this one stands still or is dead: else it may have sent everything
  /// before, and what is planted is never passed.
  var isFirst = false

  var words: String {
    switch disturbance {
    case .killed where after > 0, .cutOff, .cutForAWhile: "\(disturbance) after \(after) s"
    case .killed, .paused: "\(disturbance) at \(point)"
    }
  }

  struct Judged {
    var findings: [String]
    var sentByBoth: Bool
  }

  func judged(
    _ machines: [NetworkNamespace], _ server: NetworkedServer, _ program: String, _ reference: CrashReference
  ) throws -> Judged {
    let practice = try HostsPractice(server)
    if !guess.isEmpty { try practice.site.script(guess) }
    let flag = practice.site.folder + "/held"
    let first = try practice.start(machines[0], program, environment(flag), "first")
    if isFirst { _ = stands(first, flag) }
    let second = try practice.start(
      machines[1], program, ["SCRIM_PROOF_SEALING": "\(HostsPractice.leaseSeconds)"], "second")
    let late = try disturb(first, second, machines[0], practice, flag)
    guard ended(second, within: 120) else {
      return Judged(findings: ["the other machine did not end"], sentByBoth: false)
    }
    first.kill()
    _ = try first.finished()
    let crash = CrashPractice(practice.site)
    let wrong = try late + practice.ending(second.finished())
    return Judged(
      findings: try wrong + crash.run() + crash.differences(from: reference),
      sentByBoth: try practice.senders() > 1)
  }

  private func environment(_ flag: String) -> [String: String] {
    var variables = ["SCRIM_PROOF_SEALING": "\(HostsPractice.leaseSeconds)"]
    if !leak.isEmpty { variables["SCRIM_PROOF_LEAK"] = leak }
    switch disturbance {
    case .killed where after == 0: variables["SCRIM_PROOF_FAIL"] = "\(point)#1=kill"
    case .paused:
      variables["SCRIM_PROOF_FAIL"] = "\(point)#1=hold"
      variables["SCRIM_PROOF_FAIL_FILE"] = flag
    case .killed, .cutOff, .cutForAWhile: break
    }
    return variables
  }

  /// What was seen on the way that must not be.
  private func disturb(
    _ first: Running, _ second: Running, _ machine: NetworkNamespace, _ practice: HostsPractice,
    _ flag: String
  ) throws -> [String] {
    switch disturbance {
    case .killed:
      guard after > 0 else { return [] }
      usleep(UInt32(after * 1_000_000))
      first.kill()
    case .cutOff:
      usleep(UInt32(after * 1_000_000))
      try machine.cut()
      _ = ended(second, within: 120)
      first.kill()
      try machine.restore()
    case .cutForAWhile:
      usleep(UInt32(after * 1_000_000))
      try machine.cut()
      sleep(3)
      try machine.restore()
      _ = ended(first, within: 120)
    case .paused: return try pause(first, second, practice, flag)
    }
    return []
  }

  /// Stopped where it stands until the other one has ended; then it goes on.
  private func pause(
    _ first: Running, _ second: Running, _ practice: HostsPractice, _ flag: String
  ) throws -> [String] {
    guard stands(first, flag) else { return [] }
    kill(first.processID, SIGSTOP)
    try FileManager.default.removeItem(atPath: flag)
    // Its lease has to be over, also where the other one had nothing to wait for.
    let until = Date().addingTimeInterval(Double(HostsPractice.leaseSeconds) + 1)
    _ = ended(second, within: 120)
    while Date() < until { usleep(100_000) }
    let before = practice.site.requests()
    kill(first.processID, SIGCONT)
    _ = ended(first, within: 120)
    let since = practice.site.requests() - before
    return since == 0 ? [] : ["it sent \(since) requests after it woke"]
  }

  /// Until it is at its point; `false` where it has ended.
  private func stands(_ program: Running, _ flag: String) -> Bool {
    while program.isRunning, !FileManager.default.fileExists(atPath: flag) { usleep(2_000) }
    return program.isRunning
  }

  private func ended(_ program: Running, within seconds: Int) -> Bool {
    for _ in 0..<(seconds * 50) {
      if !program.isRunning { return true }
      usleep(20_000)
    }
    return false
  }
}

/// A practice on a server that is reached over the network, its clearinghouse beside it.
struct HostsPractice {
  let site: Site
  private let server: NetworkedServer

  /// As the courier reckons with these limits: to begin, to connect and exchange, and a rest.
  static let leaseSeconds = 5 + 1 + 1 + 2 + 5

  init(_ server: NetworkedServer) throws {
    self.server = server
    site = try Site(.fixtures, on: server)
    try server.letIn(site.database)
    let port = site.sandbox?.port ?? 0
    try site.configure { document in
      for (place, id) in ["harborlink", "clearpath"].enumerated() {
        let one = "clearinghouses.\(place)"
        document.change(
          "\(one).endpoint", to: "https://\(NetworkNamespace.server):\(port)/\(id)/claims")
        for name in ["authority", "clientCertificate", "clientKey"] {
          document.change("\(one).\(name)", to: server.file(name))
        }
        document.change("\(one).claimsPerSubmission", to: 8)
        document.change("\(one).connectSeconds", to: 1)
        document.change("\(one).exchangeSeconds", to: 2)
      }
    }
  }

  /// `run --worker` on that machine, with a configuration that goes over the network.
  func start(
    _ machine: NetworkNamespace, _ program: String, _ environment: [String: String], _ name: String
  ) throws -> Running {
    var document = site.configuration
    document["database"] = server.section(site.database.name)
    document["trail"] = ["witness": "witness-\(name)"]
    let file = "\(site.folder)/\(name).json"
    try JSONSerialization.data(withJSONObject: document).write(to: URL(filePath: file))
    return try machine.run(
      [program, "run", "--worker", "--json", "--config", file], in: site.folder, environment: environment)
  }

  /// What is wrong with how the machine ended that nothing was done to. Whatever the other one left it sends.
  func ending(_ machine: Finished) throws -> [String] {
    if ![0, 1, 2].contains(machine.code) { return ["the other machine ended with \(machine.code)"] }
    return try senders() > 0
      ? [] : ["the other machine sent nothing, and ended with \(machine.code): \(machine.errors)"]
  }

  /// How many machines had something accepted.
  func senders() throws -> Int {
    try site.rows("select distinct leased_by::text from claims.submission where state = 'accepted'").count
  }
}
