public import Carriers

/// What of this module carries values of records: it shows none of them, however it is printed.
extension BillingDesk.Held: SealedCarrier {}
extension BillingDesk.Unbilled: SealedCarrier {}
extension BillingDesk.Doubtful: SealedCarrier {}
extension BillingDesk.Work: SealedCarrier {}
extension BillingDesk.Listed: SealedCarrier {}
extension BillingDesk.Changed: SealedCarrier {}
extension BillingDesk.Version: SealedCarrier {}
extension BillingDesk.ClaimEvent: SealedCarrier {}
extension BillingDesk.Payment: SealedCarrier {}
extension BillingDesk.Unanswered: SealedCarrier {}
extension AcknowledgmentDesk.Unmatched: SealedCarrier {}
extension Statement: SealedCarrier {}
extension RunDesk.Claim: SealedCarrier {}
extension RunDesk.Content: SealedCarrier {}
extension BillingDesk.KeptBack: SealedCarrier {}
