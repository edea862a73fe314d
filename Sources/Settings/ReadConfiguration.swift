internal import FoundationEssentials

extension Configuration {
  /// Reads and checks a file. Relative paths in it are relative to its folder; a path that starts with
  /// `$CREDENTIALS_DIRECTORY/` is one of the service's systemd credentials.
  public static func read(
    _ file: String, credentialsDirectory: String? = nil
  ) throws(ConfigurationRefused) -> Configuration {
    guard let size = try? FileManager.default.attributesOfItem(atPath: file)[.size] as? Int, size <= bytesMax,
      let data = FileManager.default.contents(atPath: file)
    else {
      let exists = FileManager.default.fileExists(atPath: file)
      let problem = Problem(
        path: "", sentence: exists ? "The file cannot be read." : "There is no such file.",
        nextStep: "Name the configuration with --config FILE or SCRIM_CONFIG, or try `scrim demo`.")
      throw ConfigurationRefused(file: file, problems: [problem])
    }
    return try parse(Array(data), file: file, credentialsDirectory: credentialsDirectory)
  }

  /// `file` names the document in errors and anchors its relative paths.
  public static func parse(
    _ document: [UInt8], file: String, credentialsDirectory: String? = nil
  ) throws(ConfigurationRefused) -> Configuration {
    let problems = Problems()
    let places = Places(file: file, credentialsDirectory: credentialsDirectory)
    let configuration = members(of: document, problems).map {
      let root = ObjectReader(path: "", members: $0, problems: problems)
      return ConfigurationReader(places: places, problems: problems).configuration(root, file: file)
    }
    guard let configuration, problems.all.isEmpty else {
      throw ConfigurationRefused(file: file, problems: problems.all)
    }
    return configuration
  }

  private static func members(of document: [UInt8], _ problems: Problems) -> [JSONTree.Member]? {
    do {
      if case .object(let members) = try JSONReader.read(document) { return members }
      problems.note("", "The document is not an object.", "Begin it with { and end it with }.")
    } catch {
      problems.note(
        "", "Line \(error.line), column \(error.column): this is not JSON.",
        "Expected here: \(error.expected).")
    }
    return nil
  }

  private static var bytesMax: Int { 1 << 20 }
}

/// Turns the paths of the document into absolute ones.
struct Places {
  private let folder: String
  private let credentialsDirectory: String?
  private static let credentials = "$CREDENTIALS_DIRECTORY/"

  init(file: String, credentialsDirectory: String?) {
    let here = FileManager.default.currentDirectoryPath
    let absolute = file.hasPrefix("/") ? file : "\(here)/\(file)"
    folder = String(absolute[..<(absolute.lastIndex(of: "/") ?? absolute.endIndex)])
    self.credentialsDirectory = credentialsDirectory
  }

  /// Nil for a credential when the service manager has handed over none.
  func resolve(_ path: String) -> String? {
    if path.hasPrefix(Self.credentials) {
      return credentialsDirectory.map { "\($0)/\(path.dropFirst(Self.credentials.count))" }
    }
    return path.hasPrefix("/") ? path : "\(folder)/\(path)"
  }
}
