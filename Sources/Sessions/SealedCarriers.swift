public import Carriers

/// What of this module carries values of records: it shows none of them, however it is printed.
extension SessionRecord: SealedCarrier {}
extension AdmittedSession: SealedCarrier {}
extension RedactedSession: SealedCarrier {}
extension DiagnosisCode: SealedCarrier {}
extension BillingColumns: SealedCarrier {}
extension PersonColumns: SealedCarrier {}
extension ChargeColumns: SealedCarrier {}
extension Directory: SealedCarrier {}
extension ClinicianColumns: SealedCarrier {}
extension BillingProviderColumns: SealedCarrier {}
extension LocationColumns: SealedCarrier {}
