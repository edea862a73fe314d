internal import Foundation
public import Submissions

/// What a run did, as `scrim run --json` prints it. There is no count of what was not admitted: it would tell
/// how many clients pay for themselves.
public struct RunReport: Codable, Sendable, Equatable {
  public struct Outcomes: Codable, Sendable, Equatable {
    public var accepted = 0
    public var rejected = 0
    public var notSent = 0
    public var inDoubt = 0
  }
  public struct Claims: Codable, Sendable, Equatable {
    /// In accepted submissions of this run.
    public var submitted = 0
    public var held = 0
  }
  public struct Share: Codable, Sendable, Equatable {
    public var clearinghouse: String
    public var submissions = 0
    public var claims = 0
    /// SHA-256 over the accepted payloads' digests, in their order; the payload's own where there is one
    /// only.
    public var digest: String?
    /// Why sending to this clearinghouse ended early, as a code.
    public var stopped: String?
    /// Why nothing new was sent there before somebody approves it.
    public var waits: Unusual?
    /// It has contradicted what it promises: nothing is sent to it a second time.
    public var contradicts: Bool?
  }
  /// Why a run ended with something left for the next one.
  public enum Ending: String, Codable, Sendable {
    case askedToStop = "asked-to-stop"
    case timeOver = "time-over"
  }
  public struct Checkpoint: Codable, Sendable, Equatable {
    /// Entries of the trail, this run's among them.
    public var size: Int
    /// The root of their tree, in base 64 as in the checkpoint itself.
    public var root: String

    public init(size: Int, root: String) {
      self.size = size
      self.root = root
    }
  }

  /// What other processes got accepted that worked the same run.
  public struct Others: Codable, Sendable, Equatable {
    public var submissions: Int
    public var claims: Int
  }

  /// Empty where there was none to take part in.
  public var run: String
  /// ISO 8601, UTC.
  public var started: String
  public var seconds = 0.0
  public var submissions = Outcomes()
  public var claims = Claims()
  /// Of the accepted payloads.
  public var bytes = 0
  public var clearinghouses: [Share] = []
  /// Submissions in doubt or unsent from earlier runs that this one could not decide.
  public var undecided = 0
  /// Voids that could not be made.
  public var voidsWaiting: [WaitingVoids]?
  /// Submissions of earlier runs that the clearinghouse's own word has settled.
  public var settled = 0
  public var ended: Ending?
  /// Nil where nobody else took part.
  public var others: Others?
  /// Where the time went, seconds for each stage; stages overlap. Only where it was asked for.
  public var stages: [String: Double]?
  /// What the trail was signed as when the run had ended, where there is a key for it.
  public var checkpoint: Checkpoint?
  /// Why it was not signed, as a sentence.
  public var checkpointMissing: String?

  static func nothing(since started: Date, _ ending: Ending) -> RunReport {
    var report = RunReport(run: "", started: started.formatted(.iso8601))
    report.ended = ending
    return report
  }

  /// Whether our side or the line ended the whole run: no clearinghouse took anything to its end.
  public var isStopped: Bool { !clearinghouses.isEmpty && clearinghouses.allSatisfy { $0.stopped != nil } }

  /// Whether a person has something to do.
  public var needsPerson: Bool {
    claims.held > 0 || undecided > 0 || voidsWaiting != nil || checkpointMissing != nil
      || clearinghouses.contains { $0.waits != nil || $0.contradicts == true }
      || submissions.rejected + submissions.notSent + submissions.inDoubt > 0
  }
}

/// Voids that could not be made.
public struct WaitingVoids: Codable, Sendable, Equatable {
  public enum Reason: String, Codable, Sendable {
    case keyMissing = "key-missing"
    /// The key was there, and what it opened is not what was sent.
    case damaged
    /// The clearinghouse takes another format by now.
    case otherFormat = "other-format"
  }
  public var clearinghouse: String
  /// The id of the archive's key under which they were sealed.
  public var archiveKey: String
  public var voids: Int
  public var reason: Reason
}

/// What a run would send now, as `scrim preview --json` prints it.
public struct PreviewReport: Codable, Sendable, Equatable {
  public struct Submission: Codable, Sendable, Equatable {
    public var clearinghouse: String
    public var claims: Int
    public var bytes: Int
    public var chargeCents: Int64
    /// What is taken back, in a submission of its own.
    public var voids: Bool?
    public var digest: String
    /// The file that holds the exact bytes, where a folder was asked for.
    public var file: String?
    /// Sealed by an earlier run and not sent yet; its bytes are shown by that run's preview only.
    public var sealedEarlier = false
  }
  public struct Held: Codable, Sendable, Equatable {
    public var session: String
    public var clearinghouse: String
    public var payer: String
    public var serviceDate: String
    public var defects: [String]
  }
  /// What somebody may want to look at before the claims go; it holds none of them.
  public struct Warning: Codable, Sendable, Equatable {
    public var code: String
    /// Loop, segment and element of the 837P.
    public var element: String
    public var claims: Int
    public var sentence: String
    public var nextStep: String
  }

  /// Give this to `scrim run --approve`.
  public var approval = ""
  public var from = ""
  public var through = ""
  public var submissions: [Submission] = []
  public var held: [Held] = []
  /// More holds than are listed.
  public var heldCount = 0
  /// Of the claims that are made now; what was sealed earlier is not looked at again.
  public var warnings: [Warning] = []
  /// Voids that are not among the submissions.
  public var voidsWaiting: [WaitingVoids]?

  public var claims: Int { submissions.reduce(0) { $0 + $1.claims } }
}

/// Tells a person at a terminal what is being done.
public enum Progress: Sendable {
  case settling(clearinghouse: String)
  case reading(clearinghouse: String)
  case prepared(clearinghouse: String, submissions: Int, claims: Int)
  case submitted(clearinghouse: String, submissions: Int, claims: Int, outcome: Outcome)
}

/// Why a run stops, or does not begin. Nothing more is sent then.
public enum GatewayError: Error, Equatable, Sendable {
  case anotherRunHoldsTheLock
  case sourcesNotApproved
  case approvalUnknown
  case approvalDiffers
  case payloadsChangedWhileApproved
  case sealedBytesUnreadable
  case payloadFolderUnusable
  case identifierUnfit
}
