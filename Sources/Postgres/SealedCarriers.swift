public import Carriers

/// What of this module carries values of records: it shows none of them, however it is printed.
extension Parameter: SealedCarrier {}
extension BoundParameters: SealedCarrier {}
extension BinaryWriter: SealedCarrier {}
extension Cell: SealedCarrier {}
