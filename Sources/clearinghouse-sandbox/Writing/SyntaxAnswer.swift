// TA1 and 999 (005010X231A1): whether what was received can be read.

/// The answer to one interchange.
struct InterchangeAnswer {
  var verdict: Verdict

  /// `TA1*000000904*260310*0915*A*000~`
  func segment(_ received: ReceivedInterchange) -> AnswerSegment {
    [
      "TA1", received.number, received.date, received.time, verdict.letter,
      verdict.code.isEmpty ? "000" : verdict.code,
    ]
  }
}

/// The answer to one functional group: its own verdict, or one for each of its sets.
struct GroupAnswer {
  var group: ReceivedGroup
  var verdict: Verdict?
  var sets: [(set: ReceivedSet, verdict: Verdict?, claim: ReceivedClaim?)] = []

  static let guide = "005010X231A1"

  /// What stands between ST and SE.
  var segments: [AnswerSegment] {
    let received = String(group.sets.count)
    let opening = ["AK1", "HC", group.number, group.guide]
    if let verdict, verdict.letter == "R" {
      return [opening, ["AK9", "R", received, received, "0", verdict.code]]
    }
    let rejected = sets.count { $0.verdict?.letter == "R" }
    return [opening] + sets.flatMap(answer)
      + [["AK9", letter(rejected), received, received, String(sets.count - rejected), verdict?.code ?? ""]]
  }

  private func letter(_ rejected: Int) -> String {
    if rejected == sets.count { return "R" }
    if rejected > 0 { return "P" }
    return verdict?.letter == "E" || sets.contains { $0.verdict?.letter == "E" } ? "E" : "A"
  }

  private func answer(_ set: ReceivedSet, _ verdict: Verdict?, _ claim: ReceivedClaim?) -> [AnswerSegment] {
    var segments = [["AK2", "837", set.number, set.guide]]
    if let verdict, let segment = verdict.segment { segments += points(verdict, at: segment, of: claim) }
    segments.append(["IK5", verdict?.letter ?? "A", verdict?.code ?? ""])
    return segments
  }

  /// `IK3*CLM*22*2300*8~CTX*CLM01:QH-1~IK4*2*782*7*140~`
  private func points(
    _ verdict: Verdict, at segment: (name: String, code: String), of claim: ReceivedClaim?
  ) -> [AnswerSegment] {
    let place = claim?.places[segment.name]
    // IK303 has room for four characters.
    var segments = [["IK3", segment.name, String(place?.position ?? 2), place?.loop ?? "", segment.code]]
    if let claim { segments.append(["CTX", composite("CLM01", claim.number)]) }
    guard let element = verdict.element else { return segments }
    let parts = element.position.split(separator: ":").map(String.init)
    segments.append([
      "IK4", composite(parts), AnswerCodes.dataElement(segment.name, element.position), element.code,
      value(place, parts),
    ])
    return segments
  }

  /// IK404 repeats what stood there, as real ones do.
  private func value(_ place: SegmentPlace?, _ position: [String]) -> String {
    guard let place, let element = position.first.flatMap({ Int($0) }) else { return "" }
    let whole = place.elements.at(element)
    guard let component = position.at(1).isEmpty ? nil : Int(position.at(1)) else {
      return String(whole.prefix(99))
    }
    return String(whole.split { $0 == ":" || $0 == " " }.map(String.init).at(component - 1).prefix(99))
  }
}
