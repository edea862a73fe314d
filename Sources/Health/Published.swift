/// What the gateway's side says of itself to whoever administers it: names of settings, days and codes. The
/// console has neither the keys nor the clearinghouses' secrets, and asks for none.
public enum HealthSubject {
  public static let clearinghouses = "clearinghouses"
  public static let keys = "keys"
  /// The result of the last verification.
  public static let trail = "trail"

  /// What the last run said of one clearinghouse.
  public static func waits(_ clearinghouse: String) -> String { "waits/" + clearinghouse }
}

/// A clearinghouse as it is configured.
public struct ClearinghouseHealth: Codable, Sendable, Equatable {
  public let id: String
  public let host: String
  public let usage: String
  /// `17:00 America/New_York`; nil: none is configured.
  public let cutoff: String?
  public let asksForStatus: Bool
  public let picksUpAnswers: Bool
  public let certificates: [CertificateHealth]

  public init(
    id: String, place: (host: String, usage: String, cutoff: String?), asksForStatus: Bool,
    picksUpAnswers: Bool, certificates: [CertificateHealth]
  ) {
    self.id = id
    (host, usage, cutoff) = place
    self.asksForStatus = asksForStatus
    self.picksUpAnswers = picksUpAnswers
    self.certificates = certificates
  }
}

public struct CertificateHealth: Codable, Sendable, Equatable {
  /// What it is for: `ours, to show who we are`.
  public let what: String
  /// ISO 8601, in UTC; nil: it cannot be read.
  public let validThrough: String?

  public init(what: String, validThrough: String?) {
    self.what = what
    self.validThrough = validThrough
  }
}

/// A key, by the setting that names its file.
public struct KeyHealth: Codable, Sendable, Equatable {
  public let setting: String
  /// ISO 8601, in UTC: the day on which its file was written, or its certificate began; nil: it cannot be
  /// read.
  public let since: String?
  /// Until when its certificate is good.
  public let validThrough: String?
  /// After so many days there should be another; nil: by its certificate alone, or only if it got out.
  public let renewDays: Int?

  public init(setting: String, since: String?, validThrough: String?, renewDays: Int?) {
    self.setting = setting
    self.since = since
    self.validThrough = validThrough
    self.renewDays = renewDays
  }
}

/// What a verification of the whole trail found.
public struct TrailHealth: Codable, Sendable, Equatable {
  public let entries: Int
  public let signed: Int
  public let checkpoints: Int
  /// Of them, those that were kept elsewhere.
  public let outside: Int
  public let damages: Int

  public init(entries: Int, signed: Int, checkpoints: Int, outside: Int, damages: Int) {
    self.entries = entries
    self.signed = signed
    self.checkpoints = checkpoints
    self.outside = outside
    self.damages = damages
  }
}

/// How the last run left one clearinghouse, as the codes of its report.
public struct WaitHealth: Codable, Sendable, Equatable {
  /// Why nothing new is sent there before somebody approves it.
  public let waits: String?
  /// Why sending ended early.
  public let stopped: String?

  public init(waits: String?, stopped: String?) {
    self.waits = waits
    self.stopped = stopped
  }
}
