// From one interchange to the files that answer it: TA1, 999, 277CA of the clearinghouse, 277CA and 835 of
// each payer.

/// A file, and when it is to be handed out.
struct PreparedFile {
  var ending: String
  var bytes: [UInt8]
  var delayRequests = 0
  var delaySeconds = 0
}

struct Answering {
  var script: AnswerScript
  var ledger: Ledger
  var numbers: Numbers
  /// NM103 of the clearinghouse.
  let name: String
  /// Seconds since 1970.
  let now: Int

  private var contents: [AnswerContent] = []

  init(script: AnswerScript, ledger: Ledger, numbers: Numbers, name: String, now: Int) {
    self.script = script
    self.ledger = ledger
    self.numbers = numbers
    self.name = name
    self.now = now
  }

  mutating func answer(_ interchange: ReceivedInterchange) -> [PreparedFile] {
    contents = []
    if interchange.isOfDocument || take(interchange) {
      let passed = interchange.isOfDocument ? interchange.groups.flatMap(\.sets) : acknowledge(interchange)
      let forwarded = receive(passed)
      adjudicate(passed, forwarded)
    }
    var order = AnswerKind.allCases
    if case .order(let first)? = script.ruling(.order, on: interchange.claims) {
      order = first + order.filter { !first.contains($0) }
    }
    let sorted = order.flatMap { kind in contents.filter { $0.kind == kind } }
    var files = AnswerFiles(interchange: interchange, moment: Moment(now), script: script, numbers: numbers)
    let prepared = files.files(sorted)
    (script, numbers) = (files.script, files.numbers)
    return prepared
  }

  /// The TA1: whether anything within is looked at.
  private mutating func take(_ interchange: ReceivedInterchange) -> Bool {
    var verdict: Verdict?
    if case .verdict(let scripted)? = script.ruling(.interchange, on: interchange.claims) {
      verdict = scripted
    }
    if verdict == nil, interchange.asksForAnswer { verdict = Verdict(letter: "A") }
    if let verdict { contents.append(.interchange(InterchangeAnswer(verdict: verdict), interchange.claims)) }
    return verdict?.letter != "R"
  }

  /// The 999: which sets go on.
  private mutating func acknowledge(_ interchange: ReceivedInterchange) -> [ReceivedSet] {
    var passed: [ReceivedSet] = []
    var answers: [GroupAnswer] = []
    for group in interchange.groups {
      var answer = GroupAnswer(group: group)
      if case .verdict(let verdict)? = script.ruling(.group, on: group.claims) { answer.verdict = verdict }
      if answer.verdict?.letter != "R" {
        for set in group.sets {
          let (verdict, claim) = verdict(on: set)
          answer.sets.append((set, verdict, claim))
          if verdict?.letter != "R" { passed.append(set) }
        }
      }
      answers.append(answer)
    }
    contents.append(.syntax(answers))
    return passed
  }

  /// With the claim that is to blame: each is asked on its own.
  private mutating func verdict(on set: ReceivedSet) -> (Verdict?, ReceivedClaim?) {
    for claim in set.claims {
      if case .verdict(let verdict)? = script.ruling(.set, on: [claim]), verdict.letter != "A" {
        return (verdict, claim)
      }
    }
    return (nil, nil)
  }

  /// The 277CA of the clearinghouse: which claims reach their payers.
  private mutating func receive(_ sets: [ReceivedSet]) -> [[ClaimAnswer]] {
    var reports: [[(set: ReceivedSet, claims: [ClaimAnswer])]] = []
    var forwarded: [[ClaimAnswer]] = []
    for set in sets {
      var passed: [ClaimAnswer] = []
      var rounds: [[ClaimAnswer]] = []
      for claim in set.claims {
        var statuses = [ClaimStatus([["A1", "20"]])]
        if case .statuses(let scripted)? = script.ruling(.clearinghouse, on: [claim]) { statuses = scripted }
        let number = "CH" + padded(Numbers.take(&numbers.claim), 8)
        let answers = statuses.map { ClaimAnswer(claim: claim, status: $0, clearinghouseNumber: number) }
        for (round, answer) in answers.enumerated() { rounds.put(answer, at: round) }
        if let last = answers.last, !last.status.rejects { passed.append(last) }
      }
      // A batch or a provider that is refused takes its good claims with it.
      let above = rounds.joined().filter { [.batch, .provider].contains($0.status.level) }
      passed = passed.filter { answer in !above.contains { $0.status.stops(answer.claim, of: $0.claim) } }
      for (round, answers) in rounds.enumerated() { reports.put((set, answers), at: round) }
      forwarded.append(passed)
    }
    let own = Party(last: name.uppercased(), identifier: name.uppercased())
    contents += reports.filter { !$0.isEmpty }.map {
      .status(StatusAnswer(sourceCode: "AY", source: own, batches: $0), .received)
    }
    return forwarded
  }

