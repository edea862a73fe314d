internal import Claims
internal import Defects
public import Egress
internal import Foundation
public import Sessions
public import Signing
internal import Submissions

/// A claim that a preview would make, as billing's lists name it.
public struct PreviewedClaim: Codable, Sendable, Equatable {
  public let session: String
  public let payer: String
  /// ISO 8601.
  public let day: String
  public let cents: Int64
  public let clearinghouse: String

  init(_ claim: ClaimReference, _ clearinghouse: String) {
    (session, payer, cents) = (claim.session, claim.payer, claim.chargeCents)
    day = CalendarDate(daysSince2000: claim.serviceDate).description
    self.clearinghouse = clearinghouse
  }
}

/// What a person asks for who is not at this machine: a preview with its claims, what one of them would say,
/// and a run that somebody else began and did not end.
extension ClaimRun {
  /// As `preview`, with the first claims by name.
  public func preview(
    listing: Int, _ progress: @escaping @Sendable (Progress) -> Void
  ) throws -> (report: PreviewReport, claims: [PreviewedClaim]) {
    let rehearsal = try rehearse(Rehearsal(folder: nil, listing: listing), progress)
    return (rehearsal.report, rehearsal.listed)
  }

  /// The clearinghouses to which a run would send nothing new before somebody approves it, and why.
  public func waits() throws -> [String: Unusual] {
    try routes.reduce(into: [:]) { waits, place in
      waits[place.0.profile.id] = try unusual(place.0, place.1)
    }
  }

  /// Every element that would leave about one session now: admitted, redacted, composed, rendered and checked
  /// as in a run, and neither signed, sealed nor sent. Nil where it would not leave, whyever.
  public func content(of session: String, on day: CalendarDate) throws -> [DisclosedElement]? {
    try prepare()
    for (route, tools) in routes {
      var narrow = route
      narrow.admission = route.admission.on(day)
      let pipeline = try pipeline(narrow, tools, at: .now(), isReviewed: true)
      if let batch = try pipeline.batch(of: session) { return try pipeline.disclosed(batch) }
    }
    return nil
  }

  /// Goes on with an approved run that was cut off.
  ///
  /// While it was sending, everything had been compared and sealed: what is sealed is sent, and nothing is
  /// made. Before that it is compared again, with what it had sealed in its place; where that is not what was
  /// approved, what it had sealed is withdrawn, and nothing goes.
  public func resume(
    _ cut: (runs: [UniqueID], wasSending: Bool), approved: Digest,
    _ progress: @escaping @Sendable (Progress) -> Void
  ) throws -> RunReport {
    guard !cut.wasSending else { return try sendSealed(progress) }
    do {
      return try run(approved: approved, progress)
    } catch let error as GatewayError where error.isLapse {
      for run in cut.runs { _ = try ledger.withdraw(run: run) }
      throw error
    }
  }

  private func sendSealed(_ progress: @escaping @Sendable (Progress) -> Void) throws -> RunReport {
    guard try ledger.lockRuns() else { throw GatewayError.anotherRunHoldsTheLock }
    let started = Date()
    try prepare()
    try withdrawStale()
    let part = try begin(started, .none)
    // Whoever goes on after this one was cut off finds that nothing is to be made in it either.
    try ledger.share(part, .sending)
    return try conduct(part, since: started) { try work($0, sealing: false, progress) }
  }
}

extension GatewayError {
  /// What was approved is not what would go now.
  public var isLapse: Bool {
    switch self {
    case .approvalUnknown, .approvalDiffers, .payloadsChangedWhileApproved: true
    case .anotherRunHoldsTheLock, .sourcesNotApproved, .sealedBytesUnreadable, .payloadFolderUnusable,
      .identifierUnfit:
      false
    }
  }
}

extension Admission {
  /// The same for one day.
  fileprivate func on(_ day: CalendarDate) -> Admission {
    var narrow = Admission(payers: payers, from: day, through: day, isPart2Programme: isPart2Programme)
    narrow.goesBeyond = goesBeyond
    return narrow
  }
}

extension Pipeline {
  /// Steps 1 to 4 for one session alone; nil where it is not admitted, or held.
  fileprivate func batch(of session: String) throws -> Batch? {
    let composer = Composer(directory: try tools.reader.directory(), payers: route.rules)
    var batches = BatchBuilder(limit: 1, tools.identifiers)
    try tools.reader.forEachAdmitted(by: route.admission) { admitted in
      guard admitted.record.reference == session else { return }
      let control = try tools.identifiers.patientControlNumber(of: admitted)
      do {
        let redacted = try redact(admitted.record)
        let claim = try composer.compose(redacted, admitted.billing, control: control)
        batches.add(claim, redacted, admitted)
      } catch is Withheld {} catch is ClaimDefects {}
    }
    return batches.takeRest()
  }

  /// Steps 5 and 6.
  fileprivate func disclosed(_ batch: Batch) throws -> [DisclosedElement]? {
    guard let part = batch.parts(route).first else { return nil }
    let address = envelopes.next(for: part)
    let payload = try render(part, as: route.profile.format, in: address.envelope)
    return try elements(of: payload, part, address)
  }
}
