internal import Gate
internal import Journal
internal import Marks
internal import Postgres
internal import Settings
internal import Signing

/// Where a mark stands besides the database. It is made in the database first, which protects at once; it is
/// answered when it stands in the other place as well.
struct MarkKeeping {
  let services: Services
  let restrictions: Restrictions

  private var configured: RestrictionSettings { services.configuration.restrictions }

  /// Whether there is a place at all: a synthetic database needs none.
  var isNeeded: Bool {
    services.configuration.database.kind == .real || services.journal != nil || configured.standby
  }

  private var isThere: Bool { services.journal != nil || configured.standby }

  /// - Returns: what the mark reached, and whether a restore cannot forget it; nil where nobody minds.
  func mark(_ mark: Restrictions.Mark) throws -> (reached: [Restrictions.Reached], survivesRestore: Bool?) {
    if configured.standby, try !restrictions.hasSynchronousStandby() {
      Output.say("No synchronous standby is connected. Where one is named, the answer waits for it.\n")
    }
    guard let journal = services.journal else {
      let reached = try restrictions.mark(mark)
      try requireStandby()
      return (reached, isNeeded ? isThere : nil)
    }
    let id = UniqueID.v4()
    let caller = try restrictions.caller()
    let reached = try restrictions.mark(mark, journal: id.bytes)
    do {
      try journal.write(
        MarkRecord(mark, by: caller.login, at: caller.moment), id: id, for: services.journalKey)
    } catch {
      throw Stop.markedAndNotKept(error.description, error.nextStep)
    }
    try requireStandby()
    return (reached, true)
  }

  /// Asked when the mark is committed: had it been named by then, the answer has waited for it.
  private func requireStandby() throws {
    guard configured.standby else { return }
    var isOnStandby = false
    do { isOnStandby = try restrictions.hasSynchronousStandby() } catch {}
    guard isOnStandby else {
      throw Stop.markedAndNotKept(
        "The server has no synchronous standby.",
        "Name it in the server's synchronous_standby_names, and see that it streams.")
    }
  }
}

extension Services {
  var journal: MarkJournal? { configuration.restrictions.journal.map { MarkJournal($0) } }

  /// Of the privacy officer; the configuration has one wherever it has a journal.
  var journalKey: String { configuration.keys.journalPublicKey ?? "keys.journalPublicKey" }

  /// Whether the database knows every mark of the journal. The gateway asks, and learns yes or no.
  func knowsJournal() throws -> Bool {
    guard let journal else { return true }
    let ids = try journal.ids()
    return try connection(.gateway).query(
      "select gate.knows_journal($1)", [.uuidArray(ids.map(\.bytes))]
    ).bool(0, 0)
  }

  /// For `scrim check`: what of it can be seen without making a mark.
  func requireMarksKept() throws -> String {
    let kept = configuration.restrictions
    guard kept.journal != nil || kept.standby else {
      guard configuration.database.kind == .real else {
        return "There is no journal of marks; a synthetic database needs none."
      }
      throw Stop(
        .needsAPerson, "A restore from a backup would forget the marks that were made after it.",
        next: Stop.keepMarks)
    }
    if kept.standby {
      guard try connection(.gateway).query("select gate.has_synchronous_standby()").bool(0, 0) else {
        throw Stop(
          .needsAPerson, "The server has no synchronous standby, and marks rely on one.",
          next: "Name it in the server's synchronous_standby_names, and see that it streams.")
      }
    }
    if kept.journal != nil {
      _ = try PublicKey(pem: journalKey)
      guard try knowsJournal() else { throw Stop.restored }
    }
    return "A mark is answered when it stands outside the database as well."
  }
}

extension Stop {
  static let keepMarks =
    "Name a folder on another volume as restrictions.journal, or rely on a synchronous standby "
    + "(docs/backups.md)."

  /// One sentence for every cause: whether it was a mark that is missing is nobody's business here.
  static let restored = Stop(
    .configuration,
    "The witness or the journal has entries that this database does not have: a backup was restored, or "
      + "something was cut. Nothing was sent.",
    next: "See to the marks and sendings since then (docs/backups.md); then, as the privacy officer, "
      + "`scrim adopt`.")

  /// The mark is committed, and that is said before anything else.
  static func markedAndNotKept(_ why: String, _ next: String) -> Stop {
    Stop(
      .needsAPerson,
      "The mark stands, and Scrim sends nothing of it; but after a restore from a backup it would be "
        + "forgotten. \(why)",
      next: "\(next) Then mark again, which does no harm. `scrim self-pay list` shows what was answered.")
  }
}
