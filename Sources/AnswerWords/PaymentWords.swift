/// CAS: why a claim or a line of it was not paid in full, and whose that part is.
enum AdjustmentWords {
  static func of(_ reason: String, group: String) -> Words {
    let whose = groups[group]
    guard let sentence = AdjustmentReasons.sentences[reason] else {
      return Words(
        "The payer reduced the payment for a reason that Scrim has no words for."
          + (whose.map { " " + $0 } ?? ""),
        "Look the reason up in the payer's companion guide, or ask the payer.")
    }
    let known = whose ?? "Whose part it is, the payer says by a code that Scrim has no words for."
    return Words(sentence + " " + known, AdjustmentReasons.nextSteps[reason])
  }

  private static let groups = [
    "CO": "By contract or law the practice bears it: it may not be billed to the client.",
    "PR": "The client owes it.",
    "OA": "It is neither the practice's by contract nor the client's.",
    "PI": "The payer decided so by itself; that does not make it the client's.",
  ]
}

/// PLB: what a payer settles with the practice beside the claims of a payment.
enum AccountWords {
  static func of(_ reason: String) -> Words {
    guard let sentence = sentences[reason] else {
      return Words(
        "The payer changed the payment as a whole for a reason that Scrim has no words for.",
        "Ask the payer what it is for, and which claims it concerns.")
    }
    return Words(sentence, nextSteps[reason])
  }

  private static let sentences = [
    "WO": "The payer takes back what it had paid too much.",
    "FB": "A balance is carried over, from an earlier payment or into a coming one.",
    "L6": "Interest that the payer owes, mostly for having paid late.",
    "72": "Money that the practice gave back is accounted for.",
    "50": "A charge for filing late.",
    "51": "Interest that is charged to the practice as a penalty.",
    "90": "A deduction for paying early.",
    "CS": "An adjustment of the practice's account that the payer has to explain.",
    "IR": "Tax was withheld for the tax office.",
    "LE": "A levy: the payer had to hand part of the payment to a creditor.",
    "AM": "Part of the payment went towards a debt of the practice.",
    "L3": "A penalty that the payer takes.",
    "LS": "A sum that is paid at once for many services.",
    "BD": "A debt that was given up as lost, or came back after it.",
  ]

  private static let nextSteps = [
    "WO": "Find the claims that it is taken back for; object within the payer's time if it is wrong.",
    "FB": "Keep it with the payment before or after this one, so that both add up.",
    "CS": "Ask the payer what it is for, and which claims it concerns.",
    "LE": "Ask the payer whom it paid.",
  ]
}
