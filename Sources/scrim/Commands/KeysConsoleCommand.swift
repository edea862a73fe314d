internal import ArgumentParser
internal import Credentials

struct KeysConsoleCommand: Reporting {
  static let configuration = CommandConfiguration(
    commandName: "console",
    abstract: "Make only the key of the web console; nothing is overwritten.",
    discussion: """
      Run it as the user that the console runs as. With another key nobody can sign in any more, as the \
      secrets of their authenticators are sealed under it: keep it with the backups of the host, not of the \
      database.
      """)

  @OptionGroup var common: Common

  @Option(help: ArgumentHelp("The folder for the console's key.", valueName: "folder"))
  var into = "keys"

  func report() throws -> GeneratedConsoleKey {
    try makePrivateFolder(into)
    let file = into + "/console.key"
    try ConsoleKey.create(at: file)
    return GeneratedConsoleKey(file: file)
  }
}

struct GeneratedConsoleKey: Report {
  let file: String
  var exit: ExitStatus { .done }

  private enum CodingKeys: String, CodingKey { case file }

  func write(to page: inout Page) {
    page.line("Made \(file), readable by you alone.")
    page.line("Name it in scrim.json as console.key. It must be the user's that scrim-console runs as.")
  }
}
