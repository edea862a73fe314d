internal import Foundation
internal import TestSupport

/// Claims on their way through a network that does its worst: whatever byte a connection breaks at, and whatever
/// the clearinghouse can do against doubles, no claim is there twice, and the ledger calls accepted or unsent only
/// what is.
package enum NetworkProof: Proof {
  package static let name = "network"
  package static let sentence = "has a claim at the clearinghouse at most once, whatever the network does"

  package static func run(_ size: ProofSize) throws -> ProofResult {
    let gauges = [
      "1.3": try NetworkGauge(newestTLS: "1.3", size), "1.2": try NetworkGauge(newestTLS: "1.2", size),
    ]
    let ends = try run(quick(gauges), slow: slow(gauges), size)
    let deceived = try run(deceived(gauges), size)
    func findings(_ ends: [NetworkEnd]) -> [String] {
      ends.flatMap { gauges[$0.profile.newestTLS]?.judge.findings($0) ?? [] }
    }
    let met = ends.filter { $0.crossings.first?.metFault == true }
    let answer = gauges["1.3"]?.plan.lengths[.answer] ?? 0
    let naive = try NaiveSender.effects(
      (0..<8).map { answer - 1 - 16 * $0 }, payload: Array(invented.utf8))
    let twice = deceived.filter { $0.effects.last == 2 }.count
    return ProofResult(
      n: met.count, unit: "claims that met a fault", findings: findings(ends),
      controls: [
        .init("a sender that repeats what was not accepted, without a key", isFound: naive == 2),
        .init(
          "a clearinghouse that is said to know keys, and forgets them",
          isFound: twice > 0 && findings(deceived).count { $0.contains("2 effects") } >= twice),
        .init(
          "untouched exchanges, and a request that is seen in them",
          isFound: gauges.values.allSatisfy(\.isSound)),
        .init("each outcome, and a fault met by nine in ten", isFound: isVaried(ends, met)),
      ],
      notes: try notes(ends, gauges) + [
        "\(twice) of \(deceived.count) claims had two effects at the clearinghouse that forgets"
      ])
  }

  private typealias Batch = (profile: NetworkProfile, faults: [NetworkFault])

  private static func quick(_ gauges: [String: NetworkGauge]) -> [Batch] {
    let modern = gauges["1.3"].map { gauge in
      NetworkProfile.all.flatMap { profile in gauge.plan.quickBatches().map { (profile, $0) } }
    }
    let older = gauges["1.2"].map { gauge in
      [24, nil].flatMap { hours in
        let profile = NetworkProfile(keyHours: hours, receipt: .digest, newestTLS: "1.2")
        return gauge.plan.parts(of: gauge.plan.resets(each: 2 * gauge.plan.step)).map { (profile, $0) }
      }
    }
    return (modern ?? []) + (older ?? [])
  }

  private static func slow(_ gauges: [String: NetworkGauge]) -> [Batch] {
    gauges["1.3"].map { gauge in NetworkProfile.all.map { ($0, gauge.plan.slow) } } ?? []
  }

  private static func deceived(_ gauges: [String: NetworkGauge]) -> [Batch] {
    guard let plan = gauges["1.3"]?.plan else { return [] }
    let answer = plan.lengths[.answer] ?? 0
    let profile = NetworkProfile(keyHours: 24, receipt: .digest, isForgetful: true)
    return [(profile, (1...40).map { NetworkFault(.reset, .answer, after: answer - 8 * $0) })]
  }

  /// The slow ones wait beside the others.
  private static func run(_ quick: [Batch], slow: [Batch] = [], _ size: ProofSize) throws -> [NetworkEnd] {
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

  private static func isVaried(_ ends: [NetworkEnd], _ met: [NetworkEnd]) -> Bool {
    let states = Set(ends.flatMap(\.states) + ends.flatMap(\.attempts))
    return states.isSuperset(of: ["accepted", "in_doubt", "not_sent", "resent"])
      && met.count * 10 >= ends.count * 9
  }

  private static func notes(_ ends: [NetworkEnd], _ gauges: [String: NetworkGauge]) throws -> [String] {
    let first = Dictionary(grouping: ends) { $0.states.first ?? "none" }.mapValues(\.count)
    let last = Dictionary(grouping: ends) { $0.states.last ?? "none" }.mapValues(\.count)
    func text(_ counts: [String: Int]) -> String {
      counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
    }
    let bytes = gauges.sorted { $0.key > $1.key }.map { version, gauge in
      "\(gauge.plan.lengths[.request] ?? 0) and \(gauge.plan.lengths[.answer] ?? 0) (TLS \(version))"
    }
    let peaks = try HugeAnswer.peaks()
    return [
      "bytes of request and answer on the wire, TLS and its handshake included: "
        + bytes.joined(separator: ", ") + "; a reset after every \(gauges["1.3"]?.plan.step ?? 0)th",
      "after the fault: \(text(first)); after the next run: \(text(last))",
      "\(ends.count { ($0.effects.first ?? 0) > 0 && $0.states.first == "in_doubt" }) were in doubt and had arrived",
      "an answer of 100 MiB: \(peaks.huge / 1_024) MiB of memory at most, \(peaks.ordinary / 1_024) MiB without it",
    ]
  }

  private static let invented =
    "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *261123*0200*^*00501*000000007*0*T*:~"
    + "GS*HC*SENDER*RECEIVER*20261123*0200*7*X*005010X222A1~ST*837*0001*005010X222A1~"
    + "BHT*0019*00*B*20261123*0200*CH~CLM*A1*100***11:B:1~SE*4*0001~GE*1*7~IEA*1*000000007~"
}
