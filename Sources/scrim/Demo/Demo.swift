internal import Demonstration
internal import FoundationEssentials
internal import Gateway
internal import Postgres
internal import Schema
internal import Sessions
internal import Settings
internal import Signing

/// The demo, step by step. Every step looks first whether it is done already, so that it can be interrupted
/// anywhere and run again.
struct Demo {
  let folder: DemoFolder
  let narration: Narration

  func run(keep: Bool) throws -> DemoReport {
    try folder.make()
    try folder.lock()
    narration.title("Scrim, with invented people, in .scrim/. Nothing leaves this machine.")
    let cluster = try PrivateCluster(folder.cluster)
    defer { if !keep { end(cluster) } }
    try startDatabase(cluster)
    let anchor = try day()
    let keys = try makeKeys()
    let port = try startSandbox(keys)
    let console = DemoConsole(folder: folder)
    let configuration = DemoConfiguration(
      socket: cluster.socketDirectory, port: port, consolePort: try console.port(), anchor: anchor, keys: keys
    )
    if folder.read(folder.configuration) != configuration.text.filter({ !$0.isNewline }) {
      try folder.write(configuration.text, to: folder.configuration)
    }
    let services = Services(try Configuration.read(folder.configuration))
    let practice = DemoPractice(cluster: cluster, services: services)
    try prepare(practice, anchor)
    let (preview, run) = try bill(services)
    let evidence = DemoEvidence(folder: folder, practice: practice, services: services)
    let opened = keep ? try open(console, services) : nil
    return try DemoReport(preview: preview, run: run, evidence: evidence, console: opened)
  }

  /// Ends what an earlier demo left running.
  func stop() throws -> DemoReport {
    guard folder.exists(folder.root) else { return DemoReport(stopped: []) }
    try folder.lock()
    let cluster = try PrivateCluster(folder.cluster)
    var stopped: [String] = []
    if DemoConsole(folder: folder).stop() { stopped.append("the console") }
    if DemoSandbox(folder: folder, signer: "").stop() { stopped.append("the sandbox clearinghouse") }
    if cluster.isRunning {
      try cluster.stop()
      stopped.append("PostgreSQL")
    }
    return DemoReport(stopped: stopped)
  }

  /// After an error too; a second error would only hide the first.
  private func end(_ cluster: PrivateCluster) {
    _ = DemoConsole(folder: folder).stop()
    _ = DemoSandbox(folder: folder, signer: "").stop()
    try? cluster.stop()
  }

  private func startDatabase(_ cluster: PrivateCluster) throws {
    try narration.step("PostgreSQL") {
      try cluster.start()
      try cluster.createDatabase(DemoConfiguration.database)
      return ((), "a private cluster on a Unix socket, with no network port")
    }
  }

  private func day() throws -> CalendarDate {
    if let anchor = folder.read(folder.anchor).flatMap({ CalendarDate($0) }) { return anchor }
    let today = CalendarDate.today(in: "America/Los_Angeles")
    try folder.write(today.description + "\n", to: folder.anchor)
    return today
  }

  private func makeKeys() throws -> KeySet {
    try narration.step("keys") {
      let month = folder.exists(folder.keys) ? try monthOfKeys() : KeySet.thisMonth
      try folder.makeOnce(folder.archive) { _ in }
      try folder.makeOnce(folder.keys) { draft in
        _ = try? FileManager.default.removeItem(atPath: folder.archive + "/archive-\(month).key.pem")
        _ = try KeySet(folder: draft, archivePrivateFolder: folder.archive, month: month)
          .generate(practice: "Quiet Harbor Therapy")
      }
      try folder.makeOnce(folder.tls) { draft in _ = try DemoCertificates.write(in: draft) }
      let keys = KeySet(folder: folder.keys, archivePrivateFolder: folder.archive, month: month)
      // A demo of an earlier version has none.
      if !folder.exists(keys.trail) { _ = try KeyFiles.generateTrail(in: folder.keys) }
      return (keys, "for signing, transit, identifiers, trail, archive; certificates of an own authority")
    }
  }

  /// The month of an earlier demo's archive key, from the file's name.
  private func monthOfKeys() throws -> String {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.keys)) ?? []
    let month = names.first { $0.hasPrefix("archive-") }?.dropFirst(8).prefix(7)
    return month.map(String.init) ?? KeySet.thisMonth
  }

  private func startSandbox(_ keys: KeySet) throws -> Int {
    try makePrivateFolder(folder.received)
    return try narration.step("clearinghouse") {
      let port = try DemoSandbox(folder: folder, signer: keys.signingCertificate).start()
      return (port, "a sandbox on https://127.0.0.1:\(port), client certificates required; plays two")
    }
  }

  private func prepare(_ practice: DemoPractice, _ anchor: CalendarDate) throws {
    try narration.step("structure") {
      let applied = try Migrator(practice.services.connection(.migrator)).migrate(kind: .synthetic)
      return ((), applied.isEmpty ? "up to date" : "\(counted(applied.count, "migration")) applied")
    }
    try narration.step("practice") {
      let sessions = try practice.load(anchor: anchor)
      try practice.approveSources()
      try practice.registerPeople()
      return ((), "\(counted(sessions, "session")) with notes, through \(anchor)")
    }
  }

  private func open(_ console: DemoConsole, _ services: Services) throws -> DemoConsole.Opened {
    try narration.step("console") {
      let opened = try console.open(services)
      return (
        opened, "on \(opened.address), for a therapist, billing, the privacy officer, an administrator"
      )
    }
  }

  /// A preview, and the run that it approves: what was shown is what leaves, byte for byte.
  private func bill(_ services: Services) throws -> (PreviewReport, RunReport) {
    let runs = try ClaimRuns(services, Filters())
    let progress = runs.progress()
    let run = try runs.assemble()
    let preview = try narration.step("preview") {
      let preview = try run.preview { progress.show($0) }
      progress.clear()
      return (preview, "\(counted(preview.claims, "claim")) to send, \(grouped(preview.heldCount)) held")
    }
    return try narration.step("run") {
      var report = try run.run(approved: Digest(preview.approval)) { progress.show($0) }
      progress.clear()
      report.close(with: try services.sequencer())
      publishHealth(services, run: report)
      return ((preview, report), "\(counted(report.claims.submitted, "claim")) sent, as approved")
    }
  }
}
