internal import ArgumentParser
internal import Foundation
internal import Gate
internal import Settings
internal import Trail

struct AdoptCommand: Reporting {
  static let configuration = CommandConfiguration(
    commandName: "adopt",
    abstract: "As the privacy officer, let runs go on from a database that was restored from a backup.",
    discussion: """
      It knows neither the marks that were made after the backup nor what was sent, so nothing is sent from \
      it before. First every clinician looks at `scrim self-pay list` and marks again what is missing, and \
      what the clearinghouses received since is listed in source.already_claimed (docs/backups.md).
      """)

  @OptionGroup var common: Common

  @Flag(help: "Both has been done: do not ask.")
  var yes = false

  func report() throws -> AdoptReport {
    let services = try Services(common)
    guard let sequencer = try services.sequencer(), let witness = services.witness else {
      throw Stop(
        .usage, "There is no witness, so nobody can say that this database was restored.",
        next: "Configure `keys.trail` and `trail.witness`; docs/trail.md says what for.")
    }
    guard let size = try sequencer.unknownToDatabase() else {
      return AdoptReport(witnessed: nil, setAside: nil)
    }
    try Confirmation.require(
      "Have all marks and all sendings since the backup been seen to?", isPHI: false, yes: yes)
    try PrivacyDesk(services.address(.privacy)).adoptDatabase(witnessed: size)
    let mark = Date().formatted(.iso8601.year().month().day().time(includingFractionalSeconds: false))
    let aside = try witness.setAside(mark.replacing(":", with: ""))
    return AdoptReport(witnessed: size, setAside: aside)
  }
}

struct AdoptReport: Report {
  /// Entries that the witness had seen signed; nil where the database has them.
  let witnessed: Int?
  /// Where the checkpoints of before are kept.
  let setAside: String?
  var exit: ExitStatus { .done }

  func write(to page: inout Page) {
    guard let setAside else {
      return page.line("The database has everything that the witness saw; nothing was changed.")
    }
    page.line("Recorded. Runs go on; the checkpoints of before are kept in \(setAside).")
    page.line("  → Preview before the next run: look for what was sent before the database was restored.")
  }
}

extension Services {
  /// Before anything is sent.
  func requireNotRestored(_ sequencer: Sequencer?) throws {
    guard try sequencer?.unknownToDatabase() != nil else { return }
    throw Stop(
      .configuration,
      "The witness has seen entries that this database does not have: a backup was restored, or the trail "
        + "was cut. Nothing was sent.",
      next: "See to the marks and sendings since then (docs/backups.md); then, as the privacy officer, "
        + "`scrim adopt`.")
  }
}
