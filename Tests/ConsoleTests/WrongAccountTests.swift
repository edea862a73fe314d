import Proofs
import Testing

/// What no account can be made of, sent by an administrator.
@Suite(.serialized, .enabled(if: Programs.folder != nil, "SCRIM_TEST_PROGRAMS is not set"))
struct `The console, told of an account that is none,` {
  private func people(_ world: WrongWorld) throws -> [[String]] {
    try world.console.site.rows(
      "select (select count(*)::text from gate.person), (select count(*)::text from gate.account_notice)")
  }

  @Test func `makes none, and says nothing back as it was typed`() throws {
    let world = try WrongWorld()
    let person = try world.console.person("administrator", "administrator")
    let before = try people(world)
    let desk = [("role-front_desk", "yes")]
    let clinician = [("login", "okay"), ("role-clinician", "yes")]
    let long = String(repeating: "a", count: 64)
    for login in ["<b>x</b>", "\"x\"", "scrim_gateway", "postgres", "a b", "Ünï", "", long, "\u{0}x"] {
      let fields = [("login", login)] + desk + [("csrf", try person.csrf())]
      try world.ask("login \(login)", person.request("POST", "/people/new", fields), [422], typed: login)
    }
    for fields in [
      [("login", "okay")], [("login", "okay"), ("role-auditor", "yes")], clinician,
      clinician + [("clinician", "<i>D-01</i>")], [("login", "okay"), ("clinician", "D-01")] + desk,
      clinician + [("clinician", String(repeating: "9", count: 81))],
    ] {
      let sent = fields + [("csrf", try person.csrf())]
      try world.ask(
        "\(fields)", person.request("POST", "/people/new", sent), [422], typed: fields.last?.1 ?? "")
    }
    for deed in ["", "x", "roles\u{0}", "disable "] {
      let sent = [("deed", deed), ("csrf", try person.csrf())]
      try world.ask("deed \(deed)", person.request("POST", world.accountPlace, sent), [403])
    }
    for handle in ["x", "administrator", "..%2f..", "%00"] {
      let sent = [("deed", "disable"), ("csrf", try person.csrf())]
      try world.ask("\(handle)", person.request("POST", "/people/of/" + handle, sent), [404])
    }
    let after = try people(world)
    #expect(after == before)
    #expect(world.findings == [])
    // What is right does make one.
    let right = [("login", "okay")] + desk + [("csrf", try person.csrf())]
    let made = try world.ask("right", person.request("POST", "/people/new", right), [200])
    #expect(made?.text.contains("It is shown this one time") == true)
    #expect(try people(world) != before)
  }
}
