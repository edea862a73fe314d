internal import Foundation

/// A clearinghouse that answers with 100 MiB.
enum HugeAnswer {
  /// Kilobytes that a claim run holds at most: with such an answer, and with an ordinary one.
  static func peaks() throws -> (huge: Int, ordinary: Int) {
    (try peak(["huge-answer:1"]), try peak([]))
  }

  private static func peak(_ faults: [String]) throws -> Int {
    let site = try Site(.network, faults: faults)
    let relay = try Relay(to: site.sandbox?.port ?? 0, faults: [nil])
    defer { relay.end() }
    try NetworkPractice.configure(site, relay, NetworkProfile(keyHours: 24, receipt: .digest), [nil])
    let run = try site.start(["run", "--json"])
    var peak = 0
    while run.isRunning {
      peak = max(peak, held(by: run.processID))
      usleep(1_000)
    }
    guard try run.finished().code <= 2, peak > 0 else {
      throw NetworkBatch.NotRun(said: try run.finished().said)
    }
    return peak
  }

  private static func held(by process: Int32) -> Int {
    let status = (try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return line.flatMap { Int($0.filter(\.isNumber)) } ?? 0
  }
}
