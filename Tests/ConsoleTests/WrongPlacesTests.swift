import Foundation
import Glibc
import Proofs
import Testing

/// Where one comes to after signing in, what is kept meanwhile, and what is true of every page.
@Suite(.serialized, .enabled(if: Programs.folder != nil, "SCRIM_TEST_PROGRAMS is not set"))
struct `The console, asked to go somewhere,` {
  @Test func `leads nowhere else`() throws {
    let world = try WrongWorld()
    for next in [
      "//evil.example", "/\\evil.example", "http://evil.example", "https:evil.example", "javascript:alert(1)",
      "/%0d%0aSet-Cookie:x", "\\\\evil.example", "/a\u{0}b", "/\u{2F}evil", "evil.example", "/\tevil",
      " //evil.example",
    ] {
      var account = try world.account("therapist")
      let answer = try world.signIn(&account, [("next", next)])
      let place = answer?["location"] ?? "none"
      #expect(
        place.hasPrefix("/") && !place.hasPrefix("//") && !place.contains("\\") && !place.contains(":"),
        "\(next)")
      let shown = world.console.request("GET", "/sign-in?next=" + ConsolePerson.encoded(next))
      let page = try world.ask("next", shown, [200])?.text ?? ""
      #expect(
        ConsolePerson.values(in: page, after: "name=\"next\" value=\"").allSatisfy { $0 == place }, "\(next)")
    }
    var account = try world.account("therapist")
    #expect(try world.signIn(&account, [("next", "/answers")])?["location"] == "/answers")
    #expect(world.findings == [])
  }

  /// A page with a form that was kept because its session had ended.
  private func kept(_ world: WrongWorld, _ text: String) throws -> String {
    let person = try world.console.person("therapist", "clinician")
    let request = person.request("POST", "/clients", [("search", text), ("csrf", try person.csrf())])
    _ = try person.post("/sign-out", [])
    let page = try world.ask("kept", request, [403])?.text ?? ""
    return try #require(ConsolePerson.values(in: page, after: "name=\"kept\" value=\"").first)
      .replacing("&#x2F;", with: "/").replacing("&#x3D;", with: "=").replacing("&#43;", with: "+")
  }

  @Test func `brings back what was kept to whoever typed it, and to nobody else`() throws {
    let world = try WrongWorld()
    let blob = try kept(world, "Alder")
    var (own, other) = (try world.account("therapist"), try world.account("therapist_two"))
    let back = try world.signIn(&own, [("kept", blob)])
    #expect(back?.status == 200 && back?.text.contains("value=\"Alder\"") == true)
    let elsewhere = try world.signIn(&other, [("kept", blob)])
    #expect(elsewhere?.status == 303 && elsewhere?.text.contains("Alder") == false)
    for place in [0, blob.count / 2, blob.count - 8] {
      var letters = Array(blob)
      letters[place] = letters[place] == "A" ? "B" : "A"
      #expect(try world.signIn(&own, [("kept", String(letters))])?.status == 303)
    }
    // Whoever is not signed in can make one too, of nobody.
    let planted = ConsolePerson(console: world.console, token: "")
      .request("POST", "/mark/done", [("client", "X-planted"), ("csrf", "a.b")]).with("cookie", nil)
    let page = try world.ask("planted", planted, [403])?.text ?? ""
    let forged = try #require(ConsolePerson.values(in: page, after: "name=\"kept\" value=\"").first)
    #expect(try world.signIn(&own, [("kept", forged)])?.status == 303)
    #expect(world.findings == [])
  }

  @Test func `shows every page with what guards it`() throws {
    let world = try WrongWorld()
    for role in MatrixRoute.Role.allCases {
      let person = try world.console.person(role.login, role.rawValue)
      for route in MatrixRoute.all
      where route.method == "GET" && (route.isPublic || route.roles.contains(role)) {
        let target = route.path.replacing("/clients/:client", with: world.place)
          .replacing("/people/of/:person", with: world.accountPlace)
        try world.ask("\(route.name) as \(role)", person.request("GET", target), [route.status])
      }
      try world.ask("missing", person.request("GET", "/nowhere"), [404])
    }
    #expect(world.findings == [])
    let bare = WebAnswer(
      status: 200,
      headers: [("content-type", "text/html"), ("set-cookie", "__Host-scrim=x; Path=/; Secure; HttpOnly")],
      body: Array("<h1 onclick=\"x()\">C-1</h1><a href=\"/clients/C-1\">".utf8))
    let wrongs = WrongWorld.wrongs(in: bare, ["C-1"])
    #expect(wrongs.count == 16, "\(wrongs)")
  }

  @Test func `keeps no token from whoever was not let go, and ends it for whoever was`() throws {
    let world = try WrongWorld()
    let person = try world.console.person("therapist", "clinician")
    let refused = try world.ask("stale", person.request("POST", "/sign-out", [("csrf", "x")]), [403])
    #expect(refused?["set-cookie"] == nil && refused?["clear-site-data"] == nil)
    let left = try person.post("/sign-out", [])
    #expect(left["set-cookie"]?.contains("Max-Age=0") == true && left["clear-site-data"] != nil)
    #expect(world.findings == [])
  }

  @Test func `ends a connection on which nothing more comes`() throws {
    let world = try WrongWorld()
    let host = "host: 127.0.0.1:\(world.console.port)\r\n"
    let beginnings = [
      "", "GET /sign-in HT", "GET /sign-in HTTP/1.1\r\n\(host)x: ",
      "POST /sign-in HTTP/1.1\r\n\(host)origin: \(world.console.origin)\r\n"
        + "content-type: application/x-www-form-urlencoded\r\ncontent-length: 100\r\n\r\nlogin=",
    ]
    let connections = try beginnings.map { text in
      let connection = try WebConnection(port: world.console.port)
      connection.send(Array(text.utf8))
      return connection
    }
    for (number, connection) in connections.enumerated() { #expect(connection.ends(), "beginning \(number)") }
    #expect(world.console.isRunning)
  }
}
