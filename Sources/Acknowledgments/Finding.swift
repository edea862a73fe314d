/// One thing that one acknowledgment says of one thing. Numbers, codes and amounts; nothing of what it
/// echoes.
public struct Finding: Sendable {
  /// The transaction: 005010X231A1, X214, X221A1, and the interchange acknowledgment.
  public enum Kind: String, Sendable, CaseIterable {
    case interchange = "TA1"
    case syntax = "999"
    case claim = "277CA"
    case payment = "835"
  }

  public enum Source: String, Sendable { case clearinghouse, payer }

  /// What it speaks of, as it names it.
  public enum Subject: Sendable, Hashable {
    /// ISA13.
    case interchange(Int)
    /// GS06.
    case group(Int)
    /// GS06 and ST02.
    case set(group: Int, set: Int)
    /// BHT03 of the claims that were sent.
    case batch(String)
    /// CLM01.
    case claim(String)
    /// TRN02 of a payment as a whole; empty where it has none that can be read.
    case payment(String)
  }

  /// The words are kept in the ledger.
  public enum Outcome: String, Sendable, CaseIterable {
    case accepted
    case acceptedWithErrors = "accepted-with-errors"
    case rejected
    case received
    case forwarded
    case split
    case adjudicating
    case notFound = "not-found"
    case paid
    case denied
    case reversed
    case forwardedToOther = "forwarded-to-other"
    case predetermined
    /// Of a payment as a whole, by the payer's own account with the provider (PLB).
    case adjusted
    /// A code of none of the lists: it is kept, and decides nothing.
    case unknown
  }

  public let kind: Kind
  public let source: Source
  public let subject: Subject
  public let outcome: Outcome
  /// As `Codes` writes them: `TA1:025`, `IK4:7:NM1.9`, `A7:562:IL`, `CO-45`.
  public var codes: [String] = []
  /// It says two things that exclude each other; then it counts as rejected.
  public var isContradictory = false
  /// 277CA REF*1K, 835 CLP07.
  public var payerClaimNumber: String?
  /// ISO 8601: the day of the interchange, or of the payment.
  public var saidOn: String?
  public var payment: Payment?

  init(_ kind: Kind, by source: Source, _ subject: Subject, _ outcome: Outcome) {
    (self.kind, self.source, self.subject, self.outcome) = (kind, source, subject, outcome)
  }
}

/// What an 835 says of one claim, or of a payment as a whole. Cents.
public struct Payment: Sendable, Equatable {
  public struct Adjustment: Sendable, Equatable {
    /// `CO-45`: group and reason; of a whole payment `PLB-WO`.
    public let code: String
    public let cents: Int64
  }
  /// TRN02.
  public var trace: String?
  public var chargeCents: Int64?
  public var paidCents: Int64 = 0
  public var patientCents: Int64?
  public var adjustments: [Adjustment] = []
  /// Whether charge, adjustments and payment add up, of the claim and of each line; or the payment and what
  /// is in it.
  public var isBalanced = true
}

/// What a file was, once all of it has been read.
public struct FileSummary: Sendable {
  public struct Interchange: Sendable, Equatable {
    /// ISA06 and ISA08, without the spaces that fill them up.
    public let sender: String
    public let receiver: String
    public let controlNumber: Int
    /// ISA15 is T.
    public let isTest: Bool
  }
  public internal(set) var interchanges: [Interchange] = []
  public internal(set) var kinds: Set<Finding.Kind> = []
  public internal(set) var findings = 0
  public internal(set) var warnings: Set<Warning> = []

  /// What was passed over.
  public enum Warning: String, Sendable, CaseIterable {
    case olderGuide = "older-guide"
    case oldSegmentName = "old-segment-name"
    case groupDiffers = "group-differs"
    case codeUnknown = "code-unknown"
    case numberDropped = "number-dropped"
    case referenceDropped = "reference-dropped"
    case unbalanced
    case contradictory
    case missingGroupCounted = "missing-group-counted"
  }
}

/// Why a file is no acknowledgment that can be read. Names the place and never what stands there.
public struct AcknowledgmentRefusal: Error, Equatable, Sendable {
  public enum Reason: String, Sendable, CaseIterable {
    /// The file is a transaction of another kind: a claim, an eligibility answer, …
    case otherTransaction = "other-transaction"
    /// Of the right transaction, another implementation guide.
    case otherGuide = "other-guide"
    /// A set ends without what makes it an answer.
    case incomplete
    /// An amount that is none.
    case amountUnreadable = "amount-unreadable"
    case nothingSaid = "nothing-said"
  }
  public let reason: Reason
  /// Number of the segment in the file, from one.
  public let segment: Int

  init(_ reason: Reason, segment: Int) { (self.reason, self.segment) = (reason, segment) }
}
