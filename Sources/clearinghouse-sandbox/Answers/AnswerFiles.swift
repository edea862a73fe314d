// Contents become files: split, dressed, numbered, joined, repeated, as the script has it.

/// What one file says.
enum AnswerContent {
  case interchange(InterchangeAnswer, [ReceivedClaim])
  case syntax([GroupAnswer])
  case status(StatusAnswer, AnswerKind)
  case payment(PaymentAnswer)

  var kind: AnswerKind {
    switch self {
    case .interchange: .interchange
    case .syntax: .syntax
    case .status(_, let kind): kind
    case .payment: .payment
    }
  }

  var claims: [ReceivedClaim] {
    switch self {
    case .interchange(_, let claims): claims
    case .syntax(let answers): answers.flatMap(\.group.claims)
    case .status(let answer, _): answer.batches.flatMap { $0.claims.map(\.claim) }
    case .payment(let answer): answer.claims.map(\.claim)
    }
  }

  /// One for each claim; a TA1 has nothing to split, and a 999 a group at most.
  var split: [AnswerContent] {
    switch self {
    case .interchange: [self]
    case .syntax(let answers): answers.map { .syntax([$0]) }
    case .status(let answer, let kind):
      answer.batches.flatMap { batch in
        batch.claims.map { claim in
          .status(
            StatusAnswer(
              sourceCode: answer.sourceCode, source: answer.source, batches: [(batch.set, [claim])]), kind)
        }
      }
    case .payment(let answer):
      answer.claims.map { .payment(PaymentAnswer(payer: answer.payer, claims: [$0], change: answer.change)) }
    }
  }
}

struct AnswerFiles {
  let interchange: ReceivedInterchange
  let moment: Moment
  var script: AnswerScript
  var numbers: Numbers

  /// A TA1 that travels in the file of the 999.
  private var guest: (segment: AnswerSegment, place: FileDress.Place)?
  private var joined: PreparedFile?
  /// The traces of a copy are those of its original.
  private var tracesBefore = 0

  init(interchange: ReceivedInterchange, moment: Moment, script: AnswerScript, numbers: Numbers) {
    self.interchange = interchange
    self.moment = moment
    self.script = script
    self.numbers = numbers
  }

  mutating func files(_ contents: [AnswerContent]) -> [PreparedFile] {
    var files: [PreparedFile] = []
    for content in contents {
      var dress = FileDress()
      if case .files(let scripted)? = script.ruling(.files, on: content.claims, kind: content.kind) {
        dress = scripted
      }
      if dress.isSilent { continue }
      let hasHost = contents.contains { $0.kind == .syntax }
      if case .interchange(let answer, _) = content, dress.place != .alone, hasHost {
        guest = (answer.segment(interchange), dress.place)
        continue
      }
      for part in dress.isSplit ? content.split : [content] { append(part, dress, to: &files) }
    }
    if let joined { files.append(joined) }
    return files
  }

  private mutating func append(_ content: AnswerContent, _ dress: FileDress, to files: inout [PreparedFile]) {
    let file = file(content, dress)
    guard !dress.isJoined else {
      var together = joined ?? PreparedFile(ending: "x12", bytes: [])
      joined = nil  // one owner: the bytes are appended in place
      together.bytes += file.bytes
      together.delayRequests = max(together.delayRequests, file.delayRequests)
      together.delaySeconds = max(together.delaySeconds, file.delaySeconds)
      joined = together
      return
    }
    files += [PreparedFile](repeating: file, count: 1 + dress.copies)
    for _ in 0..<dress.renumbered { files.append(self.file(content, dress, isCopy: true)) }
  }

  /// - Parameter isCopy: what it says has the same numbers as before; only the interchange has another.
  private mutating func file(_ content: AnswerContent, _ dress: FileDress, isCopy: Bool = false)
    -> PreparedFile
  {
    var answer = AnswerInterchange(
      received: interchange, number: Numbers.take(&numbers.interchange), moment: moment)
    if isCopy { numbers.trace = tracesBefore }
    tracesBefore = numbers.trace
    switch content {
    case .interchange(let ta1, _): answer.before = [ta1.segment(interchange)]
    case .syntax(let groups):
      answer.groups = [
        AnswerInterchange.Group(
          function: "FA", guide: GroupAnswer.guide, set: "999", sets: groups.map(\.segments))
      ]
      if let guest, guest.place == .beforeGroup { answer.before = [guest.segment] }
      if let guest, guest.place == .afterGroup { answer.after = [guest.segment] }
      guest = nil
    case .status(let status, _):
      let sets = status.sets(moment) { Numbers.take(&numbers.trace) }
      answer.groups = [
        AnswerInterchange.Group(function: "HN", guide: StatusAnswer.guide, set: "277", sets: sets)
      ]
    case .payment(let payment):
      let sets = payment.sets(moment) { Numbers.take(&numbers.trace) }
      answer.groups = [
        AnswerInterchange.Group(
          function: "HP", guide: PaymentAnswer.guide, set: "835", namesGuide: false, sets: sets)
      ]
    }
    return PreparedFile(
      ending: content.kind.ending, bytes: answer.bytes(in: dress.dress), delayRequests: dress.delayRequests,
      delaySeconds: dress.delaySeconds)
  }
}
