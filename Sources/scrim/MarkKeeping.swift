internal import Gate
internal import Journal
internal import Marks
internal import Postgres
internal import Settings
internal import Signing

/// Marks, and answers when the mark stands outside the database as well.
struct MarkKeeping {
  private let services: Services
  private let address: Address
  private var restrictions: Restrictions

  init(_ services: Services, as role: Database.Role) throws {
    self.services = services
    address = try services.address(role)
    restrictions = try Restrictions(address)
  }

  /// What a mark reached, and whether a restore cannot forget it; nil where nobody minds: a synthetic
  /// database needs no such place.
  typealias Kept = (reached: [Restrictions.Reached], survivesRestore: Bool?)

  func mark(_ mark: Restrictions.Mark) throws -> Kept {
    if configured.standby, try !restrictions.hasSynchronousStandby() {
      Output.say("No synchronous standby is connected. Where one is named, the answer waits for it.\n")
    }
    let place = place
    let pending = try place.pending(mark) { try restrictions.caller() }
    let reached = try restrictions.mark(mark, journal: pending?.journalID)
    do throws(MarkPlace.Shortfall) {
      try place.keep(pending, restrictions)
    } catch {
      throw Stop.markedAndNotKept(error)
    }
    let isNeeded = services.configuration.database.kind == .real || place.isThere
    return (reached, isNeeded ? place.isThere : nil)
  }

  /// Where the server ended the session since the last mark, a new one is opened.
  mutating func renew() throws {
    if !restrictions.isAlive { restrictions = try Restrictions(address) }
  }

  private var configured: RestrictionSettings { services.configuration.restrictions }

  private var place: MarkPlace {
    MarkPlace(
      journal: configured.journal, key: services.configuration.keys.journalPublicKey,
      standby: configured.standby)
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
  static func markedAndNotKept(_ shortfall: MarkPlace.Shortfall) -> Stop {
    let (why, next) =
      switch shortfall {
      case .journal(let error): (error.description, error.nextStep)
      case .noStandby:
        (
          "The server has no synchronous standby.",
          "Name it in the server's synchronous_standby_names, and see that it streams."
        )
      }
    return Stop(
      .needsAPerson,
      "The mark stands, and Scrim sends nothing of it; but after a restore from a backup it would be "
        + "forgotten. \(why)",
      next: "\(next) Then mark again, which does no harm. `scrim self-pay list` shows what was answered.")
  }
}
