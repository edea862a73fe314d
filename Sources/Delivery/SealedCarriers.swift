package import Carriers

/// What of this module carries values of records: it shows none of them, however it is printed.
extension Answer: SealedCarrier {}
