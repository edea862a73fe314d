internal import ArgumentParser
internal import Demonstration
internal import FoundationEssentials
internal import Glibc

struct DemoCommand: Reporting {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract:
      "Try everything with invented people: a private PostgreSQL, keys, a stand-in clearinghouse, a run.",
    discussion: """
      Everything is kept in .scrim/ in the working folder; run it again and it goes on from there, and sends \
      nothing twice. Nothing leaves this machine.
      """)

  @OptionGroup var common: Common

  @Flag(help: "Leave it all running afterwards, with the web console and what works for it.")
  var keep = false

  @Flag(help: "End what an earlier demo left running.")
  var stop = false

  func validate() throws {
    if keep, stop { throw ValidationError("--keep and --stop exclude each other.") }
    if common.config != nil {
      throw ValidationError("The demo writes its own configuration: leave out --config.")
    }
  }

  func report() throws -> DemoReport {
    let demo = Demo(
      folder: DemoFolder(FileManager.default.currentDirectoryPath + "/.scrim"),
      narration: Narration(isShown: !common.json))
    return stop ? try demo.stop() : try demo.run(keep: keep)
  }
}

/// Says what is being done, step by step, on standard output: in a demo, that is the output.
struct Narration {
  let isShown: Bool

  func title(_ text: String) { show(text + "\n") }

  func step<T>(_ what: String, _ work: () throws -> (T, result: String)) rethrows -> T {
    let (value, result) = try work()
    show("  " + what.padded(to: 16) + result)
    return value
  }

  private func show(_ text: String) {
    guard isShown else { return }
    print(text)
    fflush(nil)
  }
}

extension String {
  func padded(to width: Int) -> String { self + String(repeating: " ", count: max(1, width - count)) }
}
