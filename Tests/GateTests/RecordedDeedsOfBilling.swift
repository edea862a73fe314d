internal import Desk
internal import Postgres
internal import Sessions
internal import Signing
internal import Submissions
internal import TestSupport

extension RecordedDeed {
  /// What the billing desk does with a claim that was sent.
  static let desk = [
    RecordedDeed("an acknowledgment is taken") { stage in
      _ = try stage.sent()
      return { try stage.say("received") }
    },
    RecordedDeed("an acknowledgment that came before settles what is in doubt") { stage in
      let (_, permit) = try stage.permitted()
      try stage.say("received")
      _ = try stage.ledger.conclude(permit, .inDoubt)
      return { _ = try stage.ledger.settleAcknowledged() }
    },
    RecordedDeed("a wish is forgotten, since somebody has the claim after all") { stage in
      let claim = try stage.sent()
      try stage.say("rejected")
      _ = try stage.billing().sendAgain(claim, Stage.payers, knownBy: nil)
      try stage.practice.ask("update claims.progress set state = 'adjudicating'")
      return {
        _ = try stage.practice.ask("select claims.reconsider(array(select session_id from claims.claim))")
      }
    },
    RecordedDeed("a claim is billed to another payer") { stage in
      let claim = try stage.sent()
      try stage.say("denied", in: "835")
      return { _ = try stage.billing().rebill(claim, Stage.payers) }
    },
    RecordedDeed("a claim is sent again") { stage in
      let claim = try stage.sent()
      try stage.say("rejected")
      return { _ = try stage.billing().sendAgain(claim, Stage.payers, knownBy: nil) }
    },
    RecordedDeed("a claim is replaced") { stage in
      let claim = try stage.sent()
      try stage.say("adjudicating")
      return { _ = try stage.billing().replace(claim, payerClaimNumber: "MM-1", Stage.payers) }
    },
    RecordedDeed("a claim is voided") { stage in
      let claim = try stage.sent()
      try stage.say("adjudicating")
      return { _ = try stage.billing().void(claim, payerClaimNumber: "MM-1", Stage.payers) }
    },
    RecordedDeed("the privacy officer stands behind a void") { stage in
      let claim = try stage.sent()
      try stage.say("adjudicating")
      _ = try stage.billing().void(claim, payerClaimNumber: "MM-1", Stage.payers)
      let officer = try BillingDesk(stage.practice.database.address(as: "privacy_officer"))
      return { _ = try officer.void(claim, payerClaimNumber: nil, Stage.payers) }
    },
    RecordedDeed("a sealed original is opened") { stage in
      let claim = try stage.sent()
      try stage.say("adjudicating")
      _ = try stage.billing().void(claim, payerClaimNumber: "MM-1", Stage.payers)
      let permitted = PermittedPayers(
        ids: Stage.payers.ids, firstServiceDates: Stage.payers.firstServiceDates)
      let due = try stage.ledger.dueVoids("harborlink", payers: permitted)
      return { for one in due { _ = try stage.ledger.sealedOriginal(one.submission) } }
    },
    RecordedDeed("a replacement is taken back") { stage in
      let claim = try stage.sent()
      try stage.say("adjudicating")
      _ = try stage.billing().replace(claim, payerClaimNumber: "MM-1", Stage.payers)
      return { _ = try stage.billing().takeBack(claim) }
    },
    RecordedDeed("a claim is closed") { stage in
      let claim = try stage.sent()
      return { _ = try stage.billing().close(claim, reason: "written-off") }
    },
    RecordedDeed("a claim is opened again") { stage in
      let claim = try stage.sent()
      _ = try stage.billing().close(claim, reason: "written-off")
      return { _ = try stage.billing().reopen(claim) }
    },
    RecordedDeed("a session is kept back") { stage in
      { _ = try stage.billing().keepBack(session: stage.sessions[0].record.reference, reason: "policy") }
    },
    RecordedDeed("a session is let go") { stage in
      _ = try stage.billing().keepBack(session: stage.sessions[0].record.reference, reason: "policy")
      return { _ = try stage.billing().letGo(session: stage.sessions[0].record.reference) }
    },
    RecordedDeed("a session is let go although it is late") { stage in
      { _ = try stage.billing().giveDelayReason(session: stage.session, "11", Stage.latePayers) }
    },
    RecordedDeed("a rejected claim is let go although it is late") { stage in
      let claim = try stage.sent()
      try stage.say("rejected")
      return {
        _ = try stage.billing().release(claim, delayReason: "11", Stage.latePayers, knownBy: nil)
      }
    },
    RecordedDeed("the reason why a session is late is taken back") { stage in
      _ = try stage.billing().giveDelayReason(session: stage.session, "11", Stage.latePayers)
      return { _ = try stage.billing().takeBackDelayReason(session: stage.session) }
    },
    RecordedDeed("an answer is opened as it came") { stage in
      _ = try stage.sent()
      try stage.say("received")
      let number = try stage.practice.ask("select max(acknowledgment_id) from claims.acknowledgment").int64(
        0, 0)
      return { _ = try KeptAnswers(stage.practice.database.address(as: "biller")).open(number) }
    },
    RecordedDeed("a claim is shown") { stage in
      let claim = try stage.sent()
      return { _ = try stage.billing().versions(of: claim) }
    },
  ]
}

extension Stage {
  static let payers = BillingDesk.Payers(
    ids: Practice.payers,
    firstServiceDates: Practice.payers.map { _ in Practice.firstServiceDate.daysSince2000 })

  /// Everything is late.
  static var latePayers: BillingDesk.Payers {
    var payers = payers
    payers.oldest = payers.ids.map { _ in Practice.anchor.daysSince2000 }
    payers.oldestCorrected = payers.oldest
    return payers
  }

  var session: String { sessions[0].record.reference }

  func billing() throws -> BillingDesk { try BillingDesk(practice.database.address(as: "biller")) }

  /// The number of a claim that its clearinghouse accepted.
  func sent() throws -> String {
    let (_, permit) = try permitted()
    _ = try ledger.conclude(permit, .accepted)
    return try claim()
  }

  private func claim() throws -> String {
    try practice.ask("select min(patient_control_number) from claims.claim").text(0, 0)
  }

  /// The payer says this of it, in a file of its own.
  func say(_ outcome: String, in kind: String = "277CA") throws {
    let statement = """
      [{"fingerprint": "\(Digest(sha256Of: Array(outcome.utf8)).hex)", "kind": "\(kind)", \
      "source": "payer", "scope": "claim", "reference": "\(try claim())", "outcome": "\(outcome)", "codes": [], \
      "contradictory": false}]
      """
    _ = try AcknowledgmentDesk(practice.database.address(as: "biller")).take(
      .init(
        clearinghouse: "harborlink", digest: Digest(sha256Of: Array(statement.utf8)).bytes, bytes: 1,
        nameThere: nil)
    ) { try $0.note(statement) }
  }
}
