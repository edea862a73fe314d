import Foundation
import Proofs
import Testing

/// Every page as everybody, by attempt: with what is theirs, with what is another's, and with nothing.
@Suite(.serialized, .enabled(if: Programs.folder != nil, "SCRIM_TEST_PROGRAMS is not set"))
struct `The console's pages` {
  typealias Expected = MatrixWorld.Expected
  private static let notYours = "This page is not for the role that you have put on."

  @Test func `are all in the table`() throws {
    let listed = Set(MatrixRoute.all.map(\.name))
    let source = try MatrixRoute.inSource().filter { !$0.contains("RouterPath") }
    #expect(Set(source) == listed)
    #expect(source.count == listed.count, "a route stands twice")
    #expect(MatrixRoute.routes(in: "router.post(\"/new\") { }") == ["POST /new"])
    #expect(MatrixRoute.routes(in: "router .delete ( \"/new/:id\")") == ["DELETE /new/:id"])
  }

  /// Who may mark and not see gets back the number that they typed, and no other.
  private func own(_ route: MatrixRoute, _ role: MatrixRoute.Role, _ world: MatrixWorld) -> Expected {
    Expected(
      statuses: [route.status], shows: route.shows,
      maySee: !route.isPublic && [.clinician, .privacy].contains(role),
      maySeeSessions: route.showsSessions,
      typed: route.path.hasPrefix("/mark") ? world.number : "")
  }

  @Test func `are shown to whom they are for, and to nobody else`() throws {
    let world = try MatrixWorld()
    for role in MatrixRoute.Role.allCases {
      for route in MatrixRoute.all where !route.roles.contains(role) {
        let before = try world.deeds()
        let expected =
          route.isPublic ? own(route, role, world) : Expected(statuses: [403], shows: Self.notYours)
        try world.attempt("\(route.name) as \(role)", world.request(route, world.person(role)), expected)
        let after = try world.deeds()
        #expect(after == before, "\(route.name) as \(role)")
      }
      for route in MatrixRoute.all where route.roles.contains(role) {
        let person = try world.person(role)
        try world.attempt("\(route.name) as \(role)", world.request(route, person), own(route, role, world))
      }
    }
    #expect(world.findings == [])
    print("roles and pages: \(world.attempts) attempts")
  }

  @Test func `show nothing of another's client`() throws {
    let world = try MatrixWorld()
    let before = try world.deeds()
    let (therapist, biller) = (
      try world.console.person("therapist_two", "clinician"),
      try world.console.person("biller_two", "billing")
    )
    for route in MatrixRoute.all where route.hasHandle {
      let role: MatrixRoute.Role =
        route.roles.contains(.billing)
        ? .billing : route.roles.contains(.administrator) ? .administrator : .clinician
      // There is one administrator.
      if role != .administrator {
        try world.attempt(
          "\(route.name), another's", world.request(route, role == .billing ? biller : therapist),
          Expected(statuses: [404], shows: "not yours to see"))
      }
      for handle in ["x", "C-1", "%00", "..%2f..", String(repeating: "A", count: 22), "%F0%9F%92%A9"] {
        var request = try world.request(route, world.person(role))
        request.target = route.path.replacing(/:(client|claim|group|person)/, with: handle)
        try world.attempt(
          "\(route.name), no handle", request, Expected(statuses: [404], shows: "There is no such page"))
      }
    }
    let after = try world.deeds()
    #expect(after == before)
    #expect(world.findings == [])
    print("another's handles: \(world.attempts) attempts")
  }

  @Test func `are closed to a session that has ended, lies idle, is too old, or whose person has lost it`()
    throws
  {
    let world = try MatrixWorld()
    let before = try world.deeds()
    let states = [MatrixWorld.endedSession, MatrixWorld.idleSession, MatrixWorld.expiredSession]
    for route in MatrixRoute.all where !route.isPublic {
      for role in route.roles {
        for state in states {
          let person = try world.person(role)
          let request = try world.request(route, person)
          try world.make(person, state)
          try world.attempt("\(route.name), \(state.prefix(50))", request, signedOut(route))
        }
        let left = try world.person(role)
        let request = try world.request(route, left)
        _ = try left.post("/sign-out", [])
        try world.attempt("\(route.name), replayed", request, signedOut(route))
        try world.attempt("\(route.name), signed out", request.with("cookie", nil), signedOut(route))
        for cookie in [
          "__Host-scrim=", "__Host-scrim=\(String(repeating: "A", count: 43))", "scrim=\(left.token)",
        ] {
          try world.attempt("\(route.name), another cookie", request.with("cookie", cookie), signedOut(route))
        }
      }
    }
    let after = try world.deeds()
    #expect(after == before)
    #expect(world.findings == [])
    print("sessions that are over: \(world.attempts) attempts")
  }

