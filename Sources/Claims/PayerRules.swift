/// What the practice's configuration says about one payer, as far as claims need it.
public struct PayerRules: Sendable {
  /// The practice's own id of the payer, as in `source.coverage.payer_id`.
  public let id: String
  /// The payer's id at the clearinghouse: NM109 of loop 2010BB, qualifier PI.
  public let payerID: String
  /// Sent as the payer's name instead of the coverage's.
  public let name: String?
  /// Whether this payer adjudicates by taxonomy code; without that, PRV is not sent (005010X222A1, 2000A and
  /// 2310B).
  public let taxonomyRequired: Bool

  public init(id: String, payerID: String, name: String? = nil, taxonomyRequired: Bool = false) {
    self.id = id
    self.payerID = payerID
    self.name = name
    self.taxonomyRequired = taxonomyRequired
  }
}
