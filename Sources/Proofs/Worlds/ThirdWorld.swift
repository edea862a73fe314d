internal import Foundation
internal import TestSupport

/// A mark that comes when billing has seen something already, against a note that is un-signed at the same
/// moment. Something that was seen is gone then: of the cause there is no sign, neither at once nor in what
/// the next runs leave behind.
package enum ThirdWorld: Proof {
  package static let name = "third-world"
  package static let sentence = "shows no difference between a mark and a note that is un-signed."

  package static func run(_ size: ProofSize) throws -> ProofResult {
    let rounds = size.rounds(50)
    let results = Collected<Told>(rounds + Trace.all.count)
    try Pairs.live(rounds + Trace.all.count) { index in
      let trace = index < rounds ? nil : Trace.all[index - rounds]
      let moment = trace?.moment ?? Moment.allCases[index % Moment.allCases.count]
      let seed = size.seed &* 1_000 &+ 500_000 &+ UInt64(index < rounds ? index : index - rounds)
      return try pair(Invention(seed: seed), moment, trace)
    } keep: { index, told in
      results.set(index, told)
      if index % 10 == 9, index < rounds { size.say("\(name): \(index + 1) of \(rounds)") }
    }
    let told = results.all
    let controls = zip(Trace.all, told.dropFirst(rounds)).map { trace, told in
      ProofResult.Control(trace.planted, isFound: told.differences.contains { $0.hasPrefix(trace.seenIn) })
    }
    return ProofResult(
      n: told.prefix(rounds).filter { $0.reached > 0 }.count, unit: "practices, each lived twice",
      findings: told.prefix(rounds).compactMap(\.finding), controls: controls,
      notes: Moment.allCases.map { moment in
        let of = told.prefix(rounds).filter { $0.moment == moment }
        let clean = of.filter(\.differences.isEmpty).count
        return "after \(moment.rawValue): \(of.reduce(0) { $0 + $1.reached }) sessions reached by "
          + "\(of.count) marks, \(clean) without a difference"
      })
  }

  /// What billing has seen of the session before.
  fileprivate enum Moment: String, CaseIterable, Sendable {
    /// It is among what would be sent.
    case preview = "a preview"
    /// It is held for a defect.
    case hold = "a hold"
    /// It is sealed, and its clearinghouse could not be reached.
    case seal = "a seal"
    /// It was sent, and its payer has said that it has it.
    case answer = "an answer"
  }

  private struct Told: Sendable {
    let seed: UInt64
    let moment: Moment
    let reached: Int
    let differences: [String]

    var finding: String? {
      guard !differences.isEmpty else { return nil }
      let rest = differences.count > 6 ? " and \(differences.count - 6) more" : ""
      return "seed \(seed), after \(moment.rawValue): differs in "
        + differences.prefix(6).joined(separator: ", ") + rest
    }
  }

  private static func pair(_ invention: Invention, _ moment: Moment, _ trace: Trace?) throws -> Told {
    let marked = try World(invention, port: 0, faults: moment == .seal ? ["refuse:1"] : [])
    if let trace { try marked.site.script(trace.sql) }
    let shown = try before(moment, marked)
    let mark = try drawn(invention, moment, marked)
    let gone = try reached(by: mark, in: marked)
    let answered = try marked.unseen("event") { try marked.site.start(mark.arguments).finished() }
    guard [0, 1].contains(answered.code) else { throw TwoWorlds.MarkRefused(code: answered.code) }
    try after(marked, approval: shown, gone, isUnsigned: false)
    let port = marked.port
    marked.site.sandbox?.end()
    let unsigned = try World(invention, port: port, faults: moment == .seal ? ["refuse:1"] : [])
    if let trace { try unsigned.site.script(trace.sql) }
    let again = try before(moment, unsigned)
    try unsigned.unseen("event") {
      try unsigned.site.script(
        "update practice.session set signed_at = null where session_id = any (\(gone.sqlArray))")
    }
    try after(unsigned, approval: again, gone, isUnsigned: true)
    return Told(
      seed: invention.seed, moment: moment, reached: gone.count,
      differences: marked.differences(from: unsigned))
  }

  /// The sessions that this mark takes away, told without the gate.
  private static func reached(by mark: MarkCommand, in world: World) throws -> [String] {
    let before = Set(try SelfPay(marks: []).sessions(in: world.site))
    return try SelfPay(marks: [mark]).sessions(in: world.site).filter { !before.contains($0) }
  }

  /// Returns the approval that the preview offers.
  private static func before(_ moment: Moment, _ world: World) throws -> String {
    let shown = try world.command("preview before", ["preview", "--json"])
    if moment != .preview { try world.command("run before", ["run", "--json"]) }
    if moment == .answer { try DeskLook(world).answerAll() }
    return try shown.json()["approval"].text
  }

  /// At once: everything that billing's commands show, and the approval of what was seen before. Then two
  /// runs, with new sessions between, and after each the tables as well.
  ///
  /// - Parameters:
  ///   - gone: what is not there to be billed any more.
  ///   - isUnsigned: not by a mark.
  private static func after(
    _ world: World, approval: String, _ gone: [String], isUnsigned: Bool
  ) throws {
    try world.command("status right after", ["status"])
    try world.command("unbilled right after", ["unbilled", "--json"])
    let pages = world.invention.seed % 3 == 0 ? try PageLook(world) : nil
    try pages?.look("right after")
    try DeskLook(world).notices(gone)
    try DeskLook(world).correct(gone)
    try world.command("preview right after", ["preview", "--json"])
    try world.command("approved run right after", ["run", "--json", "--approve", approval])
    try world.command("next run", ["run", "--json"])
    try world.command("status after the next run", ["status", "--json"])
    try world.lookAtTables("after the next run")
    try world.unseen("arrivals") { try world.invention.arrive(world.site, without: isUnsigned ? gone : []) }
    try world.command("run after that", ["run"])
    try DeskLook(world).late(gone)
    try world.command("status in the end", ["status"])
    try pages?.work("in the end")
    try world.lookAtTables("in the end")
    try world.lookAtClearinghouse()
  }

  /// A mark of one session that billing has seen, of its client, or of its client from that day on.
  private static func drawn(_ invention: Invention, _ moment: Moment, _ world: World) throws -> MarkCommand {
    let seen = try world.site.rows(moment.sessions)
    guard !seen.isEmpty else { throw NothingSeen() }
    var chance = SeededGenerator(seed: invention.seed ^ 0x7468_6972)
    let session = seen[Int.random(in: 0..<seen.count, using: &chance)]
    var mark = MarkCommand(client: session[1])
    switch Int.random(in: 0..<3, using: &chance) {
    case 0: mark.session = session[0]
    case 1: mark.from = session[2]
    default: break
    }
    return mark
  }

  /// The practice holds nothing that could be seen at this moment.
  struct NothingSeen: Error {}
}

