public import Carriers

/// What of this module carries values of records: it shows none of them, however it is printed.
extension ClaimReference: SealedCarrier {}
extension NewSubmission: SealedCarrier {}
extension HeldSession: SealedCarrier {}
extension DueVoid: SealedCarrier {}
extension SealedOriginal: SealedCarrier {}
