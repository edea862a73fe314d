internal import Archive
internal import Delivery
internal import Demonstration
internal import Egress
internal import Gateway
internal import Hardening
internal import Journal
internal import Postgres
internal import Schema
internal import Settings
internal import Signing
internal import Trail

#if PROOF
  internal import Sessions
#endif

/// Every error that reaches the command line becomes a sentence, a next step and an exit code. What is not
/// known here shows the name of its type only: its text might carry a value.
func explain(_ error: any Error) -> Stop {
  switch error {
  case let stop as Stop: stop
  case let refused as ConfigurationRefused: explain(refused)
  case let error as PostgresError: explain(error)
  case let error as SigningError: Stop(exit(of: error), error.description, next: error.nextStep)
  case let error as SecretFileError: Stop(.configuration, error.description, next: error.nextStep)
  case let error as ArchiveError: Stop(exit(of: error), error.description, next: error.nextStep)
  case let error as DeliveryError: Stop(.configuration, error.description, next: error.nextStep)
  case let error as GatewayError: explain(error)
  case let refusal as EgressRefusal:
    Stop(
      .stopped, "What was rendered is not what may leave (\(refusal.description)); nothing of it was sent.",
      next: "Report the rule and the place in the parentheses; no value of a record is among them.")
  case let error as TrailError: Stop(exit(of: error), error.description, next: error.nextStep)
  case let error as JournalError: Stop(.configuration, error.description, next: error.nextStep)
  case let error as MigrationError: explain(error)
  case let error as ClusterError: explain(error)
  case let error as HardeningFault: Stop(.stopped, error.description, next: error.nextStep)
  #if PROOF
    case let error where Leak.isOff("explain"): Stop(.stopped, "\(error)", next: "")
  #endif
  default:
    Stop(
      .stopped, "An unexpected fault stopped this (\(type(of: error))).",
      next: "Run `scrim check`; if it finds nothing, report the name in the parentheses.")
  }
}

private func explain(_ refused: ConfigurationRefused) -> Stop {
  Stop(
    .configuration,
    refused.problems.map {
      Problem(
        path: $0.path.isEmpty ? "\(refused.file):" : $0.path, sentence: $0.sentence, nextStep: $0.nextStep)
    })
}

private func exit(of error: SigningError) -> ExitStatus {
  switch error {
  case .fileExists: .usage
  case .library, .signatureRefused, .unsignable, .cannotWrite: .stopped
  default: .configuration
  }
}

private func exit(of error: ArchiveError) -> ExitStatus {
  switch error {
  case .transitKeyUnsuitable, .archiveKeyMissing, .archiveKeyUnreadable, .archiveKeyUnsuitable: .configuration
  case .transitWrappingRefused, .payloadRefused, .compressionFailed, .library: .stopped
  }
}

private func exit(of error: TrailError) -> ExitStatus {
  switch error {
  case .checkpointDamaged, .unknownToDatabase, .damaged: .needsAPerson
  case .notAWitness, .cannotRead, .anotherLog: .usage
  case .nothingSigned: .configuration
  case .cannotWrite, .entryTooLong: .stopped
  }
}

private func explain(_ error: GatewayError) -> Stop {
  switch error {
  case .anotherRunHoldsTheLock:
    Stop(.locked, "Another run is going on; nothing was done.", next: "Wait for it to end, then run again.")
  case .sourcesNotApproved: explain(PostgresError(.server, sqlState: "SC005"))
  case .approvalUnknown, .approvalDiffers, .payloadsChangedWhileApproved:
    // One sentence for every cause: that a preview lapsed must not tell that somebody was marked self-pay.
    Stop(
      .usage, "No preview of today shows exactly what would be sent now under this digest; nothing was sent.",
      next: "Preview again with the same filters, and approve the digest that it shows.")
  case .sealedBytesUnreadable:
    Stop(
      .stopped, "A sealed submission does not open to the bytes that were sealed; it was not sent.",
      next: "Check that keys.transit is the key that was in use; restore it from the backup.")
  case .payloadFolderUnusable:
    Stop(
      .usage, "The folder for the payloads cannot be made, or is not empty.",
      next: "Name a new folder with --payload.")
  case .identifierUnfit:
    Stop(
      .stopped, "An identifier could not be made from the keyed hash.",
      next: "Check keys.identifiers, and that OpenSSL works on this machine.")
  }
}

private func explain(_ error: MigrationError) -> Stop {
  switch error {
  case .changed, .newerThanProgram, .outOfOrder, .kindDiffers:
    Stop(
      .configuration, error.description, next: "Nothing was changed. `scrim check` shows where this stands.")
  case .busy: Stop(.locked, error.description, next: "Run the same command again in a minute.")
  case .failed:
    Stop(
      .stopped, error.description,
      next: "Nothing of it is left. The code is explained in PostgreSQL's manual, appendix A.")
  case .database(let inner): explain(inner)
  }
}

private func explain(_ error: ClusterError) -> Stop {
  if case .database(let inner) = error { return explain(inner) }
  return Stop(.stopped, error.description, next: "Then run the same command again.")
}

private func explain(_ error: PostgresError) -> Stop {
  let known = databaseFaults[error.sqlState] ?? databaseFaultClasses[String(error.sqlState.prefix(2))]
  guard let known else {
    return Stop(
      .stopped, sentence(error.description),
      next: "Run `scrim check`; the code is explained in PostgreSQL's manual, appendix A.")
  }
  return Stop(known.exit, known.sentence ?? sentence(error.description), next: known.next)
}

private func sentence(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() + "." }

