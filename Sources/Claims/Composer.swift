public import Defects
public import Sessions

/// Step 4 of the path: a redacted session and its billing columns become a `Claim`, or the list of all its
/// defects.
///
/// Pure but for its memory of providers and payers, which are parsed once. One thread at a time; each thread
/// has one.
public final class Composer {
  private let payers: [String: Parsed<Payer>]
  private var providers: Providers

  /// - Parameter payers: by the practice's id of the payer, `source.coverage.payer_id`.
  public init(directory: Directory, payers: [String: PayerRules]) {
    self.payers = payers.mapValues(Payer.parse)
    providers = Providers(directory)
  }

  /// - Throws: everything that is wrong with it, never empty and never with a value.
  public func compose(
    _ session: RedactedSession, _ billing: BillingColumns, control: PatientControlNumber
  ) throws(ClaimDefects) -> Claim {
    var defects = DefectList()
    let payer = payer(billing.payerID, &defects)
    let coverage = Coverage(billing, payer, on: session.serviceDate, &defects)
    let patient = Dependent(billing, on: session.serviceDate, &defects)
    var selection = DiagnosisSelection(session.diagnoses)
    let charges = Charges(billing, &selection, on: session.serviceDate, &defects)
    let participants = providers.participants(billing.lines, payer, &defects)
    let correction = Correction.parse(billing, &defects)
    let delay = DelayReason.parse(billing, &defects)
    charges.checkAddOns(billing.lines, &defects)
    if let edits = payer?.value.edits {
      for (line, columns) in zip(charges.lines, billing.lines) {
        edits.check(line, number: Int(columns.line), &defects)
      }
      if let provider = participants?.billing.value {
        edits.check(provider, on: session.serviceDate, &defects)
      }
    }
    for code in billing.holds { defects.add(.named(code) ?? .heldByGate) }
    guard let payer, let participants, defects.all.isEmpty else { throw ClaimDefects(all: defects.all) }
    return Claim(
      control, on: session.serviceDate,
      Payment(
        payer: payer, correction: correction, delayReason: delay, coverage: coverage, patient: patient),
      Service(participants: participants, charges: charges, diagnoses: selection.selected))
  }

  private func payer(_ id: String, _ defects: inout DefectList) -> Shared<Payer>? {
    guard let payer = payers[id] else {
      defects.add(.payerUnknown)
      return nil
    }
    defects.add(payer.defects)
    return payer.shared
  }
}
