internal import Foundation
internal import TestSupport

/// The same seed with and without self-pay clients. Whoever sees only what billing staff, cron and payers see
/// cannot tell in which of the two they live.
package enum TwoWorlds: Proof {
  package static let name = "two-worlds"
  package static let sentence = "shows nobody who bills, runs or pays claims whether anyone is self-pay."

  package static func run(_ size: ProofSize) throws -> ProofResult {
    let rounds = size.rounds(50)
    let results = Collected<Told>(rounds + Leak.all.count)
    try Pairs.live(rounds + Leak.all.count) { index in
      let leak = index < rounds ? nil : Leak.all[index - rounds]
      let seed = size.seed &* 1_000 &+ UInt64(index < rounds ? index : index - rounds)
      return try pair(Invention(seed: seed), leak: leak)
    } keep: { index, told in
      results.set(index, told)
      if index % 10 == 9, index < rounds { size.say("\(name): \(index + 1) of \(rounds)") }
    }
    let told = results.all
    let findings = told.prefix(rounds).compactMap(\.finding)
    let controls = zip(Leak.all, told.dropFirst(rounds)).map { leak, told in
      ProofResult.Control(leak.planted, isFound: told.differences.contains { $0.hasPrefix(leak.seenIn) })
    }
    return ProofResult(
      n: told.prefix(rounds).filter { $0.withheld > 0 }.count, unit: "practices, each lived twice",
      findings: findings, controls: controls, notes: notes(told.prefix(rounds)))
  }

  private static func notes(_ told: ArraySlice<Told>) -> [String] {
    let (sessions, withheld) = told.reduce((0, 0)) { ($0.0 + $1.sessions, $0.1 + $1.withheld) }
    let seen = told.reduce((0, 0)) { ($0.0 + $1.seen, $0.1 + $1.bytes) }
    return [
      "\(sessions) sessions, \(withheld) of them self-pay: by the records' flags, by joint sessions, merged "
        + "records, and \(told.reduce(0) { $0 + $1.marks }) marks made with the command",
      "\(seen.0) reports, logs, tables, payloads and headers compared, \(seen.1) bytes of each world",
    ]
  }

  /// What one pair tells.
  private struct Told: Sendable {
    let seed: UInt64
    let sessions, withheld, marks, seen, bytes: Int
    let differences: [String]

    var finding: String? {
      guard !differences.isEmpty else { return nil }
      let rest = differences.count > 6 ? " and \(differences.count - 6) more" : ""
      return "seed \(seed): differs in " + differences.prefix(6).joined(separator: ", ") + rest
    }
  }

  private static func pair(_ invention: Invention, leak: Leak?) throws -> Told {
    let with = try World(invention, port: 0)
    if let leak { try with.site.script(leak.sql) }
    let marks = try drawn(invention, with)
    for mark in marks {
      let answered = try with.unseen("mark") { try with.site.start(mark.arguments).finished() }
      guard answered.code == 0 else { throw MarkRefused(code: answered.code) }
    }
    // Pages take as long as all the rest: a third of the practices is looked at through the console too.
    let looks = leak.map { $0.seenIn.hasPrefix("page") } ?? (invention.seed % 3 == 0)
    try live(with, without: [], looks: looks)
    let port = with.port
    with.site.sandbox?.end()
    let without = try World(invention, port: port)
    if let leak { try without.site.script(leak.sql) }
    let struck = try SelfPay(marks: marks).strike(from: without.site)
    try live(without, without: struck, looks: looks)
    return Told(
      seed: invention.seed, sessions: invention.sessions, withheld: struck.count, marks: marks.count,
      seen: with.seen.count, bytes: with.bytes, differences: with.differences(from: without))
  }

  struct MarkRefused: Error { let code: Int32 }

  /// Claims were sent, and the records of some were changed: the desk must have something to say.
  struct NothingChanged: Error {}

  /// Everything that people at the billing desk and cron do in two runs, with new sessions between.
  private static func live(_ world: World, without struck: [String], looks: Bool) throws {
    try world.command("status", ["status"])
    try world.command("unbilled", ["unbilled"])
    let shown = try world.command("preview", ["preview", "--payload", "shown", "--yes", "--json"])
    try lookAtPreview(world)
    let approval = try shown.json()["approval"].text
    let isApproved = world.invention.seed % 2 == 0 && !approval.isEmpty
    try world.command("first run", ["run", "--json"] + (isApproved ? ["--approve", approval] : []))
    try world.command("status after the first run", ["status", "--json"])
    try world.command("unbilled after the first run", ["unbilled", "--json"])
    try world.lookAtTables("after the first run")
    let pages = looks ? try PageLook(world) : nil
    try pages?.look("after the first run")
    try world.unseen("arrivals") { try world.invention.arrive(world.site, without: struck) }
    try world.command("second preview", ["preview"])
    try world.command("second run", ["run"])
    try world.unseen("corrections") { try world.invention.correct(world.site) }
    let changed = try world.command("changed since sent", ["claims", "list", "--changed", "--json"])
    guard changed.code == 1 else { throw NothingChanged() }
    try world.command("desk in the end", ["claims", "list"])
    try pages?.work("in the end")
    try world.command("status in the end", ["status"])
    try world.command("trail in the end", ["trail", "verify"])
    try world.lookAtTables("in the end")
    try world.lookAtClearinghouse()
  }

  private static func lookAtPreview(_ world: World) throws {
    for (name, bytes) in try Site.files(in: world.site.folder + "/shown", ending: ".837")
      .sorted(by: { $0.key < $1.key })
    { world.see("payload shown", name + "\n" + String(decoding: bytes, as: UTF8.self)) }
  }

  /// Three to six marks, by whoever may make them: clients with and without dates, single sessions, sessions
  /// that are not signed yet.
  private static func drawn(_ invention: Invention, _ world: World) throws -> [MarkCommand] {
    var chance = SeededGenerator(seed: invention.seed ^ 0x6d61_726b)
    let sessions = try world.site.rows(
      "select session_id, client_id, service_date::text from practice.session order by 1")
    return (0..<Int.random(in: 3...6, using: &chance)).map { number in
      let session = sessions[Int.random(in: 0..<sessions.count, using: &chance)]
      var mark = MarkCommand(client: session[1])
      switch Int.random(in: 0..<4, using: &chance) {
      case 0: mark.session = session[0]
      case 1: mark.from = session[2]
      case 2: mark.through = session[2]
      default: break
      }
      mark.caller = ["clinician", "billing", "privacy"][number % 3]
      return mark
    }
  }
}

