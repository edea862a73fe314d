internal import Desk
internal import TestSupport

/// What a clearinghouse and a payer may say of three claims in two sets, drawn; sense is not asked for.
struct DrawnAnswers {
  struct Answer {
    var statement: Statement
    /// Of the three claims; nil where it speaks of more.
    let claim: Int?
    /// The last day on which it is said.
    let day: Int
    /// How often it was said before.
    var repetition = 0

    /// What makes it this one: not the day of its file, unless a payment's.
    var whole: String {
      let one = statement
      let day = one.kind == "835" ? one.saidOn ?? "" : ""
      return
        "\(one.kind) \(one.source) \(one.scope) \(claim ?? -1) \(one.outcome) \(one.codes) "
        + "\(one.contradictory) \(one.payerClaimNumber ?? "") \(one.paymentTrace ?? "") "
        + "\(one.paidCents ?? 0) \(one.patientCents ?? 0) \(day)"
    }

    func reference(of practice: Int) -> String {
      switch statement.scope {
      case "claim": "ORDER\(practice)C\(claim ?? 0)"
      case "set": "\(practice) \((claim ?? 0) < 2 ? 1 : 2)"
      case "batch": Self.batch(practice) + "-" + ((claim ?? 0) < 2 ? "1" : "2")
      default: String(practice)
      }
    }

    /// As the practices' batches are named: sixteen of the letters that such a name may have.
    private static func batch(_ practice: Int) -> String {
      let digits = String(practice)
      let letters: [Character: Character] = ["0": "A", "1": "B", "8": "C", "9": "D"]
      return String(repeating: "A", count: 16 - digits.count) + String(digits.map { letters[$0] ?? $0 })
    }
  }

  private var answers: [Answer] = []

  init(_ random: inout SeededGenerator) {
    for _ in 0..<Int.random(in: 4...14, using: &random) { answers.append(Self.answer(&random)) }
  }

  /// All of them, some twice or three times, on any days up to the last.
  func inSomeOrder(_ random: inout SeededGenerator) -> [Answer] {
    var all: [Answer] = []
    for answer in answers {
      let days = (0..<Int.random(in: 0...2, using: &random)).map { _ in
        Int.random(in: 1...answer.day, using: &random)
      }
      for (repetition, day) in ([answer.day] + days).enumerated() {
        var one = answer
        one.repetition = repetition
        if one.statement.kind != "835" { one.statement.saidOn = "2025-11-0\(day)" }
        all.append(one)
      }
    }
    return all.shuffled(using: &random)
  }

  // MARK: One

  private static func answer(_ random: inout SeededGenerator) -> Answer {
    let claim = Int.random(in: 0...2, using: &random)
    let number = Int.random(in: 1...3, using: &random)
    switch Int.random(in: 0...9, using: &random) {
    case 0: return file("TA1", "interchange", verdicts, nil, &random)
    case 1: return file("999", "group", verdicts, nil, &random)
    case 2: return file("999", "set", verdicts, claim, &random)
    case 3: return file("999", "claim", verdicts, claim, &random)
    case 4: return file("277CA", "batch", ["received", "forwarded", "rejected"], claim, &random)
    case 5...7:
      var one = file("277CA", "claim", statuses, claim, &random)
      one.statement.source = Bool.random(using: &random) ? "payer" : "clearinghouse"
      one.statement.contradictory = Int.random(in: 0...9, using: &random) == 0
      if number < 3 { one.statement.payerClaimNumber = "P-\(number)" }
      return one
    default: return payment(claim, &random)
    }
  }

  private static func file(
    _ kind: String, _ scope: String, _ outcomes: [String], _ claim: Int?, _ random: inout SeededGenerator
  ) -> Answer {
    var one = Statement(
      kind: kind, source: "clearinghouse", scope: scope, reference: "",
      outcome: outcomes.randomElement(using: &random) ?? "")
    one.codes = Array(codes.shuffled(using: &random).prefix(Int.random(in: 0...2, using: &random)))
    return Answer(statement: one, claim: claim, day: Int.random(in: 1...9, using: &random))
  }

  private static func payment(_ claim: Int, _ random: inout SeededGenerator) -> Answer {
    let outcome = decisions.randomElement(using: &random) ?? ""
    var one = Statement(kind: "835", source: "payer", scope: "claim", reference: "", outcome: outcome)
    let cents = Int64([0, 500, 9_000].randomElement(using: &random) ?? 0)
    one.paidCents = outcome == "reversed" ? -cents : outcome == "denied" ? 0 : cents
    (one.chargeCents, one.patientCents) = (14_000, Int64.random(in: 0...2, using: &random) * 1_000)
    one.paymentTrace = "CHK\(Int.random(in: 1...3, using: &random))"
    one.saidOn = "2025-11-2\(Int.random(in: 0...2, using: &random))"
    one.payerClaimNumber = "Q-\(Int.random(in: 1...2, using: &random))"
    one.codes = ["CO-45"]
    return Answer(statement: one, claim: claim, day: Int.random(in: 1...9, using: &random))
  }

  private static let verdicts = ["accepted", "accepted-with-errors", "rejected", "unknown"]
  private static let statuses = [
    "received", "forwarded", "split", "adjudicating", "adjudicating", "rejected", "not-found", "unknown",
  ]
  private static let decisions = [
    "paid", "paid", "denied", "reversed", "forwarded-to-other", "predetermined",
  ]
  private static let codes = ["A7:562:IL", "A2:20:PR", "A6:164:QC", "IK3:8:NM1", "TA1:025"]
}
