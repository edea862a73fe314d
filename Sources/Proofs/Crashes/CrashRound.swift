internal import Demonstration
internal import Foundation
internal import TestSupport

/// What a run is doing when it is disturbed.
enum CrashScenario: CaseIterable, Sendable {
  /// Everything is new.
  case fresh
  /// An earlier run left a submission in doubt at each clearinghouse.
  case doubt
  /// It sends what somebody approved.
  case approved
}

/// How it is disturbed.
enum Disturbance: CaseIterable, Sendable {
  /// `kill -9`.
  case kill
  /// What was asked of the database did not work.
  case error
  /// The database ends the run's sessions.
  case backends
  /// The whole server dies at once and comes back.
  case server
  /// The volume that the database lies on is full, until the run has ended.
  case fullVolume
  /// The same of the volume where the gateway's host keeps the witness of the trail.
  case fullHost

  var action: String {
    switch self {
    case .kill: "kill"
    case .error: "error"
    case .backends, .server, .fullVolume, .fullHost: "hold"
    }
  }

  /// Whether it disturbs others on the same server too.
  var isForAll: Bool { self == .server || self == .fullVolume }

  /// Whether it needs a small disk.
  var fillsDisk: Bool { self == .fullVolume || self == .fullHost }
}

/// One run that is disturbed at one point, and the next run after it.
struct CrashRound: Sendable {
  let scenario: CrashScenario
  let point: String
  /// The point is passed again and again: at which time it happens.
  var occurrence = 1
  let disturbance: Disturbance
  /// What somebody who guesses would do before the next run; empty: nothing.
  var guess = ""

  var words: String { "\(disturbance) \(point) (\(occurrence). time), \(scenario)" }

  /// How the run ended that was disturbed, and what was wrong afterwards, each in a sentence.
  struct Cut {
    let ended: Finished
    let findings: [String]
  }

  /// Nil where the point was not reached.
  func cut(_ program: String, _ reference: CrashReference) throws -> Cut? {
    let practice = try CrashPractice(scenario)
    let volume = try CrashVolume(practice.site, disturbance)
    defer { volume?.end() }
    let file = practice.site.folder + "/held"
    let running = try practice.start(
      program,
      ["SCRIM_PROOF_FAIL": "\(point)#\(occurrence)=\(disturbance.action)", "SCRIM_PROOF_FAIL_FILE": file])
    if disturbance.action == "hold" {
      guard isHeld(file, running) else { return nil }
      try disturb(practice.site, volume)
      try FileManager.default.removeItem(atPath: file)
    }
    let ended = try running.finished()
    volume?.free()
    switch disturbance {
    case .kill: guard ended.code == SIGKILL else { return nil }
    case .error: guard ended.code == 2 else { return nil }
    case .backends, .server, .fullVolume, .fullHost: break
    }
    if !guess.isEmpty { try practice.site.script(guess) }
    return Cut(ended: ended, findings: try practice.run() + practice.differences(from: reference))
  }

  private func isHeld(_ file: String, _ running: Running) -> Bool {
    while running.isRunning {
      if FileManager.default.fileExists(atPath: file) { return true }
      usleep(5_000)
    }
    return false
  }

  private func disturb(_ site: Site, _ volume: CrashVolume?) throws {
    switch disturbance {
    case .kill, .error: break
    case .fullVolume, .fullHost: volume?.fill()
    case .backends:
      _ = try site.rows(
        """
        select pg_terminate_backend(pid, 5000)::text from pg_stat_activity
        where datname = current_database() and usename = 'scrim_gateway'
        """)
    case .server:
      try site.database.cluster.stop(.immediate)
      try site.database.cluster.start()
    }
  }
}

/// What an undisturbed run sends, and holds.
struct CrashReference: Sendable {
  let claims: Set<String>
  let held: [[String]]

  init(_ scenario: CrashScenario) throws { try self.init(CrashPractice(scenario)) }

  init(_ practice: CrashPractice) throws {
    let wrong = try practice.run()
    guard wrong.isEmpty else { throw NotUndisturbed(said: wrong) }
    claims = Set(try practice.arrived())
    held = try practice.held()
  }

  struct NotUndisturbed: Error { let said: [String] }
}
