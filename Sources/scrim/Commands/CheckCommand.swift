internal import ArgumentParser
internal import Postgres
internal import Schema
internal import Settings

struct CheckCommand: Reporting {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract:
      "Look at everything that a run needs, try to break the wall, and say what to do. Changes nothing.",
    discussion: """
      Source views have to be approved by somebody who has read them: their definitions are shown with a \
      digest, and --approve-sources with that digest pins them (as the migrator). A view that changes later \
      stops every run.
      """)

  @OptionGroup var common: Common

  @Flag(help: "Show the definitions of the source views, also if they are approved.")
  var sources = false

  @Option(
    help: ArgumentHelp("Approve the source views that have this digest.", valueName: "digest"),
    transform: approvedDigest)
  var approveSources: String?

  func report() throws -> CheckReport {
    let services = try Services(common)
    if let approveSources { try services.approveSources(approveSources) }
    let progress = ProgressLine()
    let checks = Checks(services: services) { progress.show($0) }
    let findings = checks.all()
    progress.clear()
    publishHealth(services)
    return CheckReport(findings: findings, sources: checks.definitions(always: sources))
  }
}

@Sendable private func approvedDigest(_ text: String) throws -> String {
  let digits = text.hasPrefix("sha256:") ? text.dropFirst(7) : text[...]
  guard digits.utf8.count == 64, digits.allSatisfy(\.isHexDigit) else {
    throw ValidationError("this is not a digest. Copy it whole from `scrim check`.")
  }
  return digits.lowercased()
}

extension Services {
  /// Pins the views as they are now, if they are those with this digest.
  func approveSources(_ digest: String) throws {
    let connection = try connection(.migrator)
    guard try SourceViews.digest(connection) == digest else {
      throw Stop(
        .usage, "The source views have another digest; nothing was approved.",
        next: "Read the definitions with `scrim check`, then approve the digest that it shows.")
    }
    let problems = try SourceViews.check(connection)
    guard problems.isEmpty else { throw Stop(sources: problems) }
    _ = try connection.query(
      "insert into gate.source_approval (digest) select $1 where gate.sources_approved() is not true",
      [.text(digest)])
  }
}

extension Stop {
  /// - Parameter problems: a sentence for each.
  init(sources problems: [String]) {
    let next = "Correct the view; docs/connecting-your-records.md describes each."
    self.init(.configuration, problems.map { Problem(path: "", sentence: $0, nextStep: next) })
  }
}

/// One thing that was looked at.
struct Finding: Encodable {
  let what: String
  /// What was found: good news, or what is wrong.
  let sentence: String
  let nextStep: String?
  let exit: ExitStatus
  var isFine: Bool { exit == .done }

  private enum CodingKeys: String, CodingKey { case what, sentence, nextStep, ok }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(what, forKey: .what)
    try container.encode(sentence, forKey: .sentence)
    try container.encode(nextStep, forKey: .nextStep)
    try container.encode(isFine, forKey: .ok)
  }
}

struct CheckReport: Report {
  struct Sources: Encodable {
    struct View: Encodable { let view, sql: String }
    let digest: String
    let views: [View]
  }
  let findings: [Finding]
  let sources: Sources?

  /// The gravest: what the configuration must not be, then faults, then what a person should see to.
  var exit: ExitStatus {
    let found = findings.map(\.exit)
    return [.configuration, .stopped, .needsAPerson].first { found.contains($0) } ?? .done
  }

  private enum CodingKeys: String, CodingKey { case findings, sources }

  func write(to page: inout Page) {
    let width = findings.map(\.what.count).max() ?? 0
    for finding in findings {
      let space = String(repeating: " ", count: width - finding.what.count)
      page.line("\(finding.isFine ? "ok " : "✗  ") \(finding.what)\(space)  \(finding.sentence)")
      if let next = finding.nextStep { page.line("    → \(next)") }
    }
    guard let sources else { return }
    for view in sources.views {
      page.heading(view.view)
      page.line(view.sql)
    }
    page.line()
    page.line("Digest of these definitions: sha256:\(sources.digest)")
    page.line("To approve them: scrim check --approve-sources sha256:\(sources.digest)")
  }
}