  private func signedOut(_ route: MatrixRoute) -> Expected {
    if route.name == "POST /sign-out" { return Expected(statuses: [200], shows: "You are signed out") }
    let isForm = route.method == "POST" && !["/confirm", "/account/password"].contains(route.path)
    return isForm
      ? Expected(statuses: [403], shows: "Your session has ended") : Expected(statuses: [303], shows: nil)
  }

  @Test func `take forms from themselves alone`() throws {
    let world = try MatrixWorld()
    let before = try world.deeds()
    let stale = Expected(statuses: [403], shows: "This form was not taken")
    for route in MatrixRoute.all where route.method == "POST" {
      let role = route.roles.min { $0.rawValue < $1.rawValue } ?? .clinician
      let person = try world.person(role)
      let request = try world.request(route, person)
      for (name, value) in [
        ("sec-fetch-site", "cross-site"), ("sec-fetch-site", "same-site"), ("sec-fetch-site", "none"),
        ("sec-fetch-site", ""), ("sec-fetch-site", "same-origin, cross-site"),
      ] {
        try world.attempt("\(route.name), \(name) \(value)", request.with(name, value), stale)
      }
      let old = request.with("sec-fetch-site", nil)
      for origin in [
        nil, "null", "http://evil.example", "http://127.0.0.1", world.console.origin + ".evil.example",
      ] {
        try world.attempt("\(route.name), origin", old.with("origin", origin), stale)
      }
      for host in [nil, "evil.example", "127.0.0.1", "127.0.0.1:\(world.console.port).evil.example", ""] {
        try world.attempt("\(route.name), host", request.with("host", host), Expected(statuses: [400, 421]))
      }
      guard !route.isPublic else { continue }
      for other in [try world.person(role).csrf(), "", "none", "."] {
        try world.attempt("\(route.name), another's token", world.request(route, person, csrf: other), stale)
      }
      let bare = person.request("POST", try world.target(route, for: person, nil), world.fields(route))
      try world.attempt("\(route.name), without a token", bare, stale)
    }
    let after = try world.deeds()
    #expect(after == before)
    #expect(world.findings == [])
    print("forms from elsewhere: \(world.attempts) attempts")
  }

  @Test func `are asked for in no other way`() throws {
    let world = try MatrixWorld()
    let before = try world.deeds()
    let known = Set(MatrixRoute.all.map(\.name))
    for route in MatrixRoute.all {
      let role = route.roles.min { $0.rawValue < $1.rawValue } ?? .clinician
      let person = try world.person(role)
      let asked = try world.request(route, person)
      for method in ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "HEAD", "GET", "POST"] {
        guard !known.contains("\(method) \(route.path)"), method != "HEAD" else { continue }
        var request = method == "POST" ? person.request("POST", asked.target, [("csrf", "x")]) : asked
        request.method = method
        try world.attempt("\(method) \(route.path)", request, Expected(statuses: [404, 405]))
      }
    }
    let after = try world.deeds()
    #expect(after == before)
    #expect(world.findings == [])
    print("other methods: \(world.attempts) attempts")
  }

  @Test func `would be found weak if they were`() throws {
    let world = try MatrixWorld()
    let mine = try world.person(.clinician).get("/clients")
    #expect(
      world.judge(mine, Expected(statuses: [403], shows: Self.notYours)) == [
        "status 200", "not the page that was expected", "an id or a name of a client",
      ])
    let leading = WebAnswer(status: 303, headers: [("location", "/clients/C-regular-1")], body: [])
    let known = try world.console.site.rows("select client_id from source.client order by 1 limit 1")[0][0]
    let naming = WebAnswer(status: 303, headers: [("location", "/clients/\(known)")], body: [])
    #expect(world.judge(leading, Expected(statuses: [303])) != ["status 303"])
    #expect(
      world.judge(naming, Expected(statuses: [303], maySee: true)) == ["an id of a client in an address"])
    // A mark that did go through is seen by what is compared before and after.
    let before = try world.deeds()
    let route = try #require(MatrixRoute.all.first { $0.name == "POST /mark/done" })
    _ = try WebConnection(port: world.console.port).ask(world.request(route, world.person(.frontDesk)))
    let after = try world.deeds()
    #expect(after != before)
  }
}
