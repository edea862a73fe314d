// 277CA (005010X214): what becomes of each claim, from the clearinghouse or from a payer.

/// What is said of one claim.
struct ClaimAnswer {
  var claim: ReceivedClaim
  var status: ClaimStatus
  /// REF*1K.
  var payerNumber = ""
  /// REF*D9.
  var clearinghouseNumber = ""
}

/// One 277CA: a transaction set for each batch (BHT03) that it is about.
struct StatusAnswer {
  /// NM1 of the information source: AY a clearinghouse, PR a payer.
  var sourceCode: String
  var source: Party
  var batches: [(set: ReceivedSet, claims: [ClaimAnswer])]

  static let guide = "005010X214"

  /// - Parameter trace: makes a new number.
  func sets(_ moment: Moment, trace: () -> Int) -> [[AnswerSegment]] {
    batches.map { batch in
      StatusSet(report: self, moment: moment, set: batch.set, claims: batch.claims, trace: trace()).segments
    }
  }
}

private struct StatusSet {
  var report: StatusAnswer
  var moment: Moment
  var set: ReceivedSet
  var claims: [ClaimAnswer]
  var trace: Int

  private var rejected: ClaimStatus? { claims.first { $0.status.level == .batch }?.status }

  var segments: [AnswerSegment] {
    let number = padded(trace, 9)
    return [
      ["BHT", "0085", "08", number, moment.day, moment.minute, "TH"],
      ["HL", "1", "", "20", "1"],
      name(report.sourceCode, report.source, report.sourceCode == "PR" ? "PI" : "46"),
      ["TRN", "1", number],
      ["DTP", "050", "D8", moment.day],
      ["DTP", "009", "D8", moment.day],
      ["HL", "2", "1", "21", rejected == nil ? "1" : "0"],
      name("41", set.submitter, "46"),
      ["TRN", "2", set.batch],
      stc(rejected ?? ClaimStatus([["A1", "19", report.sourceCode]]), claims.map(\.claim)),
    ] + counts("90", "AA") + (rejected == nil ? providers : [])
  }

  /// How many were taken and how many not, and what they come to.
  private func counts(_ taken: String, _ refused: String) -> [AnswerSegment] {
    let isNothingTaken = rejected != nil
    let isRefused = { (answer: ClaimAnswer) in isNothingTaken || answer.status.rejects }
    let good = claims.filter { !isRefused($0) }
    let bad = claims.filter(isRefused)
    let quantities = [(taken, good), (refused, bad)].filter { !$0.1.isEmpty }.map {
      ["QTY", $0.0, String($0.1.count)]
    }
    let amounts = [("YU", good), ("YY", bad)].filter { !$0.1.isEmpty }.map {
      ["AMT", $0.0, Money.text(charge($0.1.map(\.claim)))]
    }
    return quantities + amounts
  }

  /// HL 19 for each billing provider, with its claims below it.
  private var providers: [AnswerSegment] {
    var segments: [AnswerSegment] = []
    var level = 2
    for (provider, claims) in claims.grouped(by: \.claim.provider) {
      level += 1
      let own = level
      let refusal = claims.first { $0.status.level == .provider }?.status
      segments += [
        // A provider that is refused as a whole has no claims below it.
        ["HL", String(own), "2", "19", refusal == nil ? "1" : "0"],
        name("85", provider, "XX"),
      ]
      // What a clearinghouse says of a provider; payers mostly say nothing when all is well.
      if report.sourceCode == "AY" || refusal != nil {
        let status = refusal ?? ClaimStatus([["A1", "19", "AY"]])
        segments.append(["TRN", "1", "0"])
        segments.append(stc(status, claims.map(\.claim), hasDate: false))
      }
      guard refusal == nil else { continue }
      for claim in claims {
        level += 1
        segments += patient(claim, level: level, parent: own)
      }
    }
    return segments
  }

  private func patient(_ answer: ClaimAnswer, level: Int, parent: Int) -> [AnswerSegment] {
    let claim = answer.claim
    var patient = claim.patient
    patient.identifier = claim.subscriber.identifier
    var segments = [
      ["HL", String(level), String(parent), "PT"],
      name("QC", patient, "MI"),
      ["TRN", "2", claim.number],
      stc(answer.status, [claim]),
    ]
    if !answer.payerNumber.isEmpty { segments.append(["REF", "1K", answer.payerNumber]) }
    if !answer.clearinghouseNumber.isEmpty { segments.append(["REF", "D9", answer.clearinghouseNumber]) }
    segments.append(date(claim.serviceDate))
    if answer.status.level == .line, let line = claim.lines.first { segments += service(line, answer.status) }
    return segments
  }

  /// 2220D: the line that is to blame.
  private func service(_ line: ReceivedLine, _ status: ClaimStatus) -> [AnswerSegment] {
    var segments = [
      ["SVC", composite(line.procedure), Money.text(line.chargeCents), "", "", "", "", line.units],
      ["STC", composite(status.composites.first ?? []), moment.day, "U"],
    ]
    if !line.control.isEmpty { segments.append(["REF", "FJ", line.control]) }
    segments.append(date(line.date))
    return segments
  }

  /// `STC*A2:20*20260311*WQ*140~`
  private func stc(_ status: ClaimStatus, _ claims: [ReceivedClaim], hasDate: Bool = true) -> AnswerSegment {
    let action = status.action ?? (status.rejects ? "U" : "WQ")
    var segment = [
      "STC", composite(status.composites.first ?? []), hasDate ? moment.day : "", action,
      Money.text(charge(claims)),
    ]
    guard status.composites.count > 1 else { return segment }
    segment += ["", "", "", "", ""] + status.composites.dropFirst().map { composite($0) }
    return segment
  }

  private func charge(_ claims: [ReceivedClaim]) -> Int { claims.reduce(0) { $0 + $1.chargeCents } }

  private func date(_ date: String) -> AnswerSegment {
    ["DTP", "472", date.contains("-") ? "RD8" : "D8", date]
  }

  private func name(_ code: String, _ party: Party, _ qualifier: String) -> AnswerSegment {
    [
      "NM1", code, code == "QC" ? "1" : party.entity, party.last.isEmpty ? "UNKNOWN" : party.last,
      party.first,
      party.middle, "", party.suffix, qualifier, party.identifier.isEmpty ? "UNKNOWN" : party.identifier,
    ]
  }
}

extension Array {
  /// In the order in which each key is met first.
  func grouped<Key: Hashable>(by key: (Element) -> Key) -> [(key: Key, elements: [Element])] {
    var order: [Key] = []
    let groups = Dictionary(grouping: self) { element in
      key(element)
    }
    var seen: Set<Key> = []
    for element in self where seen.insert(key(element)).inserted { order.append(key(element)) }
    return order.map { ($0, groups[$0] ?? []) }
  }
}
