public import Carriers

/// What of this module carries what a file says of claims: it shows none of it, however it is printed.
extension Finding: SealedCarrier {}
extension Payment: SealedCarrier {}
