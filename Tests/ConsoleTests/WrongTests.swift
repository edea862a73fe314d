import Foundation
import Proofs
import Testing

/// What nobody types, in every field and in the protocol itself.
@Suite(.serialized, .enabled(if: Programs.folder != nil, "SCRIM_TEST_PROGRAMS is not set"))
struct `The console, told wrong things,` {
  private static let typed: [String] = [
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onfocus=alert(1) x='",
    "{{csrf}}{{{csrf}}}",
    "{{#present}}<b>", "2026-02-30", "0000-00-00", "99999-01-01", "-1", "2147483648", "9223372036854775808",
    "2026-01-01T00:00", "../../etc/passwd", "C-1' or '1'='1", "a\u{0}b", "a\r\nX-Injected: 1",
    "\u{202E}desrever",
    "\u{FEFF}", String(repeating: "é", count: 5_000), "💩", "%s%n", "null", "true", "[]", " \t ", "",
  ]

  private static let refusedOrShown: Set<Int> = [200, 303, 400, 401, 403, 404, 422]

  @Test func `shows what was typed escaped or not at all, and goes on`() throws {
    let world = try WrongWorld()
    for route in MatrixRoute.all where route.method == "POST" {
      let role = route.roles.min { $0.rawValue < $1.rawValue } ?? .clinician
      let target = world.target(route)
      for (place, field) in (route.fields + others(route)).enumerated() {
        for text in Self.typed {
          let person = try world.console.person(role.login, role.rawValue)
          var fields = route.fields.filter { $0.0 != field.0 } + [(field.0, text)]
          if field.0 == "session" { fields = fields.filter { $0.0 != "scope" } + [("scope", "session")] }
          // That they may no longer try is an answer too, and comes soon enough.
          let request = person.request("POST", target, fields + [("csrf", try person.csrf())])
          try world.ask(
            "\(route.name) field \(place) \(text.prefix(20).debugDescription)", request, Self.refusedOrShown,
            typed: text)
        }
      }
    }
    try expectQuiet(world)
    print("wrong fields: \(world.tried) forms")
  }

  /// What a form may hold besides.
  private func others(_ route: MatrixRoute) -> [(String, String)] {
    if ["/sign-in", "/confirm"].contains(route.path) { return [("next", ""), ("kept", "")] }
    return route.path.contains("mark") ? [("session", ""), ("from", "")] : []
  }

