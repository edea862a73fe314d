internal import Accounts

/// What billing may call in the console: what `scrim status`, `unbilled`, `holds` and `claims` do. What
/// cannot be taken back needs password and code once more.
enum BillingRights {
  private static let reads = [
    "standing", "lines", "distrusted", "doubtful", "doubtful_of", "held", "kept_back", "due", "unbilled",
    "work", "listed_after", "versions", "story", "changes", "payments", "unanswered", "unmatched",
    "waiting_voids", "weeks", "answer_days", "open_ages",
  ]
  private static let deeds = [
    "send_again", "replace_claim", "rebill", "take_back", "close_claim", "reopen_claim", "keep_back",
    "let_go", "give_delay_reason", "release_late", "take_back_delay_reason", "record_notice",
    "withdraw_notice",
  ]
  private static let forGood = ["void_claim", "settle", "clear_contradictions"]

  static let table: [String: (roles: Set<SignedIn.Role>, isConfirmed: Bool)] = {
    var table: [String: (roles: Set<SignedIn.Role>, isConfirmed: Bool)] = [:]
    for name in reads + deeds { table[name] = ([.billing], false) }
    for name in forGood { table[name] = ([.billing], true) }
    return table
  }()
}
