/// Everything on an interchange that does not come from its claims; the clock and the counters are outside.
public struct Envelope: Sendable {
  public let submitter: Submitter
  public let receiver: Receiver
  public let usage: UsageIndicator
  public let moment: Moment
  public let numbers: ControlNumbers

  public init(
    from submitter: Submitter, to receiver: Receiver, usage: UsageIndicator, at moment: Moment,
    numbers: ControlNumbers
  ) {
    self.submitter = submitter
    self.receiver = receiver
    self.usage = usage
    self.moment = moment
    self.numbers = numbers
  }
}

/// Loop 1000A; the id is also ISA06 and GS02.
public struct Submitter: Sendable {
  public let name: String
  public let id: String
  public let contactName: String
  /// Ten digits.
  public let contactPhone: String

  public init(name: String, id: String, contactName: String, contactPhone: String) {
    self.name = name
    self.id = id
    self.contactName = contactName
    self.contactPhone = contactPhone
  }
}

/// Loop 1000B; the id is also ISA08 and GS03.
public struct Receiver: Sendable {
  public let name: String
  public let id: String

  public init(name: String, id: String) {
    self.name = name
    self.id = id
  }
}

/// ISA15. A test file that is sent as production bills people.
public enum UsageIndicator: String, Sendable {
  case production = "P"
  case test = "T"
}

/// When the interchange was made: `YYYYMMDD` and `HHMM`.
public struct Moment: Sendable {
  public let date: String
  public let time: String

  public init(date: String, time: String) {
    self.date = date
    self.time = time
  }
}

public struct ControlNumbers: Sendable {
  /// ISA13 and GS06: 1 to 999,999,999, never again for this sender and receiver.
  public let interchange: Int
  /// The stem of BHT03, at most 25 characters; each transaction set appends a hyphen and its ST02. A 277CA
  /// names it.
  public let batchID: String

  public init(interchange: Int, batchID: String) {
    self.interchange = interchange
    self.batchID = batchID
  }
}
