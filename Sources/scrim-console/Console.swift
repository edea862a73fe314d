internal import ArgumentParser
internal import FoundationEssentials
internal import Glibc
internal import Hardening
internal import LogLines
internal import Settings

/// The web console: therapists mark clients self-pay and see what became of it, the front desk marks, the
/// privacy officer decides. It holds no key of the gateway and no word of a clearinghouse, and may do in the
/// database only what the person does whose token it was shown.
@main
struct Console: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scrim-console",
    abstract: "Serve the web console until it is told to stop.",
    version: "0.1.0")

  @Option(help: ArgumentHelp("The configuration.", valueName: "file"))
  var config: String?

  /// Before anything is read, arguments included.
  static func main() async {
    do {
      try Hardening.begin(as: "scrim-console")
    } catch {
      Self.exit(withError: Stopped("\(error)"))
    }
    await main(nil)
  }

  func run() async throws {
    do {
      let configuration = try Configuration.read(
        file, credentialsDirectory: environment["CREDENTIALS_DIRECTORY"])
      let log = try OperatorLog(environment).logger { line in
        var rest = Array(line.utf8)[...]
        while !rest.isEmpty {
          let count = rest.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
          guard count > 0 else { break }
          rest = rest.dropFirst(count)
        }
      }
      try await Serving(configuration, log).run()
    } catch let refused as ConfigurationRefused {
      throw Stopped(
        refused.problems.map { "\($0.path) \($0.sentence)\n  → \($0.nextStep)" }.joined(separator: "\n"))
    } catch let stopped as Stopped {
      throw stopped
    } catch {
      throw Stopped(explained(error))
    }
  }

  private var environment: [String: String] { ProcessInfo.processInfo.environment }

  private var file: String {
    let usual = "scrim.json"
    if let config { return config }
    return FileManager.default.fileExists(atPath: usual) ? usual : environment["SCRIM_CONFIG"] ?? usual
  }
}

/// Why the console ended, in words.
struct Stopped: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
