internal import Foundation

/// What a bench prints.
struct BenchReport {
  let sessions: Int
  let history: Int
  var seconds = 0.0
  var peakResidentMegabytes = 0.0
  var claims = 0
  var held = 0
  var payloadMegabytes = 0.0
  var stages: [String: Double] = [:]
  /// Part of the floor → seconds.
  var floor: [String: Double] = [:]
  var windowSeconds: Double?
  var windowOverEmptyLedgerSeconds: Double?

  init(sessions: Int, history: Int) {
    self.sessions = sessions
    self.history = history
  }

  private var floorSeconds: Double { floor.values.reduce(0, +) }
  private var ratio: Double { floorSeconds > 0 ? seconds / floorSeconds : 0 }
  private var claimsPerSecond: Double { seconds > 0 ? Double(claims) / seconds : 0 }

  func json() throws -> String {
    var document: [String: Any] = [
      "sessions": sessions, "history": history, "claims": claims, "held": held, "seconds": rounded(seconds),
      "claimsPerSecond": claimsPerSecond.rounded(), "floorSeconds": rounded(floorSeconds),
      "floor": floor.mapValues(rounded), "ratioToFloor": rounded(ratio),
      "peakResidentMegabytes": rounded(peakResidentMegabytes), "payloadMegabytes": rounded(payloadMegabytes),
      "stages": stages.mapValues(rounded),
    ]
    if let windowSeconds, let windowOverEmptyLedgerSeconds {
      document["windowSeconds"] = rounded(windowSeconds)
      document["windowOverEmptyLedgerSeconds"] = rounded(windowOverEmptyLedgerSeconds)
      document["ratioToEmptyLedger"] = rounded(windowSeconds / windowOverEmptyLedgerSeconds)
    }
    let data = try JSONSerialization.data(withJSONObject: document, options: [.sortedKeys, .prettyPrinted])
    return String(decoding: data, as: UTF8.self)
  }

  func text() -> String {
    var lines = [
      "\(claims) claims (\(held) held) of \(sessions) sessions in \(rounded(seconds)) s: "
        + "\(Int(claimsPerSecond)) claims a second, \(Int(payloadMegabytes)) MB sent",
      "peak resident memory \(rounded(peakResidentMegabytes)) MB",
      "floor \(rounded(floorSeconds)) s: "
        + floor.sorted { $0.key < $1.key }.map { "\($0.key) \(rounded($0.value)) s" }.joined(separator: ", "),
      "ratio to the floor \(rounded(ratio))",
    ]
    if let windowSeconds, let windowOverEmptyLedgerSeconds {
      lines.append(
        "three days over \(history) earlier claims \(rounded(windowSeconds)) s, over none "
          + "\(rounded(windowOverEmptyLedgerSeconds)) s: \(rounded(windowSeconds / windowOverEmptyLedgerSeconds)) times"
      )
    }
    lines.append("where the time goes (threads overlap):")
    for (stage, seconds) in stages.sorted(by: { $0.value > $1.value }) {
      lines.append("  " + stage.padding(toLength: 26, withPad: " ", startingAt: 0) + " \(rounded(seconds)) s")
    }
    return lines.joined(separator: "\n")
  }

  private func rounded(_ value: Double) -> Double { (value * 1_000).rounded() / 1_000 }
}
