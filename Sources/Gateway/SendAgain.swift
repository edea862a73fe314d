internal import Delivery
internal import Foundation
package import Submissions

#if PROOF
  internal import Sessions
#endif

/// When a submission that did not get through is tried again within the same run.
public struct SendAgain: Sendable, Equatable {
  /// How often one submission is sent in one run at most; 1: never again.
  public let tries: Int
  public let firstSeconds: Double
  /// Of one pause, also of one that the clearinghouse asks for: a longer one is left to the next run.
  public let capSeconds: Double

  public init(tries: Int, firstSeconds: Double, capSeconds: Double) {
    self.tries = tries
    self.firstSeconds = firstSeconds
    self.capSeconds = capSeconds
  }

  /// Seconds until the next try; nil where none is made. Doubling, with full jitter, so that several hosts do
  /// not come back together.
  ///
  /// - Parameter made: tries so far.
  package func pause(after report: Report, made: Int) -> Double? {
    guard made < tries, let fault = report.outcome.fault else { return nil }
    // A new access token is there at once.
    if fault == .unauthorized, report.retryAfterSeconds == 0 { return 0 }
    guard fault.maySoonPass else { return nil }
    if let asked = report.retryAfterSeconds { return Double(asked) <= capSeconds ? Double(asked) : nil }
    let longest = min(capSeconds, firstSeconds * pow(2, Double(made - 1)))
    return Double.random(in: (longest / 2)...longest)
  }
}

extension Outcome {
  /// Nil where it is decided.
  var fault: Fault? {
    switch self {
    case .accepted, .rejected: nil
    case .notSent(let fault), .inDoubt(let fault): fault
    }
  }
}

extension Fault {
  /// It may pass by itself within a run. All others wait for a person, or for the next run.
  var maySoonPass: Bool {
    switch self {
    case .nameNotResolved, .connectionRefused, .connectTimedOut, .tlsHandshakeFailed, .brokenOff, .timedOut,
      .serverError, .throttled, .permitOver:
      true
    case .serverCertificateRefused, .pinRefused, .clientCertificateRefused,
      .clientCertificateUnusable, .unauthorized, .answerUnreadable, .receiptMissing, .receiptDigestDiffers,
      .receiptNamesAnother, .gatewayStopped, .other:
      false
    }
  }
}

extension Pipeline {
  /// Steps 9 to 11, and again after a pause where that is safe and may help. Nil where there was no permit
  /// for the first try.
  func send(_ submission: Submission, _ payload: [UInt8], inDoubt: Bool = false) throws -> Report? {
    #if PROOF
      if Leak.withoutPermit.isPlanted { return sendUnpermitted(submission, payload) }
    #endif
    var mayHaveArrived = inDoubt
    var last: Report?
    for made in 1... {
      guard try isOurTurn() else {
        // What has happened is told all the same.
        if let last { return last }
        throw RunOver()
      }
      guard let report = try sendOnce(submission, payload, mayHaveArrived: mayHaveArrived) else {
        return last
      }
      if case .inDoubt = report.outcome { mayHaveArrived = true }
      guard !mayHaveArrived || route.profile.idempotencyHours != nil,
        let pause = route.again.pause(after: report, made: made), patience.wait(seconds: pause)
      else { return report }
      last = report
    }
    return last
  }

  func permission(to submission: Submission, again: Bool) throws -> Permit? {
    let time = tools.courier.permitTime
    guard again else { return try tools.ledger.permit(submission, payers: route.permitted, time: time) }
    guard let hours = route.profile.idempotencyHours else { return nil }
    return try tools.ledger.permitAgain(
      submission, payers: route.permitted, windowHours: hours, time: time)
  }

  /// Waits for the clearinghouse's next turn; false where the run ends before it.
  private func isOurTurn() throws -> Bool {
    let perMinute = route.profile.requestsPerMinute
    let seconds = try perMinute.map { try tools.ledger.takeTurn(route.profile.id, perMinute: $0) } ?? 0
    return patience.wait(seconds: seconds)
  }
}
