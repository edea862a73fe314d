public import Carriers

/// What of this module carries values of records: it shows none of them, however it is printed.
extension Batch: SealedCarrier {}
extension BatchBuilder: SealedCarrier {}
extension Prepared: SealedCarrier {}
extension PreviewedClaim: SealedCarrier {}
