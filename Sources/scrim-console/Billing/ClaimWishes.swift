/// What can be asked for of a claim, by where it stands: as the functions of the database allow it.
enum ClaimWishes {
  private static let rejected: Set<String> = [
    "refused", "interchange-rejected", "set-rejected", "rejected-by-clearinghouse", "rejected-by-payer",
  ]
  private static let unanswered: Set<String> = ["submitted", "set-accepted", "received"]
  private static let asked: Set<String> = ["to-be-sent-again", "to-be-replaced", "to-be-voided"]
  private static let past: Set<String> = ["sent-again", "replaced", "voided"]

  static func canSendAgain(_ state: String) -> Bool { rejected.contains(state) }

  static func canRelease(_ state: String, frequency: Int) -> Bool {
    frequency != 8
      && (rejected.contains(state) || ["to-be-sent-again", "to-be-replaced", "withdrawn"].contains(state))
  }

  static func canReplace(_ state: String, frequency: Int) -> Bool {
    frequency != 8
      && (unanswered.contains(state) || ["adjudicating", "denied", "zero-paid", "paid"].contains(state))
  }

  static func canVoid(_ state: String, frequency: Int) -> Bool {
    frequency == 8
      ? rejected.contains(state)
      : unanswered.contains(state)
        || ["adjudicating", "denied", "zero-paid", "paid", "forwarded", "reversed"].contains(state)
  }

  /// Nobody has said yet that the payer has it: its number must be asked for.
  static func needsNumber(_ state: String) -> Bool { unanswered.contains(state) }

  static func canRebill(_ state: String, frequency: Int) -> Bool {
    frequency == 8
      ? ["adjudicating", "forwarded", "paid", "zero-paid", "denied", "reversed"].contains(state)
      : ["denied", "zero-paid"].contains(state)
  }

  static func canTakeBack(_ state: String) -> Bool { asked.contains(state) }

  static func canClose(_ state: String) -> Bool {
    !asked.union(past).union(["sealed", "in-flight", "in-doubt", "withdrawn", "closed"]).contains(state)
  }

  static func canReopen(_ state: String) -> Bool { state == "closed" }
}
