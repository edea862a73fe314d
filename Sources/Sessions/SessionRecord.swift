/// What the gate hands over of one admitted session: a row of `source.session`, not yet redacted.
///
/// A sealed carrier. Its fields can be read in this module alone; however it is printed, dumped or reflected
/// from elsewhere, it shows nothing.
public struct SessionRecord: Sendable {
  /// The practice's own key of the session. It never leaves; claims carry a keyed hash of it.
  public let reference: String
  let serviceDate: CalendarDate
  /// As the practice stored them, principal first; free text as far as anyone knows.
  let diagnosisTexts: [String]

  package init(reference: String, serviceDate: CalendarDate, diagnosisTexts: [String]) {
    self.reference = reference
    self.serviceDate = serviceDate
    self.diagnosisTexts = diagnosisTexts
  }
}

extension AdmittedSession {
  /// The date of service in days since 2000-01-01, for the list of holds. Not sealed: it may leave.
  public var serviceDay: Int32 { record.serviceDate.daysSince2000 }
}
