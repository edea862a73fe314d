public import Archive
public import Claims
public import Delivery
public import Sessions
public import Signing
public import Submissions

/// Who we send to, and what it can do: the part of a clearinghouse's configuration that the pipeline needs.
public struct ClearinghouseProfile: Sendable {
  public let id: String
  public let submitter: Submitter
  public let receiver: Receiver
  public let usage: UsageIndicator
  /// How claims are written for it.
  public var format = ClaimFormat.x12Professional
  /// Claims in one interchange at most; as JSON each is a submission.
  public let claimsPerSubmission: Int
  /// How long the clearinghouse answers a repeated Idempotency-Key with its first answer; nil: not at all.
  public let idempotencyHours: Int?
  /// Endpoint, authority, pins and ids, as one digest: part of every approval.
  public let destination: Digest
  /// Nil: as many as there are.
  public let requestsPerMinute: Int?
  /// Where the clearinghouse can be asked whether it has a submission: how far apart two answers have to be
  /// that settle it; nil: it cannot be asked.
  public let statusMinutesApart: Int?

  public init(
    id: String, parties: (submitter: Submitter, receiver: Receiver), usage: UsageIndicator,
    limits: (claimsPerSubmission: Int, requestsPerMinute: Int?),
    delivery: (idempotencyHours: Int?, statusMinutesApart: Int?, destination: Digest)
  ) {
    self.id = id
    submitter = parties.submitter
    receiver = parties.receiver
    self.usage = usage
    (claimsPerSubmission, requestsPerMinute) = limits
    idempotencyHours = delivery.idempotencyHours
    statusMinutesApart = delivery.statusMinutesApart
    destination = delivery.destination
  }
}

extension ClearinghouseProfile {
  /// Claims that are gathered before they go on.
  var claimsPerBatch: Int { format == .json ? Limit.claimsPerBatch : claimsPerSubmission }
}

/// One clearinghouse's share of a run: where it goes, for which payers, over which dates of service.
public struct Route: Sendable {
  public let profile: ClearinghouseProfile
  /// The payers of `admission`, by id, as claims for them are composed.
  public let rules: [String: PayerRules]
  public internal(set) var admission: Admission
  /// Every payer of this clearinghouse, also where a filter leaves some out: what is sealed already may name
  /// them.
  public let permitted: PermittedPayers
  public let again: SendAgain
  /// Whether what is unusual waits for somebody's approval.
  public let asksWhereUnusual: Bool

  public init(
    profile: ClearinghouseProfile, rules: [String: PayerRules], admission: Admission,
    permitted: PermittedPayers, caution: (again: SendAgain, asksWhereUnusual: Bool)
  ) {
    self.profile = profile
    self.rules = rules
    self.admission = admission
    self.permitted = permitted
    (again, asksWhereUnusual) = caution
  }
}

/// What the pipeline works with. Each of the two database connections is used by one thread at a time.
public struct Tools: Sendable {
  public let reader: SessionReader
  public let ledger: Ledger
  public let identifiers: Identifiers
  public let signer: SigningKey
  public let archive: Archive
  public let courier: Courier

  public init(
    database: (reader: SessionReader, ledger: Ledger), identifiers: Identifiers, signer: SigningKey,
    archive: Archive,
    courier: Courier
  ) {
    reader = database.reader
    ledger = database.ledger
    self.identifiers = identifiers
    self.signer = signer
    self.archive = archive
    self.courier = courier
  }
}
