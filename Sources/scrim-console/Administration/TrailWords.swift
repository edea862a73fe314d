internal import Health

/// What an entry's kind means.
enum TrailWords {
  /// The kind itself where this version does not know it.
  static func of(_ kind: String) -> String { kinds[kind] ?? kind }
  static func ofMark(_ kind: String) -> String { marks[kind] ?? kind }

  /// Of `{"role": "billing", "n": 1}`: what a person would write.
  static func plain(_ detail: String) -> String {
    String(detail.unicodeScalars.filter { !"{}[]\"".unicodeScalars.contains($0) }.map(Character.init))
  }

  static func verdict(_ found: TrailHealth) -> String {
    if found.checkpoints == 0 { return "There was no checkpoint, so nothing could be shown" }
    if found.damages > 0 {
      return
        "It is not as it was signed (\(found.damages == 1 ? "one finding" : "\(found.damages) findings"))"
    }
    return "It is as it was signed: \(found.signed) entries under \(found.checkpoints) checkpoints, "
      + "\(found.outside) of them kept elsewhere"
  }

  private static let kinds = [
    "run.started": "a run began", "run.joined": "somebody joined a run", "run.finished": "a run ended",
    "run.preview_asked": "a preview was asked for", "run.approved": "a run was approved",
    "preview.made": "a preview was made", "destination.approved": "a destination was approved",
    "submission.sealed": "a submission was sealed", "submission.withdrawn": "a submission was withdrawn",
    "submission.doubted": "a submission came into doubt", "submission.settled": "a submission was settled",
    "submission.asked": "a clearinghouse was asked about a submission",
    "submission.opened": "an archived submission was opened",
    "attempt.permitted": "sending was permitted", "attempt.concluded": "an attempt to send ended",
    "claim.closed": "a claim was closed", "claim.reopened": "a claim was opened again",
    "claim.rebilled": "a claim was billed anew", "claim.reconsidered": "its state was worked out anew",
    "claim.replaced": "a claim was replaced", "claim.sent_again": "a claim was sent again",
    "claim.shown": "a claim was looked at", "claim.content_asked": "what a claim would say was asked for",
    "claim.taken_back": "a correction was taken back",
    "claim.voided": "a claim was voided",
    "clearinghouse.contradicted": "a clearinghouse contradicted itself",
    "clearinghouse.trusted": "a clearinghouse is believed again",
    "acknowledgment.taken": "an answer came in", "acknowledgment.opened": "an answer was opened",
    "notice.recorded": "what a claim waited for was recorded",
    "notice.withdrawn": "what a claim waited for was taken back",
    "session.kept_back": "a session was kept back", "session.let_go": "a session was let go",
    "session.delay_reason_given": "a reason for lateness was given",
    "session.delay_reason_taken_back": "a reason for lateness was taken back",
    "person.registered": "a person was registered", "person.disabled": "a person was disabled",
    "person.proposed": "a change of an account was proposed",
    "person.confirmed": "a second person confirmed it", "person.declined": "a second person declined it",
    "person.withdrawn": "a proposal was taken back",
    "person.changed_alone": "an account was changed by one person, as there was no second",
    "person.notices_read": "somebody read what was done to their account",
    "console.invited": "an invitation code was made", "console.enrolled": "an account began",
    "console.signed_in": "somebody signed in", "console.signed_out": "somebody signed out",
    "console.sessions_ended": "somebody’s sign-ins were ended",
    "console.refused": "a sign-in was refused", "console.role_put_on": "another role was put on",
    "console.confirmed": "password and code were given once more",
    "console.password_changed": "a password was changed",
    "console.recovery_renewed": "recovery codes were made anew",
    "database.adopted": "a restored database was taken up",
  ]

  private static let marks = [
    "marked": "marked self-pay", "imported": "came in from the records’ own flag",
    "replayed": "marked again after a restore", "mark_forgone": "left out after a restore",
    "lift_requested": "the client’s request to lift was written down", "lifted": "lifted",
    "paid": "a payment was recorded", "payment_dishonoured": "a payment was not honoured",
    "answer_settled": "what had been in flight was settled", "task_closed": "a task was closed",
    "other_session": "a session was said to be another one",
    "notice_withdrawn": "a recorded notice ended with the mark",
    "disclosures_shown": "somebody looked at what has left",
  ]
}
