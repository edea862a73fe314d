internal import Demonstration
internal import Foundation
internal import TestSupport

/// A practice that goes on: two clearinghouses, of which one lives through everything and the other may die.
final class SoakOffice {
  let site: Site
  private(set) var mortal: Sandbox
  private var chance: SeededGenerator
  /// Clients whose own mark stands, as they were told.
  private var marked: [String] = []
  private var night = 0
  /// Of an undisturbed run.
  private var usualSeconds = 1.0

  static let sessions = 240
  static let clients = 24

  init(seed: UInt64) throws {
    chance = SeededGenerator(seed: seed ^ 0x736f_616b)
    site = try Site(.worlds)
    for name in ["other", "temporary"] {
      try FileManager.default.createDirectory(
        atPath: "\(site.folder)/\(name)", withIntermediateDirectories: false)
    }
    mortal = try Sandbox(in: site.folder + "/other")
    let port = mortal.port
    try site.configure { document in
      document.change("clearinghouses.1.endpoint", to: "https://127.0.0.1:\(port)/clearpath/claims")
      for place in 0...1 {
        document.change("clearinghouses.\(place).claimsPerSubmission", to: 20)
        document.change("clearinghouses.\(place).exchangeSeconds", to: 2)
      }
      // Here nothing is sent a second time: what is in doubt is for a person.
      document.change("clearinghouses.1.idempotency", to: ["kind": "none"])
    }
    try site.script(SoakInvention.beginning)
  }

  /// Payloads as the clearinghouses keep them.
  var folders: [String] { [site.folder + "/received", mortal.received] }

  func draw() -> SoakDisturbance {
    let all = SoakDisturbance.allCases
    return all[Int.random(in: 0..<all.count, using: &chance)]
  }

  func claims() throws -> Int { Int(try site.rows("select count(*)::text from soak.arrived")[0][0]) ?? 0 }

  /// One night from the day's new sessions to the morning.
  func live(_ now: inout SoakNight) throws {
    night = now.number
    try site.script(SoakInvention(night: night).sql)
    for _ in 0..<Int.random(in: 0...2, using: &chance) { try note(start(mark()), &now) }
    try lift(&now)
    try disturbedRun(&now)
    now.doubtful = try doubtful().count
    for _ in 0...Int.random(in: 0...1, using: &chance) { try run(&now) }
    try expectUsual(start(["reconcile"]).finished(), "a reconciliation", &now)
    try settle(&now)
  }

  func start(_ arguments: [String]) throws -> Running {
    try site.start(arguments, environment: ["TMPDIR": site.folder + "/temporary"])
  }

  // MARK: Runs

  private func disturbedRun(_ now: inout SoakNight) throws {
    if now.disturbance == .faults {
      for port in [site.sandbox?.port ?? 0, mortal.port] { try script(faults(), port) }
    }
    let run = try start(["run", "--json"])
    let marks = try (0..<Int.random(in: 0...2, using: &chance)).map { _ in try start(mark()) }
    usleep(UInt32.random(in: 0...UInt32(usualSeconds * 1_000_000), using: &chance))
    try disturb(now.disturbance, run)
    let ended = try run.finished()
    now.runs += 1
    now.isCutOff = ![0, 1].contains(ended.code)
    if now.disturbance == .none { expectUsual(ended, "a run", &now) }
    for mark in marks { try note(mark, &now) }
    for port in [site.sandbox?.port ?? 0, mortal.port] where now.disturbance == .faults {
      try script("", port)
    }
  }

  private func disturb(_ kind: SoakDisturbance, _ run: Running) throws {
    switch kind {
    case .none, .faults: break
    case .kill: run.kill()
    case .backends:
      _ = try site.rows(
        """
        select pg_terminate_backend(pid, 5000)::text from pg_stat_activity
        where datname = current_database() and usename = 'scrim_gateway'
        """)
    case .server:
      try site.database.cluster.stop(.immediate)
      try site.database.cluster.start()
    case .stop: run.end()
    case .dead:
      let port = mortal.port
      awaitPayload(run)
      mortal.end()
      _ = try run.finished()
      mortal = try Sandbox(in: site.folder + "/other", port: port)
    }
  }

  /// At a moment at which a clearinghouse is taken away there is something for it to lose.
  private func awaitPayload(_ run: Running) {
    func count() -> Int {
      (try? FileManager.default.contentsOfDirectory(atPath: mortal.received).count) ?? 0
    }
    let before = count()
    while run.isRunning, count() == before { usleep(100) }
  }

  /// Nobody does anything to it: it has to end as runs do. Now and then it is what somebody approved.
  private func run(_ now: inout SoakNight) throws {
    var arguments = ["run", "--json"]
    if Int.random(in: 0..<3, using: &chance) == 0 {
      let shown = try start(["preview", "--json"]).finished()
      expectUsual(shown, "a preview", &now)
      if let approval = try? shown.json()["approval"].text, !approval.isEmpty {
        arguments += ["--approve", approval]
        now.approved += 1
      }
    }
    // The server may not have noticed yet that the other run is gone.
    for _ in 0..<100 {
      let begun = ContinuousClock.now
      let run = try start(arguments)
      let peak = SoakGauge.peak(of: run)
      let ended = try run.finished()
      guard ended.code == 75 else {
        usualSeconds = min(5, (usualSeconds + (ContinuousClock.now - begun) / .seconds(1)) / 2)
        now.peak = max(now.peak, peak)
        now.runs += 1
        return expectUsual(ended, "a run", &now)
      }
      usleep(100_000)
    }
    now.wrong.append("a run found another one for ten seconds")
  }

