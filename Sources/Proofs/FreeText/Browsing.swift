internal import Demonstration
internal import Foundation
internal import TestSupport

/// Somebody of each role at the console: every page that they can reach, every form sent as it stands, and
/// all of it once more while what the pages ask of the database fails with a record's text in its message.
final class Browsing {
  /// Who sees a page.
  enum Audience: String, CaseIterable {
    /// Therapists and the privacy officer, who see the names of clients.
    case care
    case billing
    case administration
    /// The front desk, which sees nobody, and whoever has not signed in.
    case strangers

    var file: String { "pages-\(rawValue)" }
  }

  let evidence: Evidence
  let console: ConsoleSite
  private(set) var pages = 0
  /// Pages that said that something is wrong on our side.
  private(set) var faults = 0
  private(set) var broken = 0
  /// Streams of events that said something.
  private(set) var follows = 0

  init(_ evidence: Evidence) throws {
    self.evidence = evidence
    console = try ConsoleSite(evidence.site)
  }

  private static let people: [(login: String, role: String, audience: Audience)] = [
    ("therapist", "clinician", .care), ("privacy_officer", "privacy", .care),
    ("biller", "billing", .billing), ("administrator", "administrator", .administration),
    ("front_desk", "front_desk", .strangers),
  ]

  func person(of audience: Audience) throws -> ConsolePerson {
    let one = Self.people.first { $0.audience == audience }
    return try console.person(one?.login ?? "", one?.role ?? "")
  }

  func lookEverywhere() throws {
    for (login, role, audience) in Self.people {
      var walk = PageWalk(try console.person(login, role))
      try walk.look(from: Self.begin)
      try walk.send()
      try keep(walk, audience)
    }
    var stranger = PageWalk(ConsolePerson(console: console, token: "none"))
    try stranger.look(from: Self.begin)
    try stranger.send()
    try keep(stranger, .strangers)
    for _ in 0..<2 { try takeUp() }
    try breakFunctions()
    try evidence.watch(console.processID)
    try evidence.append(Array(console.log().utf8), to: Evidence.errors)
  }

  /// Also what is not there, and what is refused.
  private static let begin = [
    "/", "/clients", "/tasks", "/restrictions", "/restrictions/all", "/people", "/nothing-here",
    "/clients/" + String(repeating: "A", count: 43), "/clients/%00", "/sign-in?next=//elsewhere",
  ]

  private func keep(_ walk: PageWalk, _ audience: Audience) throws {
    pages += walk.seen.count
    faults += walk.seen.count { $0.answer.status == 500 }
    for sight in walk.seen { try evidence.append(sight.bytes, to: audience.file) }
  }

  /// What billing asked for with a form is made by the gateway's process, while somebody follows it; then
  /// billing looks again, at what came of it, and sends the forms of that.
  private func takeUp() throws {
    let biller = try console.person("biller", "billing")
    let place = ConsolePerson.values(in: try biller.get("/runs").text, after: "href=\"/runs/").first
    let worker = try evidence.start(Programs.scrim, ["run", "--requested"])
    let stream = try place.map { try biller.get("/runs/\($0)/events").body } ?? []
    try evidence.finish(worker, for: .billing)
    follows += stream.isEmpty ? 0 : 1
    try evidence.append(stream, to: Audience.billing.file)
    var walk = PageWalk(biller)
    try walk.look(from: ["/runs"])
    try walk.send()
    try keep(walk, .billing)
  }

  /// Each function that the console's pages stand on, one after the other, and whoever may call it.
  private func breakFunctions() throws {
    try evidence.site.script(ForcedFailures.speaker)
    let callers = Dictionary(
      try evidence.site.rows(Self.callers).map { ($0[0], $0[1].split(separator: ",").map(String.init)) }
    ) { $0 + $1 }
    for function in try evidence.site.rows(ForcedFailures.functions(Self.behindPages)) {
      try evidence.site.script(function[1])
      for (login, role, audience) in Self.people where callers[function[0]]?.contains(role) == true {
        let limits = PageWalk.Limits(alike: 1, unvisited: Self.unvisited(function[0]) + ["/static"])
        var walk = PageWalk(try console.person(login, role), limits)
        try walk.look(from: ["/account"])
        try keep(walk, audience)
      }
      try evidence.site.script(function[2])
      broken += 1
    }
    try evidence.site.script("drop schema forced cascade")
  }

  private static let callers = """
    select d.proname, substring(d.prosrc from '[{]([a-z_,]+)[}]') from pg_proc d
    where d.pronamespace = 'desk'::regnamespace
    """

  /// Pages that read all of the practice, and what they alone show: they are left out while something else is
  /// broken.
  private static let wide = [
    "/tasks": ["tasks", "decisions"], "/same-day": ["confirm_other_session"], "/today": ["due", "lines"],
    "/unbilled": ["unbilled"],
  ]

  private static func unvisited(_ function: String) -> [String] {
    wide.filter { !$0.value.contains(function) }.map(\.key)
  }

  private static let behindPages =
    "exists (select from pg_proc d where d.pronamespace = 'desk'::regnamespace and d.proname = p.proname)"

  /// What somebody types is shown to them again.
  func show(_ bytes: [UInt8], to audience: Audience) throws {
    let text = String(decoding: bytes, as: UTF8.self)
    let person = try person(of: audience)
    let answer =
      switch audience {
      case .care: try person.post("/clients", [("search", text)])
      case .administration: try person.post("/people/new", [("login", text)])
      case .billing, .strangers: try person.post("/mark", [("client", text), ("requestedOn", "")])
      }
    try evidence.append(answer.body, to: audience.file)
  }
}

extension Sinks {
  /// What the console showed, by who saw it.
  static func pages(_ browsing: Browsing) -> [Sink] {
    let allowed: [Browsing.Audience: Set<PlantedWord.Family>] = [
      .care: [.key, .restrictedKey], .billing: [.key], .administration: [.ownKey],
    ]
    return Browsing.Audience.allCases.map { audience in
      var sink = Sink.kept(
        "pages seen by \(audience.rawValue)", audience.file, of: browsing.evidence,
        allows: allowed[audience] ?? []
      ) { try browsing.show($0, to: audience) }
      if audience == .care {
        sink.columns = ["client.family_name", "client.given_name", "payer.name", "clinician_id"]
      }
      return sink
    }
  }
}
