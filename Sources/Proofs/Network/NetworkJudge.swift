/// What must hold of each end.
struct NetworkJudge: Sendable {
  /// Records of a TLS 1.3 handshake that claim to be application data.
  let handshakeRecords: Int

  /// Sentences of what is wrong.
  func findings(_ end: NetworkEnd) -> [String] {
    let wrong = problems(end)
    let place = "\(end.fault?.description ?? "no fault") (\(end.profile))"
    return wrong.map { "\($0): \(place)" }
  }

  private func problems(_ end: NetworkEnd) -> [String] {
    guard end.states.count == 2 else { return ["a claim has no submission on record"] }
    return effectProblems(end) + attemptProblems(end)
      + zip(end.states, end.effects).flatMap { state, effects -> [String] in
        switch state {
        case "accepted" where effects == 0: ["accepted, and the clearinghouse does not have it"]
        case "sealed" where effects > 0: ["on record as never sent, and the clearinghouse has it"]
        default: []
        }
      }
  }

  private func effectProblems(_ end: NetworkEnd) -> [String] {
    let effects = max(end.effects.max() ?? 0, end.effectsOfPayload)
    return effects > 1 ? ["\(effects) effects of one submission"] : []
  }

  private func attemptProblems(_ end: NetworkEnd) -> [String] {
    var wrong: [String] = []
    if end.attempts.count != end.crossings.count {
      wrong.append("\(end.attempts.count) attempts on record, \(end.crossings.count) connections seen")
    }
    for (attempt, crossing) in zip(end.attempts, end.crossings) where attempt == "not_sent" {
      if sawRequest(crossing, end.profile) {
        wrong.append("called not sent, and a record of the request was seen")
      }
    }
    if end.profile.keyHours == nil, end.attempts.dropLast().contains(where: { $0 != "not_sent" }) {
      wrong.append("sent again without a key")
    }
    if end.profile.settles, end.states.last != "accepted" {
      wrong.append("not accepted after an untouched second try, but \(end.states.last ?? "")")
    }
    return wrong
  }

  func sawRequest(_ crossing: Crossing, _ profile: NetworkProfile) -> Bool {
    crossing.hasRequest(beyond: profile.newestTLS == "1.2" ? 0 : handshakeRecords)
  }
}