  private func expectUsual(_ ended: Finished, _ what: String, _ now: inout SoakNight) {
    if ![0, 1].contains(ended.code) {
      now.wrong.append("\(what) that nobody disturbed ended with \(ended.code)")
    }
  }

  // MARK: The clearinghouses

  private static let faults = [
    "500:1", "503:2", "drop-answer:1", "drop-answer:3", "half-answer:1", "reset:1", "wrong-digest:1",
    "wrong-submission:1", "other-receipt:1", "no-receipt:1", "echo-taken:1", "hang:1",
  ]

  private func faults() -> String {
    (0..<Int.random(in: 1...3, using: &chance)).map { _ in
      Self.faults[Int.random(in: 0..<Self.faults.count, using: &chance)]
    }.joined(separator: " ")
  }

  private func script(_ faults: String, _ port: Int) throws {
    let tls = try Materials.folder() + "/tls"
    let ended = try Running(
      "/usr/bin/curl",
      [
        "--silent", "--fail", "--cacert", "\(tls)/authority.crt.pem", "--cert", "\(tls)/client.crt.pem",
        "--key",
        "\(tls)/client.key.pem", "--data", faults, "https://127.0.0.1:\(port)/faults",
      ], in: site.folder
    ).finished()
    guard ended.code == 0 else { throw NotScripted(code: ended.code) }
  }

  struct NotScripted: Error { let code: Int32 }

  private func doubtful() throws -> [String] {
    try site.rows(
      "select submission_key::text from claims.submission where state in ('in_flight', 'in_doubt')"
    ).map { $0[0] }
  }

  /// What nothing else could settle: somebody looks at the clearinghouse's own list.
  private func settle(_ now: inout SoakNight) throws {
    let open = try doubtful()
    guard !open.isEmpty else { return }
    let receipts = try folders.reduce(into: [:]) { $0.merge(try Self.receipts(in: $1)) { first, _ in first } }
    for name in ["harborlink", "clearpath"] {
      expectUsual(try start(["claims", "trust", name]).finished(), "saying that one is trusted", &now)
    }
    for key in open {
      let told = receipts[key].map { ["--arrived", $0] } ?? ["--not-arrived"]
      let ended = try start(["claims", "settle", key, "--known-by", "portal"] + told).finished()
      expectUsual(ended, "settling", &now)
      now.settled += 1
    }
    try run(&now)
  }

  /// The clearinghouse's own list: receipts by submission.
  static func receipts(in folder: String) throws -> [String: String] {
    let text = (try? String(contentsOfFile: folder + "/.receipts.jsonl", encoding: .utf8)) ?? ""
    return try text.split(separator: "\n").reduce(into: [:]) { found, line in
      let receipt = JSON(try JSONSerialization.jsonObject(with: Data(line.utf8)))
      found[receipt["submission"].text] = receipt["receipt"].text
    }
  }
}

// MARK: Marks and lifts

extension SoakOffice {
  /// By whoever may: a client or one session, of tonight or of any night before.
  private func mark() -> [String] {
    let old = Int.random(in: 1...night, using: &chance)
    let of = SoakInvention(night: Bool.random(using: &chance) ? night : old)
    let session = Int.random(in: 0..<Self.sessions, using: &chance)
    let who = ["clinician", "privacy", "billing"][Int.random(in: 0..<3, using: &chance)]
    var mark = MarkCommand(client: of.client(of: session))
    mark.caller = who
    if Int.random(in: 0..<3, using: &chance) == 0 { mark.session = of.session(session) }
    return mark.arguments
  }

  /// What the answer promised.
  private func note(_ mark: Running, _ now: inout SoakNight) throws {
    let ended = try mark.finished()
    // Cut off, nobody was told anything.
    guard [0, 1].contains(ended.code) else { return }
    let told = try ended.json()
    let client = told["client"].text
    let isOfSession = !told["session"].text.isEmpty
    for session in told["sessions"].list {
      guard session["answer"].text == "protected" else {
        now.otherAnswers += 1
        continue
      }
      now.promised += 1
      try site.script(
        """
        insert into soak.promised values ('\(session["session"].text)', '\(client)', \(isOfSession))
        on conflict do nothing
        """)
    }
    if !isOfSession { marked.append(client) }
  }

  private func lift(_ now: inout SoakNight) throws {
    guard !marked.isEmpty, Int.random(in: 0..<3, using: &chance) == 0 else { return }
    let client = marked.remove(at: Int.random(in: 0..<marked.count, using: &chance))
    let asked = try start(
      ["self-pay", "lift", client, "--requested-on", Today.text, "--as", "privacy"]
    ).finished()
    guard asked.code == 0, try start(["self-pay", "confirm", client]).finished().code == 0 else { return }
    try site.script("delete from soak.promised where client_id = '\(client)' and not is_of_session")
    marked.removeAll { $0 == client }
    now.lifts += 1
  }
}
