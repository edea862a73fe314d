extension PrivacyDesk.Kind {
  /// What has happened.
  public var sentence: String {
    switch self {
    case .recall: "A claim had gone out before the session was marked."
    case .paymentMissing: "The client asked more than thirty days ago, and no payment is recorded."
    case .paymentDishonoured: "A payment was not honoured."
    case .governmentPayer:
      "The client has a Medicare or Medicaid coverage, to which a claim may be owed by law."
    case .paidButBilled: "The client paid in full, and the session was billed."
    case .clientsMerged: "A merge of records carried a mark to another id of the client."
    case .sameDay:
      "A session came into the records on the day of a marked one: perhaps it is the same."
    case .voidAsked: "Billing asked to void a claim whose session is not there to be billed."
    }
  }
}
