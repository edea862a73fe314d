internal import ArgumentParser
internal import Health
internal import Settings
internal import Signing
internal import Trail

struct TrailVerifyCommand: Reporting {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Recompute the whole trail from its entries, and say where it is not as it was signed.",
    discussion: """
      Compares every checkpoint: those in the database, those of the configured witness if it can be read, \
      and those in the files given with --checkpoint. A trail that was put back to an older state, its \
      checkpoints included, looks whole without one from elsewhere.
      """)

  @OptionGroup var common: Common
  @OptionGroup var verifiers: VerifierOptions
  @OptionGroup var choice: LogChoice

  @Option(
    name: .customLong("checkpoint"),
    help: ArgumentHelp("A checkpoint, or a witness's file, that was kept elsewhere.", valueName: "file"))
  var checkpoints: [String] = []

  func report() throws -> TrailVerdict {
    let services = try Services(common)
    let (keys, witness) = (
      try services.verifiers(verifiers.keys, of: choice.log), services.witness(of: choice.log)
    )
    let given = try checkpoints.flatMap { try Witness.notes(in: $0) }
    let witnessed = try witness?.notes() ?? []
    let connection = try services.requireDatabase(choice.log.reading)
    var audited = try TrailAudit(connection, verifiers: keys, tables: choice.log.tables).verify(
      given.map { ($0, .given) } + witnessed.map { ($0, .witness) })
    if witness != nil, witnessed.isEmpty, audited.checkpoints > given.count {
      audited.add(.witnessEmpty)
    }
    let outside = given.count + witnessed.count
    if choice.log == .trail {
      publishHealth(
        services,
        verified: TrailHealth(
          entries: audited.entries, signed: audited.signed, checkpoints: audited.checkpoints,
          outside: outside, damages: audited.damageCount))
    }
    return TrailVerdict(audited, outside: outside)
  }
}

struct TrailVerdict: Report {
  let entries, numbered, signed, checkpoints, outsideCheckpoints: Int
  let damages: [String]
  /// More than are listed.
  let damageCount: Int
  /// Where there is no checkpoint at all, nothing was shown.
  var exit: ExitStatus { damageCount == 0 && checkpoints > 0 ? .done : .needsAPerson }

  private enum CodingKeys: String, CodingKey {
    case entries, numbered, signed, checkpoints, outsideCheckpoints, damages, damageCount
  }

  init(_ audited: AuditedTrail, outside: Int) {
    entries = audited.entries
    numbered = audited.numbered
    signed = audited.signed
    checkpoints = audited.checkpoints
    outsideCheckpoints = outside
    damages = audited.damages.map(\.description)
    damageCount = audited.damageCount
  }

  func write(to page: inout Page) {
    if damageCount == 0, checkpoints == 0 {
      page.line("There is no checkpoint: nothing of the trail can be verified.")
    } else if damageCount == 0 {
      page.line(
        "The trail is as it was signed: \(counted(signed, "entry", "entries")) under "
          + "\(counted(checkpoints, "checkpoint")), \(grouped(outsideCheckpoints)) of them kept elsewhere.")
    } else {
      page.line("The trail is not as it was signed; \(counted(damageCount, "finding")):")
      for damage in damages { page.line("  \(damage)") }
      if damageCount > damages.count { page.line("  and \(grouped(damageCount - damages.count)) more.") }
      page.line("  → Change nothing. Keep the database and the witness as they are, and ask who had access.")
    }
    if entries > signed, damageCount == 0 {
      page.line(
        "\(counted(entries - signed, "entry", "entries")) not signed yet: `scrim trail checkpoint` signs "
          + "what was recorded.")
    }
    if outsideCheckpoints == 0, checkpoints > 0 {
      page.line("No checkpoint from elsewhere was compared: that nothing is missing at the end is not shown.")
    }
  }
}
