internal import ArgumentParser
internal import Gateway
internal import Sessions
internal import Settings

struct PreviewCommand: Reporting {
  static let configuration = CommandConfiguration(
    commandName: "preview",
    abstract:
      "Show what a run would send now: claims, held claims with all their defects, bytes and digests.",
    discussion: "Sends nothing. With --payload, writes the exact bytes: protected health information (PHI).")

  @OptionGroup var common: Common
  @OptionGroup var filterOptions: FilterOptions
  @OptionGroup var archiveKeys: ArchiveKeys

  @Option(
    help: ArgumentHelp(
      "Write each payload into this new or empty folder, mode 0600 (PHI).", valueName: "folder"))
  var payload: String?

  @Flag(help: "Do not ask before writing PHI.")
  var yes = false

  func validate() throws {
    if yes, payload == nil { throw ValidationError("--yes goes with --payload.") }
  }

  func report() throws -> PreviewSummary {
    let services = try Services(common)
    let runs = try ClaimRuns(services, filterOptions.filters)
    if let payload {
      try Confirmation.require("This writes claims with names and diagnoses into \(payload).", yes: yes)
    }
    let run = try runs.assemble(archiveKeys: archiveKeys.opened())
    let progress = runs.progress()
    defer { progress.clear() }
    let report = try run.preview(folder: payload.map { try PayloadFolder($0) }) { progress.show($0) }
    return PreviewSummary(report: report, command: approvalCommand(report.approval))
  }

  /// What approves exactly this preview: the window and the filters are part of it.
  private func approvalCommand(_ digest: String) -> String {
    let options: [(String, String?)] =
      [
        ("--config", common.config), ("--clearinghouse", filterOptions.clearinghouse),
        ("--payer", filterOptions.payer),
        ("--from", filterOptions.from?.description), ("--through", filterOptions.through?.description),
      ] + archiveKeys.archiveKey.map { ("--archive-key", $0) } + [
        ("--archive-passphrase", archiveKeys.archivePassphrase), ("--approve", digest),
      ]
    return (["scrim run"] + options.compactMap { name, value in value.map { "\(name) \($0)" } })
      .joined(separator: " ")
  }
}

struct PreviewSummary: Report {
  let report: PreviewReport
  let command: String
  var exit: ExitStatus { report.heldCount > 0 || report.voidsWaiting != nil ? .needsAPerson : .done }

  private enum CodingKeys: String, CodingKey { case defects }

  /// The gateway's report, and what its codes mean.
  func encode(to encoder: any Encoder) throws {
    try report.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(HeldList.counts(report.held.map { ($0.session, $0.defects) }), forKey: .defects)
  }

  func write(to page: inout Page) {
    page.line("Days of service \(report.from) through \(report.through).")
    page.line()
    if report.submissions.isEmpty {
      page.line("Nothing would be sent.")
    } else {
      let submissions = counted(report.submissions.count, "submission")
      page.line("\(counted(report.claims, "claim")) would go out in \(submissions):")
      page.table(rows, numbers: [1, 2, 3])
    }
    HeldList(report.held.map { ($0.session, $0.defects) }, total: report.heldCount).write(to: &page)
    writeWarnings(to: &page)
    VoidText.write(report.voidsWaiting, to: &page)
    guard !report.submissions.isEmpty else { return }
    page.line()
    page.line("To send exactly this, today:")
    page.line("  \(command)")
  }

  private func writeWarnings(to page: inout Page) {
    guard !report.warnings.isEmpty else { return }
    page.line()
    page.line("Warnings; these claims go all the same:")
    for one in report.warnings {
      page.paragraph(
        "\(counted(one.claims, "claim")): \(one.sentence) (\(one.code), \(one.element))", indent: 2)
      page.paragraph("→ \(one.nextStep)", indent: 4)
    }
  }

  private var rows: [[String]] {
    var names: [String] = []
    for one in report.submissions where !names.contains(one.clearinghouse) { names.append(one.clearinghouse) }
    return [["clearinghouse", "claims", "charges", "bytes", "digest or file"]]
      + names.flatMap { name in rows(of: report.submissions.filter { $0.clearinghouse == name }) }
  }

  /// Where each claim is a submission, nobody reads a row for each.
  private func rows(of submissions: [PreviewReport.Submission]) -> [[String]] {
    guard submissions.count > Self.submissionsListed, let first = submissions.first else {
      return submissions.map { one in
        [
          one.clearinghouse, grouped(one.claims),
          one.sealedEarlier
            ? "sealed earlier" : one.voids == true ? "voids" : dollars(one.chargeCents),
          grouped(one.bytes), one.file ?? one.digest,
        ]
      }
    }
    let sum = submissions.reduce(into: (claims: 0, cents: Int64(0), bytes: 0)) {
      ($0.claims, $0.cents, $0.bytes) = (
        $0.claims + $1.claims, $0.cents + $1.chargeCents, $0.bytes + $1.bytes
      )
    }
    return [
      [
        first.clearinghouse, grouped(sum.claims), dollars(sum.cents), grouped(sum.bytes),
        counted(submissions.count, "submission"),
      ]
    ]
  }

  private static let submissionsListed = 50
}
