/// Which faults meet a claim of a profile, and in how many claim runs.
struct NetworkPlan: Sendable {
  /// Bytes of an untouched exchange, per direction.
  let lengths: [NetworkFault.Direction: Int]
  /// Between offsets; 16 in CI, and 1 where each byte has its turn.
  let step: Int
  /// Where the first is: another seed meets other bytes.
  let phase: Int

  init(_ lengths: [NetworkFault.Direction: Int], _ size: ProofSize) {
    self.lengths = lengths
    step = max(1, Int((16 / size.factor).rounded()))
    phase = Int((max(size.seed, 1) - 1) % UInt64(step))
  }

  /// What kind of evidence it is shows in a whole answer only: identifiers need no byte of their own.
  func quickBatches(_ profile: NetworkProfile) -> [[NetworkFault]] {
    parts(of: resets(each: profile.receipt == .identifier ? 2 * step : step) + others)
  }

  func parts(of faults: [NetworkFault]) -> [[NetworkFault]] {
    stride(from: 0, to: faults.count, by: NetworkPractice.payers).map {
      Array(faults[$0..<min($0 + NetworkPractice.payers, faults.count)])
    }
  }

  func resets(each step: Int) -> [NetworkFault] { faults(.reset, each: step) }

  private var others: [NetworkFault] {
    faults(.end, each: 8 * step) + faults(.garbage, each: 16 * step)
      + NetworkFault.Direction.allCases.flatMap { direction in
        [
          NetworkFault(.slice, direction, after: 0),
          NetworkFault(.delay(milliseconds: 300), direction, after: length(direction) / 2),
        ]
      }
  }

  /// Those that wait, and need no processor. In the handshake, at its end, in the request; the server's
  /// flight, and the answer.
  var slow: [NetworkFault] {
    let request = length(.request)
    let late = [request / 8, request / 2, request * 3 / 4, request - 64, request - 1]
    return late.flatMap { offset in
      [false, true].map { NetworkFault(.late(afterNextTry: $0), .request, after: offset) }
    } + [600, request / 2, request - 1].map { NetworkFault(.truncate, .request, after: $0) }
      + [0, length(.answer) / 2, length(.answer) - 1].map { NetworkFault(.truncate, .answer, after: $0) }
  }

  private func faults(_ kind: NetworkFault.Kind, each step: Int) -> [NetworkFault] {
    NetworkFault.Direction.allCases.flatMap { direction in
      stride(from: phase, through: length(direction), by: step).map {
        NetworkFault(kind, direction, after: $0)
      }
    }
  }

  private func length(_ direction: NetworkFault.Direction) -> Int { lengths[direction] ?? 0 }
}