  /// 277CA and 835 of the payers.
  private mutating func adjudicate(_ sets: [ReceivedSet], _ forwarded: [[ClaimAnswer]]) {
    var reports: [Party: [[(set: ReceivedSet, claims: [ClaimAnswer])]]] = [:]
    var payments: [Party: [[ClaimPayment]]] = [:]
    var payers: [Party] = []
    for (set, claims) in zip(sets, forwarded) {
      for (payer, answers) in claims.grouped(by: \.claim.payer) {
        if reports[payer] == nil { payers.append(payer) }
        var rounds: [[ClaimAnswer]] = []
        for answer in answers {
          let (answers, paid) = decide(answer)
          for (round, answer) in answers.enumerated() { rounds.put(answer, at: round) }
          for (round, paid) in paid.enumerated() {
            for payment in paid { payments[payer, default: []].put(payment, at: round) }
          }
        }
        for (round, answers) in rounds.enumerated() {
          reports[payer, default: []].put((set, answers), at: round)
        }
      }
    }
    for payer in payers {
      contents += (reports[payer] ?? []).map {
        .status(StatusAnswer(sourceCode: "PR", source: payer, batches: $0), .adjudicating)
      }
      for claims in payments[payer] ?? [] where !claims.isEmpty { contents.append(pay(payer, claims)) }
    }
  }

  private mutating func decide(_ forwarded: ClaimAnswer) -> ([ClaimAnswer], [[ClaimPayment]]) {
    let desk = PayerDesk(
      claim: forwarded.claim, payerNumber: "26" + padded(Numbers.take(&numbers.claim), 9) + "00",
      clearinghouseNumber: forwarded.clearinghouseNumber)
    var statuses: [ClaimStatus]?
    if case .statuses(let scripted)? = script.ruling(.payer, on: [forwarded.claim]) { statuses = scripted }
    let answers = desk.answers(ledger, statuses)
    guard let last = answers.last?.status else { return (answers, []) }
    guard last.category == "A2" else {
      desk.wait(&ledger, last)
      return (answers, [])
    }
    let steps = desk.isVoid ? nil : paymentSteps(forwarded.claim)
    return (answers, desk.adjudicate(&ledger, steps))
  }

  private mutating func paymentSteps(_ claim: ReceivedClaim) -> [PaymentStep]? {
    guard case .payments(let steps)? = script.ruling(.remittance, on: [claim]) else { return nil }
    return steps
  }

  private mutating func pay(_ payer: Party, _ claims: [ClaimPayment]) -> AnswerContent {
    var change = PaymentChange()
    if case .payment(let scripted)? = script.ruling(.payment, on: claims.map(\.claim)) { change = scripted }
    return .payment(PaymentAnswer(payer: payer, claims: claims, change: change))
  }
}

extension ClaimStatus {
  /// Whether a rejection of one claim at a higher level is one of another claim too, of the same batch.
  fileprivate func stops(_ claim: ReceivedClaim, of refused: ReceivedClaim) -> Bool {
    level == .batch || level == .provider && claim.provider == refused.provider
  }
}

extension Array {
  /// Appends to the list at that place, which is made where it is missing.
  mutating func put<Value>(_ value: Value, at index: Int) where Element == [Value] {
    while count <= index { append([]) }
    self[index].append(value)
  }
}