private struct DatabaseFault {
  let exit: ExitStatus
  /// Nil: the error's own.
  let sentence: String?
  let next: String
}

/// By SQLSTATE. Those that begin with SC are ours (`schemas/postgres`).
private let databaseFaults: [String: DatabaseFault] = [
  "08001": .init(
    exit: .stopped, sentence: nil,
    next: "Start PostgreSQL, or correct database.host and database.port in the configuration."),
  "08004": .init(
    exit: .stopped, sentence: nil,
    next: "Compare database.rootCertificate and database.host with the server's certificate."),
  "28P01": .init(
    exit: .stopped, sentence: nil,
    next: "Put this login's password into its passwordFile (database.logins)."),
  "28000": .init(
    exit: .stopped, sentence: nil,
    next: "Check the user in database.logins, and the server's pg_hba.conf and pg_ident.conf; "
      + "roles come from `scrim migrate`."),
  "3D000": .init(
    exit: .stopped, sentence: nil,
    next:
      "Create the database, owned by the migrator's login, and run `scrim migrate`; or correct database.name."
  ),
  "53100": .init(
    exit: .stopped, sentence: "The database server's disk is full; what was not yet on record was not sent.",
    next: "Make room on the server, then run again: the run goes on where it stopped."),
  "42501": .init(
    exit: .configuration, sentence: "The database does not let this login do that.",
    next: "Check which login the command uses (database.logins) and its roles; `scrim migrate` renews grants."
  ),
  "42883": schemaDiffers, "42P01": schemaDiffers, "3F000": schemaDiffers, "42703": schemaDiffers,
  "40001": .init(
    exit: .stopped, sentence: "The database asked to try again.", next: "Run the same command again."),
  "55P03": .init(
    exit: .stopped, sentence: "Another command holds a lock of the database for too long.",
    next: "Wait for it to end, or end it; then run again."),
  "57014": .init(
    exit: .stopped, sentence: "The database took too long and was interrupted.",
    next: "Run again; if it stays slow, look at the server's load."),
  "22023": .init(
    exit: .configuration,
    sentence: "The database does not know a setting's value, such as practice.timeZone.",
    next: "Write an IANA time zone that the server knows (`select name from pg_timezone_names`)."),
  "23505": .init(
    exit: .stopped,
    sentence:
      "A session or a key stands twice where it may stand once; nothing of that submission was stored.",
    next:
      "Look for a session_id that source.session shows twice, correct the view or the record, then run again."
  ),
  "SC001": .init(
    exit: .configuration,
    sentence: "The server forces an isolation level under which the gate cannot answer truly.",
    next: "Remove default_transaction_isolation from the server's or the role's settings."),
  "SC002": .init(
    exit: .stopped,
    sentence: "Another run took the control number of this submission; nothing of it was sent.",
    next: "Preview again, then run."),
  "SC004": .init(
    exit: .stopped, sentence: "A submission is not in the state that this step needs; nothing was changed.",
    next: "Run `scrim status`, then run again."),
  "SC005": .init(
    exit: .configuration, sentence: "The source views are not those that were approved.",
    next: "Read the definitions with `scrim check`, and approve them there."),
  "SC006": .init(
    exit: .configuration,
    sentence: "This login is not registered as a person of the practice who may do this.",
    next: "Use your own login (database.logins), or have the administrator register it."),
  "SC007": .init(
    exit: .usage, sentence: "No client of the practice has this id; nothing was marked.",
    next: "Copy the id from the client's record, then mark again."),
  "SC011": .init(
    exit: .usage, sentence: "This cannot be a person's login; nothing was changed.",
    next: "Choose lower case letters, digits, '.', '_', '-' or '@', beginning with a letter; no login that "
      + "administers the server, and none of scrim's own."),
  "SC012": .init(
    exit: .usage, sentence: "No clinician of the practice has this id; nothing was changed.",
    next: "Copy the id from the practice's records (source.clinician)."),
  "SC013": .init(
    exit: .usage, sentence: "This word does not close such a task; nothing was changed.",
    next: "`scrim tasks` says for each kind which words do."),
  "SC014": .init(
    exit: .stopped, sentence: "A defect of a held claim is not a code; nothing of it was kept.",
    next: "Report this: text of a record may have come where only codes may be."),
  "SC042": .init(
    exit: .locked, sentence: "Its exchange may still be going on; nothing was changed.",
    next: "Ask the clearinghouse once more in a few minutes, then settle it."),
  "SC010": .init(
    exit: .usage, sentence: "The practice's records still mark this self-pay; nothing was lifted.",
    next: "Remove the mark in the records first, then confirm again."),
  "SC009": .init(
    exit: .usage, sentence: "This session is another client's; nothing was marked.",
    next: "Copy both ids from the session's record, then mark again."),
  "SC008": .init(
    exit: .usage, sentence: "The day of the client's request is missing or in the future.",
    next: "Give the day on which the client asked: --requested-on 2026-11-23."),
]

private let databaseFaultClasses: [String: DatabaseFault] = [
  "57": .init(
    exit: .stopped, sentence: "The database server is stopping or starting, or ended the session.",
    next: "Wait until it runs, then run again: what was sent is on record."),
  "08": .init(
    exit: .stopped, sentence: "The connection to the database was lost; nothing was sent after that.",
    next: "Run again when the server is back: the run settles what is in doubt first."),
]

private let schemaDiffers = DatabaseFault(
  exit: .configuration, sentence: "The database has not the schema of this version.",
  next: "Run `scrim migrate` with this version of scrim.")
