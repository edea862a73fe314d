internal import Desk
internal import Gate
internal import Postgres
internal import Sessions
internal import Signing
internal import Submissions
internal import TestSupport

/// Something that is done to the ledger or to a restriction, with all that has to come before it.
struct RecordedDeed: Sendable {
  let name: String
  /// Leads up to it, and answers with the deed itself.
  let prepared: @Sendable (Stage) throws -> () throws -> Void

  init(_ name: String, _ prepared: @escaping @Sendable (Stage) throws -> () throws -> Void) {
    (self.name, self.prepared) = (name, prepared)
  }
}

/// A practice, and who acts in it.
struct Stage {
  struct NotReady: Error {}

  let practice: Practice
  let ledger: Ledger
  let front: Front
  let sessions: [AdmittedSession]

  init() throws {
    practice = try Practice()
    ledger = try practice.ledger()
    front = Front(practice: practice)
    sessions = try practice.admitted()
  }

  func sealed() throws -> Submission { try ledger.seal([sessions[0]], run: practice.run) }

  func permitted() throws -> (Submission, Permit) {
    let submission = try sealed()
    guard let permit = try ledger.permit(submission, payers: Practice.permitted) else { throw NotReady() }
    return (submission, permit)
  }

  func doubtful() throws -> (Submission, Permit) {
    let (submission, permit) = try permitted()
    try ledger.conclude(permit, .inDoubt)
    return (submission, permit)
  }

  func again(_ submission: Submission) throws -> Permit {
    guard let permit = try ledger.permitAgain(submission, payers: Practice.permitted, windowHours: 24)
    else { throw NotReady() }
    return permit
  }

  func officer() throws -> Restrictions { try front.restrictions(as: "privacy_officer") }
  func therapist() throws -> Restrictions { try front.restrictions(as: "therapist") }

  func contradicted() throws {
    let (submission, permit) = try doubtful()
    try ledger.nameReceipt(permit, "R-1")
    try ledger.nameReceipt(again(submission), "R-2")
  }
}

extension RecordedDeed {
  static let all =
    runs + submissions + doubts + desk + marks + afterMarks + imports + people + console
    + administration

  private static let runs = [
    RecordedDeed("a run begins") { stage in
      { _ = try stage.ledger.beginRun(UniqueID.v4(), sharing: .none) }
    },
    RecordedDeed("a run is joined") { stage in
      let leader = try Ledger(stage.practice.database.address(as: "scrim_gateway"))
      _ = try leader.beginRun(UniqueID.v4(), sharing: .all)
      return {
        try withExtendedLifetime(leader) {
          guard try stage.ledger.joinRun() != nil else { throw Stage.NotReady() }
        }
      }
    },
    RecordedDeed("a run ends") { stage in
      let part = try stage.ledger.beginRun(UniqueID.v4(), sharing: .none)
      return { try stage.ledger.finishRun(part) }
    },
    RecordedDeed("a preview is kept") { stage in
      { try stage.ledger.recordPreview(Digest(sha256Of: [1]), minute: 0) }
    },
    RecordedDeed("a destination is approved") { stage in
      {
        _ = try stage.practice.ask(
          "select claims.approve_destination('harborlink', $1)", [.bytes(Digest(sha256Of: [2]).bytes)],
          as: "scrim_gateway")
      }
    },
  ]

  private static let submissions = [
    RecordedDeed("a submission is sealed") { stage in { _ = try stage.sealed() } },
    RecordedDeed("a submission is withdrawn") { stage in
      let submission = try stage.sealed()
      return { try stage.ledger.withdraw(submission) }
    },
    RecordedDeed("what a run sealed is withdrawn") { stage in
      _ = try stage.sealed()
      return { _ = try stage.ledger.withdraw(run: stage.practice.run) }
    },
    RecordedDeed("what is not admitted any more is withdrawn") { stage in
      _ = try stage.sealed()
      _ = try stage.front.mark(stage.sessions[0])
      return { try stage.ledger.withdrawInadmissible("harborlink", payers: Practice.permitted) }
    },
    RecordedDeed("a permit is given") { stage in
      let submission = try stage.sealed()
      return { _ = try stage.ledger.permit(submission, payers: Practice.permitted) }
    },
    RecordedDeed("a permit is refused") { stage in
      let submission = try stage.sealed()
      _ = try stage.front.mark(stage.sessions[0])
      return { _ = try stage.ledger.permit(submission, payers: Practice.permitted) }
    },
    RecordedDeed("a permit is given again") { stage in
      let (submission, _) = try stage.doubtful()
      return { _ = try stage.again(submission) }
    },
  ]

  private static let ends: [(String, Report)] = [
    ("accepted", .accepted), ("rejected", .rejected), ("not sent", .notSent), ("in doubt", .inDoubt),
  ]

  private static let doubts =
    ends.map { name, report in
      RecordedDeed("an attempt ends: \(name)") { stage in
        let (_, permit) = try stage.permitted()
        return { try stage.ledger.conclude(permit, report) }
      }
    } + [
      RecordedDeed("an attempt was abandoned") { stage in
        _ = try stage.permitted()
        return { _ = try stage.ledger.doubtAbandoned() }
      },
      RecordedDeed("a clearinghouse answers that it has it") { stage in
        let (submission, _) = try stage.doubtful()
        _ = try stage.ledger.noteStatus(submission, .received(receipt: "R-1"), minutesApart: 60)
        return { _ = try stage.ledger.noteStatus(submission, .received(receipt: "R-1"), minutesApart: 0) }
      },
      RecordedDeed("a second receipt is named") { stage in
        let (submission, permit) = try stage.doubtful()
        try stage.ledger.nameReceipt(permit, "R-1")
        let second = try stage.again(submission)
        return { try stage.ledger.nameReceipt(second, "R-2") }
      },
      RecordedDeed("a clearinghouse is trusted again") { stage in
        try stage.contradicted()
        return { _ = try BillingDesk(stage.practice.database.address(as: "biller")).trust("harborlink") }
      },
      RecordedDeed("a person settles that it arrived") { try settling($0, receipt: "R-1") },
      RecordedDeed("a person settles that it did not arrive") { try settling($0, receipt: nil) },
    ]

  private static func settling(_ stage: Stage, receipt: String?) throws -> () throws -> Void {
    let (submission, _) = try stage.doubtful()
    let desk = try BillingDesk(stage.practice.database.address(as: "biller"))
    return { _ = try desk.settle(key: submission.key.bytes, receipt: receipt, knownBy: "phone") }
  }
}
