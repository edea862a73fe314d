public import Carriers

/// What of this module carries values of records: it shows none of them, however it is printed.
extension Payment: SealedCarrier {}
extension Service: SealedCarrier {}
extension Coverage: SealedCarrier {}
extension Dependent: SealedCarrier {}
extension Person: SealedCarrier {}
extension Address: SealedCarrier {}
extension ServiceLine: SealedCarrier {}
extension Participants: SealedCarrier {}
extension BillingProvider: SealedCarrier {}
extension Clinician: SealedCarrier {}
extension Location: SealedCarrier {}
extension Charges: SealedCarrier {}
extension Providers: SealedCarrier {}
extension DiagnosisSelection: SealedCarrier {}
extension AddressColumns: SealedCarrier {}
extension DocumentWriter: SealedCarrier {}
extension SetBoundaries: SealedCarrier {}
extension Shared: SealedCarrier {}
extension Parsed: SealedCarrier {}
extension SealedOriginals: SealedCarrier {}
extension SealedOriginals.Original: SealedCarrier {}
extension SealedOriginals.Segments: SealedCarrier {}
extension CutDocument: SealedCarrier {}
extension ClaimVoid: SealedCarrier {}
extension Cutting: SealedCarrier {}
