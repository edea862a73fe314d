public import Postgres

/// What a clearinghouse says when it is asked whether it has a submission.
public enum StatusAnswer: Equatable, Sendable {
  /// It has these bytes, under this number of its own.
  case received(receipt: String)
  case unknown
  /// It has something under that key, and not these bytes.
  case otherBytes
}

/// How two answers that agreed have settled a submission.
public enum Settlement: String, Sendable {
  case accepted
  case withdrawn
}

extension Ledger {
  /// Takes an answer down. Two that agree, far enough apart, settle the submission; nil: it stays in doubt.
  public func noteStatus(
    _ submission: Submission, _ answer: StatusAnswer, minutesApart: Int
  ) throws(PostgresError) -> Settlement? {
    let (word, receipt): (String, String?) =
      switch answer {
      case .received(let receipt): ("received", receipt)
      case .unknown: ("unknown", nil)
      case .otherBytes: ("other-bytes", nil)
      }
    return try transition(
      "select claims.note_status($1, $2, $3, make_interval(mins => $4))",
      [.int64(submission.id), .text(word), .optionalText(receipt), .int32(Int32(minutesApart))]
    ).optionalText(0, 0).flatMap(Settlement.init(rawValue:))
  }

  /// What is in doubt, and of which an acknowledgment speaks, has arrived. How many submissions that settles.
  public func settleAcknowledged() throws(PostgresError) -> Int {
    Int(try transition("select claims.settle_acknowledged()").int32(0, 0))
  }

  /// The number that an answer named which decided nothing, or which came to a second sending. Another number
  /// for the same submission shows that one key had two effects.
  public func nameReceipt(_ permit: Permit, _ number: String) throws(PostgresError) {
    _ = try transition(
      "select claims.name_receipt($1, $2)", [.int64(permit.attempt), .text(number)])
  }

  /// Whether the clearinghouse has kept what it promises about its keys and its answers.
  public func isTrusted(_ clearinghouse: String) throws(PostgresError) -> Bool {
    try transition("select claims.is_trusted($1)", [.text(clearinghouse)]).bool(0, 0)
  }
}