  /// Everything is as it was: nothing of ours went wrong, and the log has codes alone.
  private func expectQuiet(_ world: WrongWorld) throws {
    #expect(world.findings == [])
    #expect(world.console.isRunning)
    let log = try world.console.log()
    #expect(log.contains("console.started") && !log.contains("console.fault"), "\(log)")
    for word in ["script", "alert", "passwd", "C-", "evil", "AAAA"] { #expect(!log.contains(word)) }
  }

  @Test func `takes no form that is none`() throws {
    let world = try WrongWorld()
    let person = try world.console.person("front_desk", "front_desk")
    let csrf = try person.csrf()
    let good = person.request(
      "POST", "/mark", [("csrf", csrf), ("client", "X"), ("requestedOn", "2026-01-02")])
    try world.ask("as it is", good, [200])
    for type in ["application/json", "multipart/form-data; boundary=x", "text/plain", ""] {
      try world.ask("type \(type)", good.with("content-type", type), [415])
    }
    try world.ask("no type", good.with("content-type", nil), [415])
    for body in [
      "%", "%zz=%zz", "client=%FF%FE", "client=%C0%80", "csrf", "=", "&&&&", "a[b]=c&a[c]=d",
      "client=a&client=b",
      String(repeating: "a=b&", count: 8_000), String(repeating: "[", count: 20_000),
      "client=" + String(repeating: "%25", count: 10_000), "csrf=\(csrf)&csrf=x&client=X",
    ] {
      var request = good
      request.body = Array(body.utf8)
      try world.ask("form \(body.prefix(20))", request, [200, 400, 403, 422])
    }
    var bytes = good
    bytes.body = Array("csrf=\(csrf)&client=".utf8) + [0xff, 0x00, 0xfe, 0x80]
    try world.ask("bytes", bytes, [200, 400, 403, 422])
    try expectQuiet(world)
  }

  @Test func `takes nothing large, and holds nothing of it`() throws {
    let world = try WrongWorld()
    let person = try world.console.person("front_desk", "front_desk")
    let request = person.request("POST", "/mark", [("client", String(repeating: "A", count: 10_000_000))])
    let small = person.request("POST", "/mark", [("client", String(repeating: "A", count: 40_000))])
    try world.ask("40 kB", small, [413])
    let before = world.console.memory("VmHWM")
    for _ in 0..<20 {
      let connection = try WebConnection(port: world.console.port)
      connection.send(request.bytes)
      // It may be cut off while it is still speaking; a whole answer says why.
      if let answer = connection.answer() { #expect(answer.status == 413) }
    }
    let after = world.console.memory("VmHWM")
    #expect(before > 1 && after - before < 60, "\(before) MB, then \(after) MB")
    print("20 forms of 10 MB: at most \(before) MB before, \(after) MB after")
    try expectQuiet(world)
  }

  @Test func `keeps to HTTP`() throws {
    let world = try WrongWorld()
    let host = "host: 127.0.0.1:\(world.console.port)\r\n"
    let floods: [(String, String)] = [
      ("many headers", (0..<5_000).map { "x-\($0): y\r\n" }.joined()),
      ("a long header", "x: \(String(repeating: "y", count: 1_000_000))\r\n"),
      ("an enormous cookie", "cookie: __Host-scrim=\(String(repeating: "A", count: 200_000))\r\n"),
    ]
    for (what, headers) in floods {
      try expectRefused(what, "GET /sign-in HTTP/1.1\r\n\(host)\(headers)\r\n", world)
    }
    for (what, request) in [
      ("a long address", "GET /\(String(repeating: "a", count: 1_000_000)) HTTP/1.1\r\n\(host)\r\n"),
      ("no HTTP", "hello\r\n\r\n"), ("another protocol", "\u{16}\u{3}\u{1}\u{0}"),
      ("HTTP/9", "GET / HTTP/9.9\r\n\r\n"),
      ("two lengths", "POST /mark HTTP/1.1\r\n\(host)content-length: 3\r\ncontent-length: 4\r\n\r\nabcd"),
      (
        "a length and chunks",
        "POST /sign-in HTTP/1.1\r\n\(host)content-length: 3\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n"
      ),
      ("a negative length", "POST /sign-in HTTP/1.1\r\n\(host)content-length: -1\r\n\r\n"),
      ("two hosts", "GET /sign-in HTTP/1.1\r\n\(host)host: evil.example\r\n\r\n"),
      ("no host", "GET /sign-in HTTP/1.1\r\n\r\n"),
      ("another's address", "GET http://evil.example/sign-in HTTP/1.1\r\nhost: evil.example\r\n\r\n"),
      ("another's host", "GET /sign-in HTTP/1.1\r\nhost: evil.example\r\n\r\n"),
      ("HTTP/1.0 without a host", "GET /sign-in HTTP/1.0\r\n\r\n"),
      ("a folded header", "GET /sign-in HTTP/1.1\r\n\(host) folded: x\r\n\r\n"),
    ] { try expectRefused(what, request, world) }
    try expectQuiet(world)
  }

  /// A status of refusal and nothing of a page, or the connection ends.
  private func expectRefused(_ what: String, _ bytes: String, _ world: WrongWorld) throws {
    let connection = try WebConnection(port: world.console.port)
    connection.send(Array(bytes.utf8))
    connection.finish()
    guard let answer = connection.answer() else { return }
    #expect((400..<500).contains(answer.status), "\(what): \(answer.status)")
    #expect(!answer.text.contains("name=\"password\""), "\(what)")
    #expect(!answer.text.contains("evil"), "\(what)")
  }

  @Test func `answers in order what is asked on one connection, each for whom it is`() throws {
    let world = try WrongWorld()
    let people = try [("therapist", "clinician"), ("front_desk", "front_desk")].map {
      try world.console.person($0.0, $0.1)
    }
    let connection = try WebConnection(port: world.console.port)
    for _ in 0..<20 { for person in people { connection.send(person.request("GET", "/account").bytes) } }
    for number in 0..<40 {
      let text = connection.answer()?.text ?? ""
      let login = number % 2 == 0 ? "<strong>therapist</strong>" : "<strong>front_desk</strong>"
      #expect(text.contains(login), "answer \(number)")
    }
    // A second token beside the first is no one else's way in.
    let two = people[0].request("GET", "/account")
      .with("cookie", "__Host-scrim=\(people[0].token); __Host-scrim=\(people[1].token)")
    #expect(try world.ask("two cookies", two, [200, 303])?.text.contains("front_desk") == false)
    try expectQuiet(world)
  }

  @Test func `serves no file but its own`() throws {
    let world = try WrongWorld()
    for path in [
      "/static/", "/static/..", "/static/../../scrim.json", "/static/%2e%2e/%2e%2e/scrim.json",
      "/static/..%2f..%2fetc/passwd",
      "/static//etc/passwd", "/static/style.css", "/scrim.json", "/console/console.key", "//etc/passwd",
      "/.git/config",
      "/%00", "/static/%00", "/static/\\..\\", "/a?b=%FF", "/%F0%28%8C%28", "/clients/%2e%2e/tasks", "*",
      String(repeating: "/..", count: 200), "/?" + String(repeating: "a=b&", count: 2_000),
    ] {
      try world.ask("GET \(path.prefix(30))", world.console.request("GET", path), [303, 400, 404, 421])
    }
    let page = try world.ask("sign in", world.console.request("GET", "/sign-in"), [200])?.text ?? ""
    for place in ["href=\"/static/", "src=\"/static/"] {
      let name = try #require(ConsolePerson.values(in: page, after: place).first)
      try world.ask("asset", world.console.request("GET", "/static/" + name), [200])
    }
    try expectQuiet(world)
  }
}
