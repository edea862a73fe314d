/// What `scrim.json` says, checked whole. Its shape for people and editors is `schemas/config.schema.json`.
/// Paths are absolute; secrets are paths to files, never values.
public struct Configuration: Sendable {
  public let file: String
  public let practice: Practice
  public let database: Database
  public let keys: Keys
  public let trail: TrailSettings
  public let restrictions: RestrictionSettings
  /// Nil: there is no web console.
  public let console: ConsoleSettings?
  public let clearinghouses: [Clearinghouse]
  public let payers: [Payer]

  /// Whether a first run to a clearinghouse, one to a changed destination, and one that is far larger than
  /// usual wait for an approval.
  public var asksWhereUnusual: Bool { practice.asksWhereUnusual ?? (database.kind == .real) }
}

public struct Practice: Sendable {
  public let name: String
  /// IANA name; days of service and windows are days of this zone.
  public let timeZone: String
  /// How long a session rests before it may be billed: time to change one's mind.
  public let restDays: Int
  /// A federally assisted substance use disorder programme (42 CFR Part 2): every claim waits for a consent.
  public let part2Programme: Bool
  /// As `Configuration.asksWhereUnusual`; never false for a real database.
  public let asksWhereUnusual: Bool?
  /// Is told when a run ended well.
  public let heartbeat: Heartbeat?

  public struct Heartbeat: Sendable {
    public let url: String
    /// PEM; whom to believe to be there.
    public let authority: String
  }
}

public struct Database: Sendable {
  public enum Kind: String, Sendable, CaseIterable { case synthetic, real }
  /// Whose login a command uses follows from the command (architecture.md, "The database").
  public enum Role: String, Sendable, CaseIterable {
    case migrator, gateway, billing, clinician, privacy, auditor, console
  }
  public struct Login: Sendable {
    public let user: String
    /// Absent: the server knows us by our operating-system user (a Unix socket with `peer`).
    public let passwordFile: String?
  }
  /// A host name, or the folder of a Unix socket.
  public let host: String
  public let port: Int
  public let name: String
  public let kind: Kind
  /// Whom to trust over TCP (`sslmode=verify-full`); nil on a Unix socket.
  public let rootCertificate: String?
  public let logins: [Role: Login]
}

public struct Keys: Sendable {
  public struct Signing: Sendable {
    public let key: String
    public let certificate: String
    public let passphraseFile: String
  }
  public let signing: Signing
  public let transit: String
  public let identifiers: String
  public let archivePublicKey: String
  /// Signs checkpoints of the trail; nil: there are none.
  public let trail: String?
  /// Signs checkpoints of the log of marks, as the privacy officer; nil: there are none.
  public let restrictionTrail: String?
  /// What each mark is sealed with for the privacy officer; nil: there is no journal.
  public let journalPublicKey: String?
}

public struct TrailSettings: Sendable {
  /// The file, on another volume, that every checkpoint is added to.
  public let witness: String?
}

/// Where a mark stands besides the database, so that a restore cannot forget it.
public struct RestrictionSettings: Sendable {
  /// The folder, on another volume than the database's, with a file for each mark.
  public let journal: String?
  /// A synchronous standby of the database has each mark before it is answered.
  public let standby: Bool
  /// The file, on another volume, that every checkpoint of the log of marks is added to.
  public let witness: String?
}

/// The web console of the practice.
public struct ConsoleSettings: Sendable {
  /// Where people reach it: `https://scrim.example.org`, no path. Only on this machine may it be http.
  public let address: String
  /// What it listens on: this machine alone, unless it speaks TLS itself.
  public let host: String
  public let port: Int
  /// Its certificate and the certificate's key; nil: something in front of it speaks TLS.
  public let certificate: Certificate?
  /// Its own key, that nothing else has: `scrim keys console`.
  public let key: String
  /// How old what Today and Unbilled count may be; 0: it is counted at each look.
  public let countsSeconds: Int

  public struct Certificate: Sendable {
    public let chain: String
    public let key: String
  }

  public var isOverPlainHTTP: Bool { address.hasPrefix("http://") }
  /// Whether whoever connects is a proxy, which says who is behind it.
  public var isBehindProxy: Bool { certificate == nil && !isOverPlainHTTP }
}

