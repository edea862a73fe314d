public import Sessions

/// A request for payment, complete and free of defects: everything that loops 2000A to 2400 of 005010X222A1
/// need. Only a `Composer` makes one. Text in it is already in X12's characters.
///
/// An object, because claims are sorted and handed between threads and never change. However it is printed,
/// it shows its control number and nothing else.
public final class Claim: Sendable {
  public let control: PatientControlNumber
  public let serviceDate: ServiceDate
  /// CLM02, the sum of the service lines.
  public let chargeCents: Int64
  /// CLM05-3, and REF*F8 where it is not an original.
  public let correction: Correction?
  /// CLM20, only of a claim that is late.
  public let delayReason: DelayReason?
  let participants: Participants
  let payer: Shared<Payer>
  let coverage: Coverage
  /// Loop 2000C; nil where the patient is the subscriber.
  let patient: Dependent?
  /// Those that a line points to, principal first.
  let diagnoses: [DiagnosisCode]
  let lines: [ServiceLine]
  let priorAuthorization: String
  let patientPaidCents: Int64

  /// The practice's id of the payer, as in the configuration.
  public var payerID: String { payer.value.id }
  /// The practice's id of the billing provider. Claims of equal `billingProviderID` and `payerID` share a
  /// transaction set if they stand together.
  public var billingProviderID: String { participants.billing.value.id }

  init(_ control: PatientControlNumber, on date: ServiceDate, _ payment: Payment, _ service: Service) {
    self.control = control
    serviceDate = date
    payer = payment.payer
    correction = payment.correction
    delayReason = payment.delayReason
    coverage = payment.coverage
    patient = payment.patient
    participants = service.participants
    diagnoses = service.diagnoses
    lines = service.charges.lines
    priorAuthorization = service.charges.priorAuthorization
    chargeCents = service.charges.chargeCents
    patientPaidCents = service.charges.patientPaidCents
  }
}

extension Claim: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  public var description: String { "Claim(\(control))" }
  public var debugDescription: String { description }
  public var customMirror: Mirror { Mirror(self, children: [:]) }
}