extension ThirdWorld.Moment {
  /// Id, client and day of what billing has seen.
  fileprivate var sessions: String {
    let columns = "select s.session_id, s.client_id, s.service_date::text from practice.session s"
    return switch self {
    case .preview:
      """
      \(columns) where s.signed_at is not null and gate.is_eligible(s.session_id,
        array['meridian', 'northfield', 'cascade', 'union'],
        array_fill(date '\(Today.adding(days: -120))', array[4]))
      order by 1
      """
    case .hold: "\(columns) join claims.hold h on h.session_id = s.session_id order by 1"
    case .seal:
      "\(columns) join claims.claim_state c on c.session_id = s.session_id and c.state = 'sealed' order by 1"
    case .answer:
      "\(columns) join claims.progress p on p.session_id = s.session_id order by 1"
    }
  }
}

/// A violation that is planted in both worlds: it leaves a trace of a mark.
private struct Trace: Sendable {
  let planted: String
  let moment: ThirdWorld.Moment
  let seenIn: String
  let sql: String

  static let all: [Trace] = [
    Trace(
      planted: "a mark leaves an entry in the trail", moment: .preview, seenIn: "trail.entry",
      sql: onMark("insert into trail.entry (kind, subject) values ('session.gone', '');")),
    Trace(
      planted: "a mark leaves an interchange number out", moment: .hold, seenIn: "claims.control_number",
      sql: onMark("update claims.control_number set next_interchange = next_interchange + 1;")),
    Trace(
      planted: "a claim of a marked client is shown as contradictory", moment: .answer, seenIn: "desk",
      sql: onMark(
        """
        update claims.progress set contradictory = true where session_id in (
          select s.session_id from practice.session s where s.client_id = new.client_id);
        """)),
    Trace(
      planted: "of a marked session it is told that its charge has changed since", moment: .answer,
      seenIn: "changed since sent",
      sql: """
        do $leak$
        declare
          old text := pg_get_functiondef('claims.changes()'::regprocedure);
          new text := replace(old, '|| gate.unrestricted() ||', '||');
        begin
          if new = old then raise exception 'there is nothing to take out'; end if;
          execute new;
        end $leak$;
        """),
    Trace(
      planted: "of a marked session it is taken down that the client was told", moment: .preview,
      seenIn: "notice: told",
      sql: """
        do $leak$
        declare
          old text := pg_get_functiondef('gate.record_notice(text, text, date, date)'::regprocedure);
          new text := replace(old, 'gate.is_open(p_session) and', 'true and');
        begin
          if new = old then raise exception 'there is nothing to take out'; end if;
          execute new;
        end $leak$;
        """),
  ]

  private static func onMark(_ body: String) -> String {
    """
    create function public.leak() returns trigger language plpgsql security definer as
    $leak$ begin if new.origin = 'practice' then \(body) end if; return null; end $leak$;
    create trigger leak after insert on gate.restriction for each row execute function public.leak();
    """
  }
}