public struct Clearinghouse: Sendable {
  public enum Format: String, Sendable, CaseIterable {
    case x12Professional = "x12-837p"
    /// For a clearinghouse that makes the 837P itself.
    case json
  }
  public enum Transport: String, Sendable, CaseIterable { case https }
  public enum Usage: String, Sendable, CaseIterable { case test, production }
  public enum RequestSignature: String, Sendable, CaseIterable { case none, rfc9421 }
  public enum Authorization: Sendable, Equatable {
    case none
    case apiKey(header: String, valueFile: String)
    /// OAuth 2.0, client credentials (RFC 6749, section 4.4).
    case oauth2(tokenEndpoint: String, clientID: String, clientSecretFile: String, scope: String?)
  }
  /// What the clearinghouse promises about a submission that it sees twice.
  public enum Idempotency: Sendable, Equatable {
    case none
    case key(windowHours: Int)
  }
  public struct StatusQuery: Sendable {
    /// The submission's key is put behind it, after a slash.
    public let endpoint: String
    /// How far apart two answers have to be that settle a submission.
    public let minutesApart: Int
  }
  /// What it says later of what it took: TA1, 999, 277CA, 835.
  public struct Acknowledgments: Sendable {
    /// Where they wait to be picked up; nil: somebody brings the files.
    public let endpoint: String?
    /// After how many days without a TA1 or 999, a 277CA, an 835 a person is to ask.
    public let syntaxDays: Int
    public let claimDays: Int
    public let paymentDays: Int
  }
  /// The class of evidence that it gives for a submission that it has.
  public enum Receipt: Sendable, Equatable {
    case none
    case digest
    case identifier(path: String)
  }
  /// Name and contact of loop 1000A, name of loop 1000B (005010X222A1).
  public struct Parties: Sendable {
    public let submitterID: String
    public let submitterName: String
    public let submitterContactName: String
    public let submitterContactPhone: String
    public let receiverID: String
    public let receiverName: String
  }
  /// How we prove who we are, and how the clearinghouse must.
  public struct Trust: Sendable {
    public let clientCertificate: String
    public let clientKey: String
    public let clientKeyPassphraseFile: String?
    public let authority: String
    public let pinnedPublicKeys: [String]
    public let authorization: Authorization
    public let requestSignature: RequestSignature
  }
  public struct Limits: Sendable {
    public let claimsPerSubmission: Int
    public let connectSeconds: Int
    public let exchangeSeconds: Int
    /// Nil: as many as there are.
    public let requestsPerMinute: Int?
  }
  /// How a submission that did not get through is tried again within a run.
  public struct SendAgain: Sendable {
    public let tries: Int
    public let firstSeconds: Int
    public let capSeconds: Int
  }
  /// Until when the clearinghouse takes what it works on the same day. Monday to Friday, but for holidays.
  public struct Cutoff: Sendable {
    /// `17:00`
    public let time: String
    /// IANA name.
    public let timeZone: String
    /// ISO 8601.
    public let holidays: [String]
  }
  public let id: String
  public let format: Format
  public let transport: Transport
  public let endpoint: String
  public let usage: Usage
  public let parties: Parties
  public let trust: Trust
  public let idempotency: Idempotency
  /// Where it says whether it has a submission; nil: nowhere.
  public let statusQuery: StatusQuery?
  /// Nil: it gives none, and none is waited for.
  public let acknowledgments: Acknowledgments?
  public let receipt: Receipt
  public let limits: Limits
  public let again: SendAgain
  public let cutoff: Cutoff?
}

public struct Payer: Sendable {
  /// As in `source.coverage.payer_id`.
  public let id: String
  public let clearinghouse: String
  /// The payer's id at that clearinghouse (NM109 of loop 2010BB).
  public let payerID: String
  /// Nothing of an earlier day is ever sent. ISO 8601.
  public let firstServiceDate: String
  /// Timely filing of an original claim, in days from the date of service.
  public let originalFilingDays: Int
  /// Of a replacement or a void, in days from the date of service.
  public let correctedFilingDays: Int
  public let taxonomyRequired: Bool
  /// Modifiers that say that two services of a day were separate; nil: 59 and XE.
  public let distinctModifiers: [String]?
  public let rules: Rules

  /// What this payer refuses beyond the standard. Nothing is built in: an empty list asks for nothing.
  public struct Rules: Sendable {
    /// Nil: any member id of the standard.
    public let memberID: IdentifierForm?
    public let placesOfService: [String]
    public let modifiers: [ModifierRule]
    public let enrolled: [Enrollment]

    public var isEmpty: Bool {
      memberID == nil && placesOfService.isEmpty && modifiers.isEmpty && enrolled.isEmpty
    }
  }
  /// About the charges at these places with these procedures; an empty list means all.
  public struct ModifierRule: Sendable {
    public let places: [String]
    public let procedures: [String]
    /// At least one of them is on the charge; empty: none need be.
    public let requires: [String]
    /// No modifier but these and the required ones; nil: any.
    public let allows: [String]?
  }
  /// From which day on the payer takes claims of this billing provider. ISO 8601.
  public struct Enrollment: Sendable {
    public let npi: String
    public let from: String
  }
}
