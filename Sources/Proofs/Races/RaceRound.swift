internal import Gate
internal import Postgres
internal import Sessions
internal import Signing
internal import Submissions
internal import TestSupport

/// What happens beside the mark and the permits of one round.
enum RaceKind: Int, CaseIterable, Sendable {
  case plain, merge, lift, session, newcomer, isolation

  /// By the last digit of the round.
  init(_ round: Int) {
    switch round % 10 {
    case 9: self = .newcomer
    case 8: self = round % 50 == 8 ? .isolation : .session
    case 6, 7: self = .lift
    case 4, 5: self = .merge
    default: self = .plain
    }
  }
}

/// What one round ended in.
struct RaceRound: Sendable {
  /// By session; nil where the mark was refused, or was not made.
  var answers: [String: Restrictions.Answer]?
  /// Sessions of submissions for which a permit was given.
  var permitted: Set<String> = []
  var permitsTried = 0
  /// A mark under another isolation was answered.
  var isAnsweredWrongly = false
  /// Who was ended by the database, and with which SQLSTATE: 40P01 where two waited for each other.
  var refused: [String] = []

  /// Sessions for which somebody was told "protected", or that no such session is there yet, and whose permit
  /// was given.
  func violations(_ kind: RaceKind) -> [String] {
    guard let answers else { return [] }
    return permitted.filter { session in
      if let answer = answers[session] { return answer == .protected }
      // Another session's mark, or a record that was not merged when the mark looked: nothing was said of it.
      return kind != .session && !session.hasSuffix("-3")
    }.sorted()
  }
}

/// One side of a lane's rounds: seals and asks for permits.
struct RaceSender {
  let practice: RacePractice
  let ledger: Ledger
  let lane: Int
  private let records: Connection

  init(_ practice: RacePractice, lane: Int) throws {
    (self.practice, self.lane) = (practice, lane)
    ledger = try practice.ledger()
    records = try practice.database.connect()
  }

  /// Two submissions, one after the other: the first two sessions, and the third. A newcomer's rows come
  /// first: no row of the client was anywhere before.
  func send(_ round: Int, _ tell: (RaceRound.Permitted) -> Void) throws {
    if RaceKind(round) == .newcomer {
      try records.script(
        "set role scrim_practice; " + RacePractice.records("(values (\(round))) as rounds(r)"))
    }
    for seats in [[1, 2], [3]] {
      let submission = try seal(round, seats)
      let isPermitted = try ledger.permit(submission, payers: RacePractice.permitted) != nil
      tell(.init(sessions: seats.map { RacePractice.session(round, $0) }, isPermitted: isPermitted))
    }
  }

  func seal(_ round: Int, _ seats: [Int]) throws -> Submission {
    let clearinghouse = "lane\(lane)"  // its own interchange numbers
    let key = UniqueID.v4()
    let address = NewSubmission.Address(
      key: key, clearinghouse: clearinghouse, destination: Digest(sha256Of: Array(clearinghouse.utf8)),
      controlNumber: try ledger.nextControlNumber(clearinghouse), batchID: "B-\(key.description.prefix(8))")
    let sealed = NewSubmission.Sealed(
      ciphertext: RandomBytes.make(64), nonce: RandomBytes.make(12), transitWrappedKey: RandomBytes.make(40),
      archiveWrappedKey: RandomBytes.make(40), archiveKeyID: "archive-2025-11")
    return try ledger.seal(
      NewSubmission(
        address: address, payload: Digest(sha256Of: key.bytes), payloadBytes: 1_000,
        signature: (der: [0x30, 0x00], keyID: "0123456789abcdef"), sealed: sealed,
        claims: seats.map { reference(round, $0) }), run: practice.run)
  }

  private func reference(_ round: Int, _ seat: Int) -> ClaimReference {
    let session = RacePractice.session(round, seat)
    let day = RacePractice.serviceDate(seat).daysSince2000
    return ClaimReference(
      session: session, version: 1,
      client: seat == 3 ? RacePractice.other(round) : RacePractice.client(round), payer: "meridian",
      serviceDate: day, chargeCents: 14_000,
      patientControlNumber: String(Digest(sha256Of: Array(session.utf8)).hex.prefix(20)).uppercased())
  }
}

extension RaceRound {
  struct Permitted {
    let sessions: [String]
    let isPermitted: Bool
  }
}

/// The other side: marks, and before that what the round needs.
struct RaceMarker {
  private let therapist: Restrictions
  private let privacy: Restrictions
  private let records: Connection
  private let strict: Connection

  init(_ practice: RacePractice) throws {
    therapist = try Restrictions(practice.database.address(as: "therapist"))
    privacy = try Restrictions(practice.database.address(as: "privacy_officer"))
    records = try practice.database.connect(as: "postgres")
    strict = try practice.database.connect(as: "therapist")
  }

  /// Not in the race: an older mark whose lifting was asked for and is not confirmed.
  func prepare(_ round: Int) throws {
    guard RaceKind(round) == .lift else { return }
    let old = Restrictions.Mark(client: RacePractice.client(round), requestedOn: RacePractice.today)
    _ = try therapist.mark(old)
    _ = try privacy.requestLift(client: old.client, session: nil, requestedOn: RacePractice.today)
  }

  /// What comes in the middle: a merge, a lift. On a thread of its own.
  func disturb(_ round: Int) throws {
    switch RaceKind(round) {
    case .merge:
      try records.script(
        """
        update practice.client set merged_into = '\(RacePractice.other(round))'
        where client_id = '\(RacePractice.client(round))'
        """)
    case .lift: _ = try privacy.confirmLift(client: RacePractice.client(round), session: nil)
    case .plain, .session, .isolation, .newcomer: break
    }
  }

  /// Nil where the mark was refused: the client is not known yet, or the isolation is another.
  func mark(_ round: Int) throws -> (answers: [String: Restrictions.Answer]?, isWrong: Bool) {
    if RaceKind(round) == .isolation { return (nil, try isAnsweredUnderAnotherIsolation(round)) }
    var mark = Restrictions.Mark(client: RacePractice.client(round), requestedOn: RacePractice.today)
    if RaceKind(round) == .session { mark.session = RacePractice.session(round, 1) }
    switch Result(catching: { () throws(PostgresError) in try therapist.mark(mark) }) {
    case .success(let reached):
      return (Dictionary(reached.map { ($0.session, $0.answer) }) { first, _ in first }, false)
    case .failure(let error):
      guard error.sqlState == "SC007" else { throw error }
      return (nil, false)
    }
  }

  private func isAnsweredUnderAnotherIsolation(_ round: Int) throws -> Bool {
    let level = round % 100 == 8 ? "serializable" : "repeatable read"
    try strict.script("set default_transaction_isolation = '\(level)'")
    do throws(PostgresError) {
      try strict.query(
        "select * from gate.mark_self_pay($1, null, null, null, current_date - 1, null)",
        [.text(RacePractice.client(round))])
    } catch {
      return error.sqlState != "SC001"
    }
    return true
  }
}
