internal import Claims
internal import Foundation
internal import Signing
internal import Submissions

/// Gives each submission its number, names and time. Control numbers are looked at, not taken: sealing takes
/// them by compare-and-set, so that a number is never given out twice.
final class Envelopes: @unchecked Sendable {  // one thread prepares
  private let route: Route
  private let identifiers: Identifiers
  private let stamp: EnvelopeMinute.Stamp
  private var numbers: FreeNumbers

  init(route: Route, identifiers: Identifiers, stamp: EnvelopeMinute.Stamp, numbers: FreeNumbers) {
    self.route = route
    self.identifiers = identifiers
    self.stamp = stamp
    self.numbers = numbers
  }

  func next(for batch: Batch) -> Addressed {
    let number = numbers.take()
    let batchID = identifiers.batchID(of: batch)
    let profile = route.profile
    let envelope = Envelope(
      from: profile.submitter, to: profile.receiver, usage: profile.usage,
      at: Moment(date: stamp.date, time: stamp.time),
      numbers: ControlNumbers(interchange: number, batchID: batchID))
    return Addressed(key: .v4(), controlNumber: number, batchID: batchID, envelope: envelope)
  }
}

/// A batch's envelope and the names under which it goes on record.
struct Addressed {
  let key: UniqueID
  let controlNumber: Int
  let batchID: String
  let envelope: Envelope

  func on(_ route: Route) -> NewSubmission.Address {
    NewSubmission.Address(
      key: key, clearinghouse: route.profile.id, destination: route.profile.destination,
      controlNumber: controlNumber, batchID: batchID)
  }
}

/// A minute, as the envelopes of a run carry it. An approved run uses the minute of its preview.
public struct EnvelopeMinute: Sendable, Equatable {
  /// Microseconds since 2000-01-01 UTC, PostgreSQL's count; whole minutes.
  public let microseconds: Int64

  public init(microseconds: Int64) { self.microseconds = microseconds - microseconds % 60_000_000 }

  public static func now() -> EnvelopeMinute {
    EnvelopeMinute(microseconds: Int64((Date().timeIntervalSince1970 - epoch) * 1_000_000))
  }

  package struct Stamp: Sendable, Equatable {
    /// `20261123`
    package let date: String
    /// `0915`
    package let time: String
  }

  /// As the practice's clocks show it.
  package func stamp(in timeZone: String) -> Stamp {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = TimeZone(identifier: timeZone) ?? calendar.timeZone
    let date = Date(timeIntervalSince1970: Double(microseconds) / 1_000_000 + Self.epoch)
    let parts = calendar.dateComponents([.year, .month, .day, .hour, .minute], from: date)
    let day = (parts.year ?? 0) * 10_000 + (parts.month ?? 0) * 100 + (parts.day ?? 0)
    let time = 10_000 + (parts.hour ?? 0) * 100 + (parts.minute ?? 0)
    return Stamp(date: String(day), time: String(String(time).dropFirst()))
  }

  /// 2000-01-01 in seconds since 1970.
  private static let epoch: Double = 946_684_800
}
