internal import X12

/// `TA1*000000012*261123*0200*R*025~`: of the interchange with that number. TA104 A accepted, E accepted with
/// errors, R rejected.
func interchangeAnswer(_ segment: Segment, _ found: inout Findings) throws -> Finding {
  guard let number = segment.number(1) else {
    throw AcknowledgmentRefusal(.incomplete, segment: segment.number)
  }
  let outcome: Finding.Outcome
  switch segment.text(4) {
  case "A": outcome = .accepted
  case "E": outcome = .acceptedWithErrors
  case "R": outcome = .rejected
  default:
    outcome = .unknown
    found.warn(.codeUnknown)
  }
  var finding = Finding(.interchange, by: .clearinghouse, .interchange(number), outcome)
  if let note = Codes.code(segment.text(5)), note != "000" { finding.codes = ["TA1:" + note] }
  return finding
}

/// A 999: AK1 names the group; each AK2 a set, with what is wrong in it, and IK5 with the verdict; AK9 the
/// verdict on the group. (Some senders write AK5 for IK5.)
struct SyntaxReader {
  private var group: Int?
  private var set: Int?
  private var isHealthCareClaim = false
  /// Of the open set.
  private var codes: [String] = []
  /// Claims that CTX names in the open set, with what is wrong in them.
  private var claims: [(reference: String, codes: [String])] = []
  private var segmentName = ""
  private var pending: [String] = []
  private var verdicts: [Finding.Outcome] = []
  private var isDecided = false

  mutating func take(_ segment: Segment, _ found: inout Findings) throws {
    switch segment.id {
    case ak1: try beginGroup(segment)
    case ak2: try beginSet(segment)
    case ik3: noteSegment(segment)
    case ik4: noteElement(segment)
    case ctx: noteContext(segment)
    case ik5: try endSet(segment, &found)
    case ak5:
      found.warn(.oldSegmentName)
      try endSet(segment, &found)
    case ak9: try endGroup(segment, &found)
    default: break
    }
  }

  func end(_ segment: Segment) throws {
    guard isDecided, set == nil else { throw AcknowledgmentRefusal(.incomplete, segment: segment.number) }
  }

  private mutating func beginGroup(_ segment: Segment) throws {
    guard group == nil, let number = segment.number(2) else {
      throw AcknowledgmentRefusal(.incomplete, segment: segment.number)
    }
    group = number
    isHealthCareClaim = segment.has("HC", at: 1)
  }

  private mutating func beginSet(_ segment: Segment) throws {
    guard group != nil, set == nil, let number = segment.number(2) else {
      throw AcknowledgmentRefusal(.incomplete, segment: segment.number)
    }
    (set, codes, claims, pending) = (number, [], [], [])
  }

  /// `IK3*NM1*17*2010*8~`
  private mutating func noteSegment(_ segment: Segment) {
    segmentName = Codes.code(segment.text(1)) ?? "-"
    pending = Codes.code(segment.text(4)).map { ["IK3:\($0):\(segmentName)"] } ?? []
    add(pending)
  }

  /// `IK4*9*67*7*…~`: the last element is the bad value, and is never read.
  private mutating func noteElement(_ segment: Segment) {
    guard let code = Codes.code(segment.text(3)) else { return }
    let place = Codes.code(segment.text(1, component: 1)) ?? "0"
    let noted = "IK4:\(code):\(segmentName).\(place)"
    add([noted])
    if !claims.isEmpty { claims[claims.count - 1].codes.append(noted) }
  }

  /// `CTX*CLM01:7K2M…~` after an IK3: the claim that it is in.
  private mutating func noteContext(_ segment: Segment) {
    guard segment.has("CLM01", at: 1, component: 1),
      let claim = Codes.reference(segment.text(1, component: 2))
    else { return }
    if claims.last?.reference == claim {
      claims[claims.count - 1].codes += pending
    } else if claims.count < 1_000 {
      claims.append((claim, pending))
    }
    pending = []
  }

  private mutating func add(_ more: [String]) {
    for code in more where codes.count < 20 && !codes.contains(code) { codes.append(code) }
  }

  private mutating func endSet(_ segment: Segment, _ found: inout Findings) throws {
    guard let group, let set else { throw AcknowledgmentRefusal(.incomplete, segment: segment.number) }
    let outcome = verdict(segment.text(1), &found)
    for element in 2...6 { if let code = Codes.code(segment.text(element)) { add(["IK5:" + code]) } }
    if isHealthCareClaim {
      var finding = Finding(.syntax, by: .clearinghouse, .set(group: group, set: set), outcome)
      finding.codes = codes
      found.add(finding)
      if outcome != .unknown {
        for claim in claims {
          var finding = Finding(.syntax, by: .clearinghouse, .claim(claim.reference), outcome)
          finding.codes = Array(claim.codes.prefix(20))
          found.add(finding)
        }
      }
    }
    verdicts.append(outcome)
    self.set = nil
  }

  /// AK9 without any AK2 speaks for every set of the group. With them each set's own verdict counts, and a
  /// difference is shown.
  private mutating func endGroup(_ segment: Segment, _ found: inout Findings) throws {
    guard let group, set == nil else { throw AcknowledgmentRefusal(.incomplete, segment: segment.number) }
    let partly = segment.has("P", at: 1)
    let outcome = partly ? .unknown : verdict(segment.text(1), &found)
    isDecided = true
    guard verdicts.isEmpty else {
      let rejected = verdicts.contains(.rejected)
      if !partly,
        rejected != (outcome == .rejected) || partly != (rejected && verdicts.contains { $0 != .rejected })
      {
        found.warn(.groupDiffers)
      }
      return
    }
    guard isHealthCareClaim else { return }
    var finding = Finding(.syntax, by: .clearinghouse, .group(group), outcome)
    for element in 5...9 {
      if let code = Codes.code(segment.text(element)) { finding.codes.append("AK9:" + code) }
    }
    found.add(finding)
  }

  /// IK501 and AK901: A, E; R, and M, W and X, which are refusals for reasons of security.
  private func verdict(_ code: String?, _ found: inout Findings) -> Finding.Outcome {
    switch code {
    case "A": return .accepted
    case "E": return .acceptedWithErrors
    case "R", "M", "W", "X": return .rejected
    default:
      found.warn(.codeUnknown)
      return .unknown
    }
  }

  private let ak1 = SegmentID("AK1")
  private let ak2 = SegmentID("AK2")
  private let ik3 = SegmentID("IK3")
  private let ik4 = SegmentID("IK4")
  private let ctx = SegmentID("CTX")
  private let ik5 = SegmentID("IK5")
  private let ak5 = SegmentID("AK5")
  private let ak9 = SegmentID("AK9")
}
