internal import X12

/// A 277CA (005010X214). Levels: 20 whoever speaks, 21 the submitter with its batch, 19 a billing provider,
/// PT a patient's claim. STC says what became of each; of a batch or a provider it speaks for all their
/// claims.
struct StatusReader {
  private enum Level { case other, source, batch, provider, claim }

  private var level = Level.other
  private var source = Finding.Source.clearinghouse
  private var batch: String?
  private var open: Standing?

  /// What was said so far of what is open.
  private struct Standing {
    var subject: Finding.Subject?
    var outcomes: [Finding.Outcome] = []
    var codes: [String] = []
    var isContradictory = false
    var payerClaimNumber: String?
  }

  mutating func take(_ segment: Segment, _ found: inout Findings) {
    switch segment.id {
    case hl: beginLevel(segment, &found)
    case nm1: noteSource(segment)
    case trn: noteReference(segment, &found)
    case stc: noteStatus(segment, &found)
    case ref: noteNumber(segment, &found)
    default: break
    }
  }

  mutating func end(_ found: inout Findings) { close(&found) }

  private mutating func beginLevel(_ segment: Segment, _ found: inout Findings) {
    close(&found)
    switch segment.text(3) {
    case "20": level = .source
    case "21":
      level = .batch
      batch = nil
    case "19":
      level = .provider
      open = Standing(subject: batch.map { .batch($0) })
    case "PT": level = .claim
    default: level = .other
    }
  }

  /// 2100A: NM1*AY a clearinghouse, NM1*PR a payer. Who is neither is none of the payer's.
  private mutating func noteSource(_ segment: Segment) {
    guard level == .source else { return }
    source = segment.has("PR", at: 1) ? .payer : .clearinghouse
  }

  private mutating func noteReference(_ segment: Segment, _ found: inout Findings) {
    switch level {
    case .batch:
      close(&found)
      batch = Codes.reference(segment.text(2))
      open = Standing(subject: batch.map { .batch($0) })
    case .claim:
      close(&found)
      let claim = Codes.reference(segment.text(2))
      if claim == nil { found.warn(.referenceDropped) }
      open = Standing(subject: claim.map { .claim($0) })
    case .provider, .source, .other: break
    }
  }

  /// `STC*A7:562:IL*20261124*U*175*…~`, also of the lines of a claim: they explain it, and never make it
  /// better.
  private mutating func noteStatus(_ segment: Segment, _ found: inout Findings) {
    guard open != nil else { return }
    for element in [1, 10, 11] where element == 1 || !segment.isEmpty(element) {
      // What cannot be read is no accept.
      let category = Codes.code(segment.text(element, component: 1)) ?? "-"
      let parts = [
        category, Codes.code(segment.text(element, component: 2)),
        Codes.code(segment.text(element, component: 3)),
      ]
      note(category, parts.compactMap { $0 }.joined(separator: ":"), action: segment.text(3), &found)
    }
  }

  private mutating func note(_ category: String, _ code: String, action: String?, _ found: inout Findings) {
    let outcome = Self.outcome(category)
    if outcome == .unknown { found.warn(.codeUnknown) }
    open?.outcomes.append(outcome)
    if let count = open?.codes.count, count < 20, open?.codes.contains(code) == false {
      open?.codes.append(code)
    }
    let isAccept = [.received, .forwarded, .split, .adjudicating].contains(outcome)
    if isAccept && action == "U" || outcome == .rejected && action == "WQ" { open?.isContradictory = true }
  }

  /// Batch files have categories A alone: E, F, P, R and whatever else are of another transaction, and no
  /// accept.
  static func outcome(_ category: String) -> Finding.Outcome {
    switch category {
    case "A0": .forwarded
    case "A1": .received
    case "A2": .adjudicating
    case "A3", "A6", "A7", "A8": .rejected
    case "A4": .notFound
    case "A5": .split
    default: .unknown
    }
  }

  private mutating func noteNumber(_ segment: Segment, _ found: inout Findings) {
    guard level == .claim, segment.has("1K", at: 1), open?.payerClaimNumber == nil else { return }
    open?.payerClaimNumber = Codes.payerNumber(segment.text(2))
    if open?.payerClaimNumber == nil { found.warn(.numberDropped) }
  }

  /// Of several words the worst one counts; a rejection beside an acceptance contradicts it.
  private mutating func close(_ found: inout Findings) {
    defer { open = nil }
    guard let open, let subject = open.subject, !open.outcomes.isEmpty else { return }
    let order: [Finding.Outcome] = [
      .rejected, .unknown, .notFound, .received, .forwarded, .split, .adjudicating,
    ]
    var outcome = order.first { open.outcomes.contains($0) } ?? .unknown
    let rejects = open.outcomes.contains(.rejected)
    let accepts = open.outcomes.contains { [.received, .forwarded, .split, .adjudicating].contains($0) }
    let isContradictory = open.isContradictory || rejects && accepts
    if isContradictory { outcome = .rejected }
    // A batch that was taken in has not been adjudicated, whatever a claim in it was.
    if case .batch = subject, outcome == .adjudicating { outcome = .received }
    var finding = Finding(.claim, by: source, subject, outcome)
    finding.codes = open.codes
    finding.isContradictory = isContradictory
    finding.payerClaimNumber = open.payerClaimNumber
    found.add(finding)
  }

  private let hl = SegmentID("HL")
  private let nm1 = SegmentID("NM1")
  private let trn = SegmentID("TRN")
  private let stc = SegmentID("STC")
  private let ref = SegmentID("REF")
}
