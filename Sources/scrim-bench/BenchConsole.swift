internal import ArgumentParser
internal import Foundation
internal import Proofs

struct ConsoleBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "console",
    abstract: "How long people wait at the web console, at a steady pace and as fast as it goes.",
    discussion: """
      A practice, a console and as many people as asked for, each with a connection that is kept. Nine \
      of ten are therapists: lists of clients, pages of clients, and one mark in ten requests. The \
      tenth bills: Today, Unbilled and the other lists. Before that each of billing's pages is asked \
      for alone, twenty times. Ends 1 where an answer was not the page that was asked for.
      """)

  @Option(help: "Who is signed in.")
  var people = 200

  @Option(help: "How long each part goes on.")
  var seconds = 20.0

  @Option(help: "Requests a second of the first part.")
  var rate = 200.0

  @Option(help: "Sessions of the practice, over 90 days.")
  var sessions = 20_000

  @Flag(help: "Print one JSON document.")
  var json = false

  func validate() throws {
    guard (1...2_000).contains(people), (1...1_000_000).contains(sessions), seconds > 0, rate > 0 else {
      throw ValidationError("--people must be between 1 and 2,000, the others more than 0.")
    }
  }

  private struct Figures: Encodable {
    let people, sessions: Int
    let clientsEach, startMilliseconds: Double
    let parts: [ConsoleLoadReport]
    /// Each page of a biller who is alone.
    let billing: [ConsoleLoadReport.Line]
  }

  func run() throws {
    say("A practice of \(sessions) sessions, and \(people) people who sign in.")
    let load = try ConsoleLoad(people: people, sessions: sessions)
    say("Billing's pages, one after another.")
    let billing = try load.billing(times: 20)
    say("At \(Int(rate)) requests a second.")
    let steady = ConsoleLoadReport("steady", load.run(seconds: seconds, rate: rate), load.console)
    say("As fast as it goes.")
    let full = ConsoleLoadReport("as fast as it goes", load.run(seconds: seconds, rate: nil), load.console)
    let document = Figures(
      people: people, sessions: sessions, clientsEach: load.clientsEach.rounded(),
      startMilliseconds: load.console.startMilliseconds.rounded(), parts: [steady, full],
      billing: billing)
    if json {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
      print(String(decoding: try encoder.encode(document), as: UTF8.self))
    } else {
      print("started in \(document.startMilliseconds) ms; \(document.clientsEach) clients each")
      for line in document.billing { print("billing, " + line.text) }
      for part in document.parts { print(part.text) }
    }
    if document.parts.contains(where: { $0.errors > 0 }) { throw ExitCode(1) }
  }
}