/// A violation that is planted in both worlds: it tells of restrictions where there are any.
private struct Leak: Sendable {
  let planted: String
  /// Where it must be seen, as the beginning of a name.
  let seenIn: String
  let sql: String

  static let all: [Leak] = [
    Leak(
      planted: "the trail counts the restrictions", seenIn: "trail.entry",
      sql: trigger(
        on: "trail.entry", "before insert",
        "new.detail := new.detail || jsonb_build_object('n', (select count(*) from gate.restriction));")),
    Leak(
      planted: "an interchange number is left out where somebody is restricted", seenIn: "payload received",
      sql: trigger(
        on: "claims.run", "before insert",
        """
        insert into claims.control_number select 'harborlink', 2 where exists (select from gate.restriction)
        on conflict (clearinghouse) do update
        set next_interchange = claims.control_number.next_interchange + 1;
        """)),
    Leak(
      planted: "what is due counts restricted sessions", seenIn: "status",
      sql: blind("due", "gate.eligible()", "replace(gate.eligible(), 'r.lifted_at is null', 'false')")),
    Leak(
      planted: "a page of the console counts restricted sessions", seenIn: "page GET /today",
      sql: blind("due", "gate.eligible()", "replace(gate.eligible(), 'r.lifted_at is null', 'false')")),
    Leak(
      planted: "what has changed since it was sent is told less where somebody is restricted",
      seenIn: "changed since sent",
      sql: trigger(
        on: "gate.changed", "before insert",
        "if new.kinds = '{charge}' and exists (select from gate.restriction) then return null; end if;")),
    Leak(
      planted: "restricted sessions are among the unbilled", seenIn: "unbilled",
      sql: blind("unbilled", "gate.unrestricted()", "''")),
  ]

  private static func trigger(on table: String, _ when: String, _ body: String) -> String {
    """
    create function public.leak() returns trigger language plpgsql security definer as
    $leak$ begin \(body) return new; end $leak$;
    create trigger leak \(when) on \(table) for each row execute function public.leak();
    """
  }

  /// Takes a look at restrictions out of a function of the gate; fails where it has none.
  private static func blind(_ function: String, _ text: String, _ instead: String) -> String {
    """
    do $leak$
    declare
      old text := (select pg_get_functiondef(p.oid) from pg_proc p
        where p.proname = '\(function)' and p.pronamespace = 'gate'::regnamespace);
      new text := replace(old, $text$\(text)$text$, $text$\(instead)$text$);
    begin
      if new = old then raise exception 'there is nothing to take out'; end if;
      execute new;
    end $leak$;
    """
  }
}
