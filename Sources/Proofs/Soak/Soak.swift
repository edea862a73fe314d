internal import Foundation
internal import TestSupport

/// Night after night: new sessions, marks and lifts, a run that is disturbed, and the runs after it. What no
/// single run shows (something that stays open, grows, or is forgotten) shows in their number.
///
/// Not among `proofs`: it goes on for as long as it is told to. The factor of its size is minutes.
package enum Soak: Proof {
  package static let name = "soak"
  package static let sentence =
    "claims every session once, keeps what was promised and leaves nothing behind, night after night."

  package static func run(_ size: ProofSize) throws -> ProofResult {
    let office = try SoakOffice(seed: size.seed)
    let account = SoakAccount(office)
    let gauge = try SoakGauge(office)
    let end = ContinuousClock.now + .seconds(60 * size.factor)
    var nights: [SoakNight] = []
    var findings: [String] = []
    repeat {
      var night = SoakNight(nights.count + 1, office)
      do {
        try office.live(&night)
        night.reading = try gauge.read()
        night.wrong += try account.findings() + night.reading.findings
      } catch {
        night.wrong.append("it was not lived to its end (\(type(of: error)))")
      }
      findings += night.wrong.map { "night \(night.number), \(night.disturbance): \($0)" }
      nights.append(night)
      if nights.count % 10 == 0 { size.say("\(name): \(nights.count) nights, \(findings.count) found") }
    } while ContinuousClock.now < end
    let trends = SoakTrend.all(nights)
    findings += trends.compactMap(\.finding)
    let claims = try office.claims()
    return ProofResult(
      n: nights.count, unit: "nights", findings: findings,
      controls: try SoakControls(office, account, gauge).all(),
      notes: notes(nights, claims) + [
        "\(account.unlisted) payloads that a clearinghouse died over before they were on its list"
      ] + trends.map(\.text))
  }

  private static func notes(_ nights: [SoakNight], _ claims: Int) -> [String] {
    func sum(_ value: (SoakNight) -> Int) -> Int { nights.reduce(0) { $0 + value($1) } }
    let kinds = SoakDisturbance.allCases.map { kind in
      "\(nights.count { $0.disturbance == kind }) \(kind)"
    }
    let last = nights.last?.reading
    return [
      "\(sum(\.runs)) runs, \(claims) claims at the clearinghouses"
        + (claims > 0 ? ", 95 % bound for each \(String(format: "%.1e", 3 / Double(claims)))" : ""),
      "disturbed by: " + kinds.joined(separator: ", "),
      "\(nights.count(where: \.isCutOff)) of the disturbed runs did not come to their end; "
        + "\(sum(\.doubtful)) submissions in doubt after them, \(sum(\.settled)) settled by a person",
      "\(sum(\.promised)) sessions told to be protected, \(sum(\.otherAnswers)) otherwise; "
        + "\(sum(\.lifts)) marks lifted, \(sum(\.approved)) runs approved",
      "in the end: \(last?.connections ?? 0) connections, \(last?.locks ?? 0) locks, "
        + "\(last?.descriptors ?? 0) descriptors of the clearinghouse (\(last?.usualDescriptors ?? 0) "
        + "at first), \(last?.files ?? 0) files left",
    ]
  }
}

/// One night, and what was seen in it.
struct SoakNight {
  let number: Int
  let disturbance: SoakDisturbance
  var runs = 0
  /// The disturbed run ended otherwise than a run does.
  var isCutOff = false
  var doubtful = 0
  var settled = 0
  var promised = 0
  var otherAnswers = 0
  var lifts = 0
  var approved = 0
  /// Kilobytes that an undisturbed run held at most.
  var peak = 0
  var reading = SoakReading()
  /// What ended otherwise than it must where nothing was disturbed, and what was found in the morning.
  var wrong: [String] = []

  init(_ number: Int, _ office: SoakOffice) {
    (self.number, disturbance) = (number, office.draw())
  }
}

/// How a night's first run is disturbed.
enum SoakDisturbance: CaseIterable {
  case none
  /// The clearinghouses do what they should not.
  case faults
  /// `kill -9`
  case kill
  /// The database ends the run's sessions.
  case backends
  /// The database's server dies and comes back.
  case server
  /// SIGTERM
  case stop
  /// One of the clearinghouses is gone.
  case dead
}

/// What something was in the first nights, and in the last.
struct SoakTrend {
  let what: String
  let first, last: Int
  /// So much more is no growth.
  let slack: Int

  init(_ what: String, _ values: [Int], slack: Int) {
    let each = min(10, max(1, values.count / 2))
    func median(_ values: ArraySlice<Int>) -> Int { values.isEmpty ? 0 : values.sorted()[values.count / 2] }
    (self.what, self.slack) = (what, slack)
    (first, last) = (median(values.prefix(each)), median(values.suffix(each)))
  }

  var finding: String? {
    last > first + first / 5 + slack ? "\(what) has grown from \(first) to \(last)" : nil
  }
  var text: String { "\(what): \(first) at first, \(last) at last (medians)" }

  static func all(_ nights: [SoakNight]) -> [SoakTrend] {
    [
      SoakTrend("kilobytes of a run", nights.map(\.peak), slack: 12_288),
      SoakTrend("kilobytes of the clearinghouse", nights.map(\.reading.clearinghouse), slack: 65_536),
      SoakTrend("entries that wait for a number", nights.map(\.reading.waiting), slack: 20),
      SoakTrend("interchange numbers given back", nights.map(\.reading.freeNumbers), slack: 20),
      SoakTrend("descriptors of the clearinghouse", nights.map(\.reading.descriptors), slack: 0),
    ]
  }
}
