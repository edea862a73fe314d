internal import Gate
internal import Marks

/// What is said of clients and sessions.
enum Sentences {
  /// Exactly one, and true, for each session that a mark reached.
  static func answer(_ reached: Restrictions.Reached, _ payers: Payers) -> [String: any Sendable] {
    [
      "day": Day(reached.serviceDate).words, "session": reached.session, "word": reached.answer.rawValue,
      "kind": kind(reached.answer),
      "sentence": sentence(reached.answer, reached.sentOn, payers[reached.payer]),
    ]
  }

  static func kind(_ answer: Restrictions.Answer) -> String {
    switch answer {
    case .protected: "good"
    case .inFlight: "open"
    case .alreadySent: "bad"
    }
  }

  static func sentence(_ answer: Restrictions.Answer, _ sentOn: Int32?, _ payer: String?) -> String {
    switch answer {
    case .protected: "Protected: nothing about it has left, and nothing will."
    case .inFlight:
      "In flight: a claim was on its way. It ends as protected or as already sent, and Answers will say which."
    case .alreadySent:
      "Already sent" + place(sentOn, payer)
    }
  }

  private static func place(_ sentOn: Int32?, _ payer: String?) -> String {
    (sentOn.map { " on \(Day($0).words)" } ?? "") + (payer.map { " to \($0)" } ?? "") + "."
  }

  /// The same, before it is done.
  static func forecast(_ reached: Restrictions.Reached, _ payers: Payers) -> [String: any Sendable] {
    let sentence =
      switch reached.answer {
      case .protected: "Will be protected: nothing about it has left."
      case .inFlight: "Is in flight: a claim is on its way at this moment, and cannot be called back."
      case .alreadySent:
        sentence(.alreadySent, reached.sentOn, payers[reached.payer]) + " A mark cannot undo that."
      }
    return [
      "day": Day(reached.serviceDate).words, "session": reached.session, "word": reached.answer.rawValue,
      "kind": kind(reached.answer), "sentence": sentence,
    ]
  }

  static func standing(_ client: Caseload.Person) -> String {
    switch client.standing {
    case .selfPay: "self-pay " + period(client.from, client.through)
    case .billed: "billed to \(client.payer ?? "a plan")"
    case .noConsent: "no consent to bill"
    case .noCoverage: "no plan in force"
    }
  }

  static func period(_ from: Int32?, _ through: Int32?) -> String {
    switch (from, through) {
    case (nil, nil): "for all dates"
    case (let from?, nil): "since \(Day(from).words)"
    case (nil, let through?): "through \(Day(through).words)"
    case (let from?, let through?): "from \(Day(from).words) through \(Day(through).words)"
    }
  }

  static func fate(_ session: Caseload.Session, _ payers: Payers) -> String {
    let marked = session.isMarked ? " Self-pay: nothing more goes." : ""
    return switch session.fate {
    case .sent where session.isMarked: sentence(.alreadySent, session.sentOn, payers[session.payer]) + marked
    case .sent: "Sent" + place(session.sentOn, payers[session.payer])
    case .inFlight: "A claim is on its way." + marked
    case .marked: "Self-pay: nothing about it has left, and nothing will."
    case .waiting: "Nothing about it has left."
    }
  }

  /// What stands beside a name; nothing where the number is the name.
  static func number(_ client: Caseload.Person) -> String {
    client.familyName == nil && client.givenName == nil ? "" : client.id
  }

  /// Of `2026-11-23 02:14`.
  static func moment(_ text: String) -> String {
    guard let day = Day(String(text.prefix(10))) else { return text }
    return "\(day.words), \(text.dropFirst(11))"
  }

  static func name(_ family: String?, _ given: String?, _ id: String) -> String {
    let parts = [family, given].compactMap { $0 }
    return parts.isEmpty ? "Client \(id)" : parts.joined(separator: ", ")
  }
}

/// The names of plans, by the payer's id. Without a name the id stands for it.
struct Payers: Sendable {
  private let names: [String: String]

  init(_ names: [String: String] = [:]) { self.names = names }

  subscript(id: String?) -> String? { id.map { names[$0] ?? $0 } }
}
