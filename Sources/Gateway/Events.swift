public import Logging
public import Signing
public import Submissions

#if PROOF
  internal import Sessions
#endif

/// Everything that a run says to operators. A closed list with typed fields: ids, codes and counts. There is
/// no event that takes a text, so no value of a record can be put into one.
public enum Event: Sendable {
  case runStarted(run: UniqueID)
  case runFinished(run: UniqueID)
  case attemptsDoubted(count: Int)
  case submissionsAcknowledged(count: Int)
  case submissionConcluded(submission: UniqueID, outcome: Outcome)
  case submissionSettled(submission: UniqueID, as: Settlement)
  case clearinghouseContradicts(clearinghouse: String)
  case clearinghouseStopped(clearinghouse: String)
  case clearinghouseWaits(clearinghouse: String, why: Unusual)
}

/// Writes events through the logging library, each under its stable name.
public struct EventLog: Sendable {
  private let logger: Logger

  public init(_ logger: Logger) { self.logger = logger }

  package func callAsFunction(_ event: Event) {
    switch event {
    case .runStarted(let run):
      logger.info("run.started", metadata: ["run": .string(run.description)])
    case .runFinished(let run):
      logger.info("run.finished", metadata: ["run": .string(run.description)])
      #if PROOF
        if Leak.textInLog.isPlanted { logger.info("planted", metadata: ["text": .string(Leak.text)]) }
      #endif
    case .attemptsDoubted(let count):
      logger.warning("attempts.doubted", metadata: ["count": .stringConvertible(count)])
    case .submissionsAcknowledged(let count):
      logger.info("submissions.acknowledged", metadata: ["count": .stringConvertible(count)])
    case .submissionConcluded(let submission, let outcome):
      logger.info(
        "submission.concluded",
        metadata: ["submission": .string(submission.description), "outcome": .string(outcome.name)])
    case .submissionSettled(let submission, let settlement):
      logger.info(
        "submission.settled",
        metadata: ["submission": .string(submission.description), "as": .string(settlement.rawValue)])
    case .clearinghouseContradicts(let clearinghouse):
      logger.error("clearinghouse.contradicts", metadata: ["clearinghouse": .string(clearinghouse)])
    case .clearinghouseStopped(let clearinghouse):
      logger.warning("clearinghouse.stopped", metadata: ["clearinghouse": .string(clearinghouse)])
    case .clearinghouseWaits(let clearinghouse, let why):
      logger.warning(
        "clearinghouse.waits",
        metadata: ["clearinghouse": .string(clearinghouse), "why": .string(why.rawValue)])
    }
  }
}
