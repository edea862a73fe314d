internal import Desk

/// What is said of previews and runs.
enum RunWords {
  /// Without the marks that stand around a command in a terminal.
  static func plain(_ text: String) -> String { text.replacing("`", with: "") }

  /// Of the list.
  static func standing(_ one: RunDesk.Asked) -> (words: String, kind: String) {
    switch (one.state, one.outcome) {
    case (.waiting, _): ("waits to be taken up", "plan")
    case (.taken, _): ("going on", "plan")
    case (.ended, .refused): ("nothing was sent: it was not exactly what the preview showed", "bad")
    case (.ended, .failed): (one.isRun ? "stopped by a fault" : "could not be made", "bad")
    case (.ended, .attention): (sent(one) + "; something needs somebody", "open")
    case (.ended, _) where one.isRun: (sent(one), "good")
    case (.ended, _): (shown(one), "none")
    }
  }

  private static func sent(_ one: RunDesk.Asked) -> String {
    "\(Said.counted(Int(one.claims ?? 0), "claim")) sent and confirmed"
  }

  private static func shown(_ one: RunDesk.Asked) -> String {
    let claims = one.claims ?? 0
    let held = Int(one.held ?? 0)
    return (claims == 0 ? "nothing would go" : "\(Said.counted(Int(claims), "claim")) would go")
      + (held > 0 ? ", \(Said.grouped(held)) held" : "")
  }

  /// Of a preview or run that goes on, in one sentence; counts and names of clearinghouses alone.
  static func progress(_ state: RunDesk.State, _ text: String?) -> String {
    let facts = facts(ProgressFacts.self, text)
    if facts?.waits == true { return "Another run goes on; this one begins when it has ended." }
    guard state == .taken else {
      return "It waits to be taken up. If nothing happens within a minute, tell whoever administers Scrim."
    }
    let shares = (facts?.shares ?? [:]).sorted { $0.key < $1.key }
    guard !shares.isEmpty else { return "It has begun." }
    return shares.map { "\($0.key): \(phase($0.value))" }.joined(separator: "; ") + "."
  }

  private static func phase(_ share: ProgressFacts.Share) -> String {
    switch share.phase {
    case "settling": "asking about earlier submissions"
    case "reading": "reading sessions"
    case "prepared": "\(Said.counted(share.claims, "claim")) prepared"
    case "sent": "\(Said.counted(share.claims, "claim")) sent and confirmed"
    default: "going on"
    }
  }

  /// Of a submission, by its state in the ledger.
  static func submission(_ one: RunDesk.Submission) -> (words: String, next: String, kind: String) {
    switch one.state {
    case "accepted": ("taken in by the clearinghouse", "", "good")
    case "rejected":
      ("refused by the clearinghouse", "Nothing of it will be processed: ask the clearinghouse why.", "bad")
    case "sealed": ("not sent: no byte left", "The next run sends it.", "open")
    case "in_flight": ("on its way", "Look again in a minute.", "open")
    case "in_doubt":
      (
        "in doubt: it may have arrived",
        "The next run settles it if the clearinghouse offers a way; else ask the clearinghouse.", "open"
      )
    case "withdrawn":
      ("withdrawn: a claim in it is not ready any more", "Its other claims go with the next run.", "none")
    case "not_arrived": ("did not arrive", "Its claims go with the next run.", "none")
    default: (one.state.replacing("_", with: " "), "", "none")
    }
  }
}
