public import Carriers

/// What of this module carries values of records: it shows none of them, however it is printed.
extension Restrictions.Mark: SealedCarrier {}
extension Restrictions.Reached: SealedCarrier {}
extension Restrictions.Listed: SealedCarrier {}
extension Restrictions.Minor: SealedCarrier {}
extension GivenAnswer: SealedCarrier {}
extension PrivacyDesk.OpenTask: SealedCarrier {}
extension Caseload.Person: SealedCarrier {}
extension Caseload.Name: SealedCarrier {}
extension Caseload.Session: SealedCarrier {}
extension Caseload.Disclosure: SealedCarrier {}
