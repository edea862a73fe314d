internal import Foundation
internal import Hardening
internal import Proofs
internal import Testing

/// What writes protected health information says so, and asks.
@Suite(Programs.areNeeded) struct `A command that writes claims` {
  private let preview = ["preview", "--payload", "payloads"]

  private func isWritten(_ site: Site) -> Bool {
    FileManager.default.fileExists(atPath: site.folder + "/payloads")
  }

  @Test(arguments: ["n\n", "\n", "no\n", "yess\n", "\u{4}"])
  func `writes nothing where somebody at the terminal does not say yes`(_ answer: String) throws {
    let site = try Site(faults: nil)
    let asked = try OnATerminal(Programs.scrim, preview, in: site.folder, typing: answer)
    #expect(asked.code == 64)
    #expect(asked.screen.contains("protected health information") && asked.screen.contains("[y/N]"))
    #expect(asked.screen.contains("nothing was done"))
    #expect(!isWritten(site))
  }

  @Test(arguments: ["y\n", "YES\n"])
  func `writes where somebody does`(_ answer: String) throws {
    let site = try Site(faults: nil)
    let asked = try OnATerminal(Programs.scrim, preview, in: site.folder, typing: answer)
    #expect(asked.code == 1, "some are held")
    #expect(asked.screen.contains("names and diagnoses"))
    #expect(try !Site.files(in: site.folder + "/payloads", ending: ".837").isEmpty)
  }

  @Test func `writes nothing where nobody can be asked, unless it was said before`() throws {
    let site = try Site(faults: nil)
    let alone = try site.start(preview).finished()
    #expect(alone.code == 64 && alone.errors.contains("--yes") && !isWritten(site))
    #expect(try site.start(preview + ["--yes"]).finished().code == 1)
    #expect(isWritten(site))
  }

  /// Every option and argument of every command, as the program itself lists them.
  @Test func `takes no secret from an argument, nor does any other`() throws {
    let listed = try Running(Programs.scrim, ["--experimental-dump-help"], in: "/tmp").finished().json()
    let values = Self.values(of: listed["command"], [])
    #expect(values.count > 25)
    let secret = /pass|secret|token|credential|private|\bkey\b/
    let suspicious = values.filter { $0.contains(secret) }.filter { !Self.takesPath($0) }
    #expect(suspicious == [])
    #expect(
      "scrim keys --passphrase <word>".contains(secret) && !Self.takesPath("scrim keys --passphrase <word>"))
    #expect(values.contains { $0.contains(secret) }, "such as --archive-private-key-to <folder>")
  }

  private static func takesPath(_ value: String) -> Bool {
    ["<file>", "<folder>", "<path>"].contains { value.hasSuffix($0) }
  }

  /// `scrim keys generate --into <folder>`, of options and arguments; flags take nothing.
  private static func values(of command: JSON, _ path: [String]) -> [String] {
    let path = path + [command["commandName"].text]
    let own = command["arguments"].list.filter { $0["kind"].text != "flag" }.map { argument in
      let name = argument["kind"].text == "option" ? " --" + argument["preferredName"]["name"].text : ""
      return path.joined(separator: " ") + name + " <" + argument["valueName"].text + ">"
    }
    return own
      + command["subcommands"].list.filter { $0["commandName"].text != "help" }
      .flatMap { values(of: $0, path) }
  }
}

@Suite struct `The environment of the process` {
  @Test func `is what the list has, each name once, and no backtrace`() {
    let given = [
      "PATH=/bin", "PATH=/evil", "https_proxy=x", "PGSERVICE=x", "SCRIM_CONFIG=/c", "LC_ALL=C",
      "SWIFT_BACKTRACE=x",
      "=odd", "HOME", "SSLKEYLOGFILE=/k", "scrim_config=x", "XSCRIM_A=x", "LD_PRELOAD=x", "LANG=", "TZ=UTC",
    ]
    let clean = ["PATH=/bin", "SCRIM_CONFIG=/c", "LC_ALL=C", "LANG=", "TZ=UTC", "SWIFT_BACKTRACE=enable=no"]
    #expect(Environment.clean(given) == clean)
  }

  /// Or the program would begin again for ever.
  @Test func `is left as it is once it is clean`() {
    for given in [[], ["A=1"], ["SWIFT_BACKTRACE=enable=no", "PATH=/bin"], ["TZ=a=b", "TZ=c"]] {
      let clean = Environment.clean(given)
      #expect(Environment.clean(clean) == clean)
    }
  }

  @Test(arguments: HardeningFault.allCases)
  func `that cannot be made is told in a sentence`(_ fault: HardeningFault) {
    #expect(fault.description.hasSuffix("nothing was read.") && !fault.nextStep.isEmpty)
  }
}
