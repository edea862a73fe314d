internal import Desk
internal import Settings

/// What was said of claims that have left, as far as somebody has to do something; and what nobody has said.
struct AnswerStatus: Encodable {
  struct Waiting: Encodable {
    let state: String
    let claims: Int
  }
  struct Unanswered: Encodable {
    let clearinghouse: String
    /// `syntax`, `claim` or `payment`.
    let waitsFor: String
    let claims: Int
    /// Of the oldest submission among them.
    let since: String
  }
  struct Voids: Encodable {
    let archiveKey: String
    let voids: Int
  }
  /// Claims that wait for somebody, by where they stand.
  let waiting: [Waiting]
  /// Claims of which the records say something else since they left, as the last comparison found it.
  let changed: Int
  let unanswered: [Unanswered]
  /// Statements that speak of nothing which was sent.
  let unmatched: Int
  /// Voids that wait for the archive's private key of this id.
  let voidsWaiting: [Voids]

  var needsAPerson: Bool {
    !waiting.isEmpty || !unanswered.isEmpty || unmatched > 0 || changed > 0 || !voidsWaiting.isEmpty
  }

  func write(to page: inout Page) {
    guard needsAPerson else { return }
    page.heading("Answers:")
    for one in waiting {
      page.paragraph(
        "\(counted(one.claims, "claim")): \(ClaimStateText.of(one.state).sentence) (\(one.state))")
    }
    if !waiting.isEmpty {
      page.paragraph("→ `scrim claims list` groups them by what is the matter.", indent: 4)
    }
    if changed > 0 {
      page.paragraph(
        "\(counted(changed, "claim")): the records say something else since they were sent.")
      page.paragraph("→ `scrim claims list --changed` says what, and what to do.", indent: 4)
    }
    for one in unanswered {
      page.paragraph(
        "\(counted(one.claims, "claim")) at \(one.clearinghouse) since \(one.since): "
          + UnansweredText.of(one.waitsFor)
      )
      page.paragraph(
        "→ Ask \(one.waitsFor == "payment" ? "the payer" : one.clearinghouse) about them.", indent: 4
      )
    }
    if unmatched > 0 {
      page.paragraph(
        "\(counted(unmatched, "answer speaks", "answers speak")) of something that was not sent there.")
      page.paragraph("→ `scrim claims list` shows them.", indent: 4)
    }
    for one in voidsWaiting { VoidText.write(waiting: one.voids, archiveKey: one.archiveKey, to: &page) }
  }
}

extension RunSetup {
  func answers(_ desk: BillingDesk) throws -> AnswerStatus {
    let states = Dictionary(grouping: try desk.work(), by: \.state)
    return AnswerStatus(
      waiting: states.keys.sorted().map { state in
        .init(state: state, claims: states[state]?.reduce(0) { $0 + $1.claims } ?? 0)
      },
      changed: try desk.changes().count,
      unanswered: try services.configuration.clearinghouses.flatMap { try unanswered($0, desk) },
      unmatched: try desk.unmatched().count,
      voidsWaiting: try desk.waitingVoids().map { .init(archiveKey: $0.archiveKey, voids: $0.voids) })
  }

  /// Of a clearinghouse that gives no acknowledgments none is waited for; where there is no interchange, no
  /// TA1 or 999.
  private func unanswered(_ clearinghouse: Clearinghouse, _ desk: BillingDesk) throws -> [AnswerStatus
    .Unanswered]
  {
    guard let expected = clearinghouse.acknowledgments else { return [] }
    return try desk.unanswered(
      clearinghouse.id, syntaxDays: clearinghouse.format == .json ? nil : expected.syntaxDays,
      claimDays: expected.claimDays,
      paymentDays: expected.paymentDays
    ).map {
      .init(
        clearinghouse: clearinghouse.id, waitsFor: $0.waitsFor, claims: $0.claims,
        since: isoDay(microseconds: $0.oldest))
    }
  }
}
