internal import Proofs
internal import Testing

/// People of the console, by command; `A person` has those with a login of the database.
@Suite(Programs.areNeeded) struct `An account of the console` {
  private func line(_ login: String, _ site: Site) throws -> JSON {
    let people = try site.scrim("users", "list", "--json").json()["people"].list
    return try #require(people.first { $0["login"].text == login })
  }

  @Test func `is opened with a code that is shown once, for somebody without a login of the database`() throws
  {
    let site = try Site()
    let login = "lind_\(UInt32.random(in: 0 ... .max))"
    let added = try site.scrim("users", "add", login, "--role", "front-desk")
    #expect(added.code == 0 && added.output.contains("scrim users invite \(login)"), "\(added.said)")
    #expect(try site.rows("select count(*)::text from pg_roles where rolname = '\(login)'")[0][0] == "0")
    #expect(try line(login, site)["account"].text == "absent")
    let invited = try site.scrim("users", "invite", login, "--hours", "48")
    #expect(invited.code == 0)
    let code = try #require(invited.output.firstMatch(of: /([a-z2-7]{4}-){5}[a-z2-7]{4}/)?.0)
    #expect(invited.output.contains("I have an invitation code"))
    let kept = try site.rows(
      """
      select encode(invitation, 'hex'),
        (invited_until between now() + interval '47 hours' and now() + interval '48 hours')::text
      from gate.account where login = '\(login)'
      """)
    let digest = try site.rows("select encode(sha256('\(code.replacing("-", with: ""))'), 'hex')")
    #expect(kept[0][0] == digest[0][0] && kept[0][1] == "true")
    #expect(try line(login, site)["account"].text == "invited")
    let list = try site.scrim("users", "list").output
    #expect(list.contains("invited until") && !list.contains(code))
    #expect(try site.scrim("users", "disable", login).code == 0)
    #expect(try line(login, site)["account"].text == "absent")
    #expect(try line(login, site)["isDisabled"].flag)
    let late = try site.scrim("users", "invite", login)
    #expect(late.code == 64)
    expectSentence(late)
  }

  @Test func `is of a person with further roles, which the next registration states anew`() throws {
    let site = try Site()
    let login = "weiss_\(UInt32.random(in: 0 ... .max))"
    defer { try? site.script("drop role if exists \(login)") }
    let add = ["users", "add", login, "--role", "billing"]
    let further = ["--also", "clinician", "--clinician", "D-01", "--also", "front-desk"]
    #expect(try site.start(add + further).finished().code == 0)
    let both = try line(login, site)
    #expect(both["further"].list.map(\.text) == ["clinician", "front-desk"])
    #expect(both["role"].text == "billing" && both["clinician"].text == "D-01")
    #expect(try site.scrim("users", "list").output.contains("clinician, front-desk"))
    #expect(try site.scrim("users", "invite", login, "--json").json()["hasAccount"].flag == false)
    #expect(try site.start(add).finished().code == 0)
    #expect(try line(login, site)["further"].list.isEmpty)
    // To the front desk: the login of the database is closed.
    #expect(try site.scrim("users", "add", login, "--role", "front-desk").code == 0)
    let rights = try site.rows(
      """
      select rolcanlogin::text, pg_has_role(rolname, 'scrim_billing', 'member')::text
      from pg_roles where rolname = '\(login)'
      """)
    #expect(rights == [["false", "false"]])
  }

  @Test func `is refused in a sentence where it cannot be`() throws {
    let site = try Site()
    let login = "watcher_\(UInt32.random(in: 0 ... .max))"
    defer { try? site.script("drop role if exists \(login)") }
    #expect(try site.scrim("users", "add", login, "--role", "auditor").code == 0)
    for wrong in [
      ["invite", login], ["invite", "nobody"], ["invite", login, "--hours", "0"],
      ["invite", login, "--hours", "169"], ["invite", login, "--hours", "x"], ["invite"],
      ["add", "x", "--role", "auditor", "--also", "billing"],
      ["add", "x", "--role", "billing", "--also", "auditor"],
      ["add", "x", "--role", "billing", "--also", "billing"],
      ["add", "x", "--role", "billing", "--also", "clinician"],
      ["add", "x", "--role", "front-desk", "--clinician", "D-01"],
      ["add", "x", "--role", "front_desk"], ["add", "unknown", "--role", "front-desk"],
      ["add", "scrim_console", "--role", "front-desk"], ["add", "postgres", "--role", "front-desk"],
    ] {
      let finished = try site.start(["users"] + wrong).finished()
      #expect(finished.code == 64, "\(wrong): \(finished.said)")
      expectSentence(finished)
    }
  }
}
