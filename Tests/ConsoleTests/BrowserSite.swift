internal import Foundation
internal import Proofs
internal import Testing

/// The console as `scrim demo --keep` leaves it running, for all that browsers do in one run of the tests.
final class BrowserSite: Sendable {
  let folder: String
  /// What the scripts of Tests/Browser are told.
  var description: String { folder + "/site.json" }

  private init() throws {
    folder = FileManager.default.temporaryDirectory.path + "/scrim-browser-\(UUID().uuidString.prefix(8))"
    // PostgreSQL runs as another user where we are root, who must pass.
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o755])
    let demo = try Running(Programs.scrim, ["demo", "--keep", "--json"], in: folder).finished()
    guard demo.code <= 1 else { throw NotOpened(said: demo.said) }
    try describe(try demo.json()["console"])
  }

  struct NotOpened: Error { let said: String }

  private func describe(_ console: JSON) throws {
    let document: [String: Any] = [
      "address": console["address"].text, "folder": folder, "program": Programs.scrim,
      "socket": folder + "/.scrim/cluster/socket", "screenshots": Self.screenshots,
      "accounts": console["accounts"].list.map { account -> [String: Any] in
        [
          "login": account["login"].text, "role": account["role"].text, "password": account["password"].text,
          "authenticatorKey": account["authenticatorKey"].text,
          "recoveryCodes": account["recoveryCodes"].list.map(\.text),
        ]
      },
    ]
    try JSONSerialization.data(withJSONObject: document).write(to: URL(filePath: description))
  }

  /// Pictures of every page, to be looked at; no commit has them.
  static let screenshots = root.appending(path: ".scrim/screenshots").path

  private static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  // MARK: One for all

  private static let opened = Result { try open() }

  static func shared() throws -> BrowserSite { try opened.get() }

  private static func open() throws -> BrowserSite {
    try? FileManager.default.removeItem(atPath: screenshots)
    let site = try BrowserSite()
    atexit { BrowserSite.end() }
    return site
  }

  private static func end() {
    guard let folder = try? opened.get().folder else { return }
    _ = try? Running(Programs.scrim, ["demo", "--stop"], in: folder).finished()
    try? FileManager.default.removeItem(atPath: folder)
  }

  /// Runs the stories of a file of Tests/Browser.
  ///
  /// - Parameter ways: in which they are lived through, where the file knows several.
  func tell(_ script: String, _ ways: [String] = []) throws -> Finished {
    try Running(
      BrowserNeeds.python ?? "no-python",
      [Self.root.path + "/Tests/Browser/\(script).py", description] + ways,
      in: folder,
      environment: ["HOME": folder, "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"]
    ).finished()
  }
}

/// What the browser tests need. Where `scripts/test` runs them nothing is skipped: what is missing fails.
enum BrowserNeeds {
  static let python = ProcessInfo.processInfo.environment["SCRIM_TEST_PYTHON"]
  private static let isDemanded =
    ProcessInfo.processInfo.environment["SCRIM_TEST_BROWSER"] == "demanded"
    || ProcessInfo.processInfo.environment["CI"] == "true"
  private static let areThere =
    Programs.folder != nil && python != nil
    && ["/usr/bin/chromium", "/usr/bin/chromedriver"].allSatisfy(
      FileManager.default.isExecutableFile)

  static let areMet = ConditionTrait.enabled(
    if: areThere || isDemanded,
    "the browser tests need Chromium (chromium, chromium-driver), SCRIM_TEST_PROGRAMS and SCRIM_TEST_PYTHON")
}
