public import Carriers

/// What of this module carries values of records: it shows none of them, however it is printed.
extension BillingDesk.Held: SealedCarrier {}
extension BillingDesk.Unbilled: SealedCarrier {}
extension BillingDesk.Doubtful: SealedCarrier {}
