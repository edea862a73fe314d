/// Where a claim stands, in words for billing staff, and what comes next (`docs/claim-states.md`).
enum ClaimStateText {
  struct Words {
    let sentence: String
    let nextStep: String
  }

  static func of(_ state: String) -> Words {
    guard let words = texts[state] else {
      return Words(sentence: "It is in a state of another version.", nextStep: "Use that version of scrim.")
    }
    return Words(sentence: words.0, nextStep: words.1)
  }

  static var all: [String] { texts.keys.sorted() }

  private static let wait = "Nothing to do; wait for what comes."
  private static let sendAgain =
    "Correct the records, then `scrim claims release CLAIM`; the next run sends it."

  private static let texts: [String: (String, String)] = [
    "sealed": ("It is sealed, and not sent yet.", "The next run sends it."),
    "in-flight": ("It is being sent at this moment.", wait),
    "in-doubt": ("It may have arrived; nobody knows yet.", "`scrim status` says how that is settled."),
    "withdrawn": (
      "It was withdrawn by the practice before it was sent.", "The next run makes it anew, if it is billed."
    ),
    "refused": ("The clearinghouse refused the submission that it was in.", sendAgain),
    "submitted": ("The clearinghouse has it.", wait),
    "interchange-accepted": ("The clearinghouse could read the file that it was in (TA1).", wait),
    "set-accepted": ("The clearinghouse found the file in order (999).", wait),
    "received": ("The clearinghouse has taken it in, or has passed it on (277CA).", wait),
    "not-found": (
      "The clearinghouse or the payer says that it has no such claim (277CA A4).",
      "Ask them, with the claim's number. What they say settles whether it has to be sent again."
    ),
    "interchange-rejected": (
      "The clearinghouse rejected the whole file that it was in (TA1).",
      "Have the reason mended, then `scrim claims release --state interchange-rejected`."
    ),
    "set-rejected": (
      "The clearinghouse rejected the part of the file that it was in (999).",
      "Have the reason mended, then `scrim claims release --state set-rejected`."
    ),
    "rejected-by-clearinghouse": (
      "The clearinghouse rejected it before the payer saw it (277CA).", sendAgain
    ),
    "rejected-by-payer": ("The payer rejected it before adjudication (277CA).", sendAgain),
    "adjudicating": ("The payer has accepted it and decides about it (277CA A2).", wait),
    "forwarded": ("The payer passed it on to another one (835).", "Wait for the other payer's 835."),
    "denied": (
      "The payer decided to pay nothing, as denied (835).",
      "Correct and `scrim claims replace CLAIM`, appeal, or `scrim claims close CLAIM --because …`."
    ),
    "zero-paid": (
      "The payer decided, and its own share is nothing (835).",
      "Bill the client's share, then `scrim claims close CLAIM --because billed-to-client`."
    ),
    "paid": ("The payer paid (835).", "Post it in the practice's ledger."),
    "reversed": (
      "The payer took its payment back (835), and has not decided anew.",
      "A new decision usually follows; if none comes, ask the payer."
    ),
    "to-be-sent-again": (
      "It is to be sent again.", "The next run makes it from the records as they are then."
    ),
    "to-be-replaced": ("It is to be replaced.", "The next run makes the replacement from the records."),
    "to-be-voided": (
      "It is to be voided.", "The next run to which the archive's private key is brought makes the void."
    ),
    "sent-again": ("It was sent again as a new claim.", "Look at its newest version."),
    "replaced": ("It was replaced.", "Look at its newest version."),
    "voided": ("It was voided.", "Look at its newest version."),
    "closed": ("Nothing more is done with it here.", "`scrim claims reopen CLAIM` if that was wrong."),
  ]
}
