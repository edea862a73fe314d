internal import Desk

/// A wish of a person about one claim, and what became of it, as a page.
struct ClaimWish {
  let claim: String
  /// Of the claim's page.
  let place: String
  let desk: BillingDesk
  let billed: BillingDesk.Payers
  let form: Form

  func sendAgain() throws -> Page {
    answer(
      try desk.sendAgain(claim, billed, knownBy: try known()),
      "It is to be sent again.", "The next run makes it from the records.")
  }

  func release() throws -> Page {
    guard Said.isOne(form.raw("delay"), of: Said.delays) else {
      return refused("Why it is late is missing.", "Choose the reason that the payer accepts.")
    }
    return answer(
      try desk.release(claim, delayReason: form.raw("delay"), billed, knownBy: try known()),
      "It is to be sent again, with the reason why it is late.", "The next run makes it from the records.")
  }

  func replace() throws -> Page {
    guard let number = payerNumber() else { return Self.noNumber(place) }
    return answer(
      try desk.replace(claim, payerClaimNumber: number.isEmpty ? nil : number, billed),
      "It is to be replaced.", "The next run makes the replacement from the records as they are then.")
  }

  func void() throws -> Page {
    guard let number = payerNumber() else { return Self.noNumber(place) }
    return answer(
      try desk.void(claim, payerClaimNumber: number.isEmpty ? nil : number, billed),
      "It is to be voided.", "The next run to which the archive’s private key is brought makes the void.",
      notReady: "The privacy officer decides; it is on their list.")
  }

  func rebill() throws -> Page {
    answer(
      try desk.rebill(claim, billed), "It is to be billed to another payer.",
      "The next run makes it from the records: the charge has to name the other coverage.")
  }

  func takeBack() throws -> Page {
    answer(try desk.takeBack(claim), "It stays as it is.", "Nothing more needs to be done.")
  }

  func close() throws -> Page {
    let reason = form.raw("reason")
    guard Said.isOne(reason, of: Said.closing) else {
      return refused("Why nothing more is done with it is missing.", "Choose a reason.")
    }
    return answer(
      try desk.close(claim, reason: reason), "It is closed here.",
      reason == "secondary-due"
        ? "Scrim makes no secondary claims: file that one elsewhere." : "Nothing more needs to be done.")
  }

  func reopen() throws -> Page {
    answer(try desk.reopen(claim), "It is open again.", "Its page says where it stands.")
  }

  private func answer(
    _ wish: BillingDesk.Wish?, _ sentence: String, _ next: String, notReady: String? = nil
  ) -> Page {
    WishPage.of(wish, done: (sentence, next), notReady: notReady, place: place)
  }

  private func refused(_ sentence: String, _ next: String) -> Page { WishPage.refused(sentence, next, place) }

  /// How somebody knows that it was not accepted; nil: nobody says so.
  private func known() throws -> String? {
    guard let known = form["knownBy"] else { return nil }
    guard Said.isOne(known, of: Said.knownBy) else { throw Refused(.staleForm) }
    return known
  }

  /// The payer's own number: empty where none was written, nil where it can be none.
  private func payerNumber() -> String? {
    guard let text = form["payerNumber"]?.uppercased() else {
      return form.raw("payerNumber").trimmed.isEmpty ? "" : nil
    }
    return text.wholeMatch(of: /[A-Z0-9][A-Z0-9-]{0,49}/) == nil ? nil : text
  }

  private static func noNumber(_ place: String) -> Page {
    WishPage.refused(
      "This is no payer’s claim number.", "Write letters, digits and hyphens, at most fifty.", place)
  }
}
