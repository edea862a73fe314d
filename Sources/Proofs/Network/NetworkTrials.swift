internal import TestSupport

/// Which claim runs are made, and how many beside each other.
enum NetworkTrials {
  typealias Batch = (profile: NetworkProfile, faults: [NetworkFault])

  static func quick(_ gauges: [String: NetworkGauge]) -> [Batch] {
    let modern = gauges["1.3"].map { gauge in
      NetworkProfile.all.flatMap { profile in gauge.plan.quickBatches(profile).map { (profile, $0) } }
    }
    let older = gauges["1.2"].map { gauge in
      [24, nil].flatMap { hours in
        let profile = NetworkProfile(keyHours: hours, receipt: .digest, newestTLS: "1.2")
        return gauge.plan.parts(of: gauge.plan.resets(each: 2 * gauge.plan.step)).map { (profile, $0) }
      }
    }
    return (modern ?? []) + (older ?? [])
  }

  static func slow(_ gauges: [String: NetworkGauge]) -> [Batch] {
    gauges["1.3"].map { gauge in NetworkProfile.all.map { ($0, gauge.plan.slow) } } ?? []
  }

  static func deceived(_ gauges: [String: NetworkGauge]) -> [Batch] {
    guard let plan = gauges["1.3"]?.plan else { return [] }
    let answer = plan.lengths[.answer] ?? 0
    let profile = NetworkProfile(keyHours: 24, receipt: .digest, isForgetful: true)
    return [(profile, (1...40).map { NetworkFault(.reset, .answer, after: answer - 8 * $0) })]
  }

  /// The slow ones wait beside the others.
  static func run(_ quick: [Batch], slow: [Batch] = [], _ size: ProofSize) throws -> [NetworkEnd] {
    let (all, lanes) = (slow + quick, slow.count + quickLanes)
    let (ends, failures) = (Collected<[NetworkEnd]>(all.count), Collected<any Error>(all.count))
    concurrently(lanes) { lane in
      let mine =
        lane < slow.count
        ? [lane] : Array(stride(from: lane, to: all.count, by: quickLanes))
      for index in mine {
        do {
          ends.set(index, try NetworkBatch(all[index].profile, all[index].faults).run())
          size.say("\(all[index].faults.count) faults: \(all[index].profile)")
        } catch {
          failures.set(index, error)
        }
      }
    }
    if let failure = failures.all.first { throw failure }
    return ends.all.flatMap { $0 }
  }

  private static let quickLanes = 3
}
