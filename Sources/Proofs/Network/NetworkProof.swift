internal import Foundation
internal import TestSupport

/// Claims on their way through a network that does its worst: whatever byte a connection breaks at, and
/// whatever the clearinghouse can do against doubles, no claim is there twice, and the ledger calls
/// accepted or unsent only what is.
package enum NetworkProof: Proof {
  package static let name = "network"
  package static let sentence = "has a claim at the clearinghouse at most once, whatever the network does"

  package static func run(_ size: ProofSize) throws -> ProofResult {
    let gauges = [
      "1.3": try NetworkGauge(newestTLS: "1.3", size), "1.2": try NetworkGauge(newestTLS: "1.2", size),
    ]
    let ends = try NetworkTrials.run(NetworkTrials.quick(gauges), slow: NetworkTrials.slow(gauges), size)
    let deceived = try NetworkTrials.run(NetworkTrials.deceived(gauges), size)
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
      ]
        + bent(ends).map { planted, end in
          .init(planted, isFound: end.map { !findings([$0]).isEmpty } ?? false)
        },
      notes: try notes(ends, gauges) + [
        "\(twice) of \(deceived.count) claims had two effects at the clearinghouse that forgets"
      ])
  }

  /// Ends that were true and are bent: what is on record is no longer what was seen.
  private static func bent(_ ends: [NetworkEnd]) -> [(String, NetworkEnd?)] {
    func bend(_ state: String, _ change: (inout NetworkEnd) -> Void) -> NetworkEnd? {
      guard var end = ends.first(where: { $0.states.first == state && $0.states.last == "accepted" })
      else { return nil }
      change(&end)
      return end
    }
    return [
      ("accepted, and gone from the clearinghouse's list", bend("accepted") { $0.effects = [0, 0] }),
      ("never sent, and in that list", bend("sealed") { $0.effects = [1, 1] }),
      ("not sent, and the request was seen", bend("accepted") { $0.attempts = ["not_sent"] }),
      ("a connection that no attempt made", bend("accepted") { $0.crossings += $0.crossings }),
    ]
  }

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
    let unsent = ends.filter { $0.attempts.contains("not_sent") }
    let arrived = ends.count { ($0.effects.first ?? 0) > 0 && $0.states.first == "in_doubt" }
    let peaks = try HugeAnswer.peaks()
    return [
      "bytes of request and answer on the wire, TLS and its handshake included: "
        + bytes.joined(separator: ", ") + "; a reset after every \(gauges["1.3"]?.plan.step ?? 0)th, "
        + "every second one of these where receipts are identifiers or TLS is 1.2",
      "after the fault: \(text(first)); after the next run: \(text(last))",
      "\(arrived) were in doubt and had arrived",
      "\(unsent.count) attempts called not sent: over TLS 1.2, where a record says what it is, "
        + "\(unsent.count { $0.profile.newestTLS == "1.2" }); seen to the sender's last byte, "
        + "\(unsent.count { $0.fault?.isReadOn == true })",
      "an answer of 100 MiB: \(peaks.huge / 1_024) MiB of memory at most, "
        + "\(peaks.ordinary / 1_024) MiB without it",
    ]
  }

  private static let invented =
    "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       "
    + "*261123*0200*^*00501*000000007*0*T*:~"
    + "GS*HC*SENDER*RECEIVER*20261123*0200*7*X*005010X222A1~ST*837*0001*005010X222A1~"
    + "BHT*0019*00*B*20261123*0200*CH~CLM*A1*100***11:B:1~SE*4*0001~GE*1*7~IEA*1*000000007~"
}
