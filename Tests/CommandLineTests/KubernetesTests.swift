internal import Foundation
internal import Proofs
internal import Testing

/// deploy/kubernetes, as its schemas, our rules and the program itself see it.
@Suite(Programs.areNeeded, Programs.pythonIsNeeded) struct `The files for Kubernetes` {
  private struct Facts: Decodable {
    struct Pod: Decodable {
      let name: String
      let command: [String]
      let layout: [String]
      let files: [String]
    }
    let configuration: String
    let pods: [Pod]
  }

  private static let validator = "validate_kubernetes.py"

  private func facts() throws -> Facts {
    let file = FileManager.default.temporaryDirectory.path + "/scrim-facts-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: file) }
    let verdict = try Programs.interop(Self.validator, [Tree.root, file])
    #expect(verdict.code == 0, "\(verdict.said)")
    return try JSONDecoder().decode(Facts.self, from: Data(contentsOf: URL(filePath: file)))
  }

  @Test func `are valid, and allow nothing but what is listed`() throws {
    let facts = try facts()
    #expect(facts.pods.map(\.name).sorted() == ["by-hand", "checkpoint", "migrate", "run"])
  }

  @Test(arguments: Spoiled.all)
  func `are refused where one thing is wrong`(_ spoiled: Spoiled) throws {
    let tree = try Tree()
    try tree.replace(spoiled.right, by: spoiled.wrong, in: spoiled.file)
    let verdict = try Programs.interop(Self.validator, [tree.folder])
    #expect(verdict.code == 1 && verdict.output.contains(spoiled.says), "\(verdict.said)")
  }

  /// Without its file a command ends before it does anything, and one that cannot be read ends sooner.
  @Test func `name commands and options that the program has`() throws {
    for pod in try facts().pods {
      let words = pod.command.map { $0 == "/run/scrim/scrim.json" ? "/nonexistent/scrim.json" : $0 }
      #expect(words.contains("/nonexistent/scrim.json"), "\(pod.name)")
      let finished = try Running(Programs.scrim, words, in: "/tmp").finished()
      #expect(finished.code == 78, "\(pod.name): \(finished.said)")
      let wrong = try Running(Programs.scrim, words + ["--wroker"], in: "/tmp").finished()
      #expect(wrong.code == 64)
    }
  }

  @Test func `have a configuration that the program reads, and give every key as it wants it`() throws {
    let pod = try #require(try facts().pods.first { $0.name == "run" })
    let volume = try Volume(files: pod.files, configuration: facts().configuration)
    let laidOut = try volume.layOut(pod.layout)
    #expect(laidOut.code == 0, "\(laidOut.said)")
    for file in pod.files { #expect(try volume.mode(of: file) == 0o400, "\(file)") }
    let keys = try volume.keysList()
    #expect(keys.code == 0, "\(keys.said)")
    let listed = try keys.json()["keys"].list
    #expect(listed.count == 8)

    // The controls: as Kubernetes gives them; and a configuration that is wrong.
    let given = try volume.keysList(in: volume.given)
    #expect(given.code == 1 && given.said.contains("open to other users"), "\(given.said)")
    try volume.write("scrim.json", facts().configuration.replacing("restDays", with: "restdays"))
    #expect(try volume.layOut(pod.layout).code == 0)
    let wrong = try volume.keysList()
    #expect(wrong.code == 78 && wrong.errors.contains("restdays"), "\(wrong.said)")
  }
}

/// One thing that is wrong in the files, and what is said of it.
struct Spoiled: CustomTestStringConvertible, Sendable {
  let file: String
  let right: String
  let wrong: String
  let says: String
  var testDescription: String { "\(file): \(wrong)" }

  init(_ file: String, _ right: String, _ wrong: String, says: String) {
    (self.file, self.right, self.wrong, self.says) = (file, right, wrong, says)
  }

  static let all: [Spoiled] = [
    .init("run.yaml", "kind: CronJob", "kind: [CronJob", says: "no YAML"),
    .init("run.yaml", "  suspend: true", "  suspend: true\n  suspend: true", says: "a key stands twice"),
    .init("run.yaml", "backoffLimitPerIndex: 3", "backoffLimitsPerIndex: 3", says: "backoffLimitsPerIndex"),
    .init("run.yaml", "concurrencyPolicy: Forbid", "concurrencyPolicy: Allow", says: "concurrencyPolicy"),
    .init("run.yaml", "parallelism: 3", "parallelism: 1", says: "beside each other"),
    .init("run.yaml", "values: [1]", "values: [2]", says: "after exit code 1"),
    .init("run.yaml", "values: [64, 78]", "values: [64]", says: "after exit code 78"),
    .init("run.yaml", "values: [64, 78]", "values: [64, 75, 78]", says: "after exit code 75"),
    .init("run.yaml", "PeriodSeconds: 180", "PeriodSeconds: 60", says: "send in flight"),
    .init("run.yaml", "runAsUser: 10001", "runAsUser: 0", says: "securityContext"),
    .init("run.yaml", "drop: [ALL]", "drop: [NET_RAW]", says: "securityContext"),
    .init(
      "run.yaml", "readOnlyRootFilesystem: true", "readOnlyRootFilesystem: false", says: "securityContext"),
    .init("run.yaml", "medium: Memory, ", "", says: "not in memory"),
    .init("run.yaml", "defaultMode: 0440", "defaultMode: 0444", says: "is not 0440"),
    .init(
      "run.yaml", "automountServiceAccountToken: false", "automountServiceAccountToken: true", says: "Token"),
    .init(
      "run.yaml", "name: SCRIM_LOG, value: info",
      "name: SCRIM_LOG, valueFrom: { secretKeyRef: { name: scrim-keys, key: transit.key } }",
      says: "in the environment"),
    .init("run.yaml", "path: keys/transit.key", "path: keys/tansit.key", says: "keys/transit.key"),
    .init("by-hand.yaml", "{ key: identifiers.key,", "{ key: identifier.key,", says: "README does not make"),
    .init(
      "checkpoint.yaml", "key: trail.key, path: keys/trail.key", "key: trail.key, path: keys/t",
      says: "keys/t"),
    .init("migrate.yaml", "scrim:0.1.0", "scrim:0.2.0", says: "not all the same"),
    .init("migrate.yaml", "generateName: scrim-migrate-", "name: scrim-migrate", says: "kustomization"),
    .init(
      "network.yaml", "podSelector: {}", "podSelector: { matchLabels: { a: b } }", says: "nothing denies"),
    .init("network.yaml", "192.0.2.12/32", "0.0.0.0/0", says: "not on the list"),
    .init("network.yaml", "198.51.100.10/32", "8.8.8.8/32", says: "no placeholder"),
    .init("network.yaml", ", scrim/sends: \"yes\" }", " }", says: "not on the list"),
    .init(
      "network.yaml", "[Egress]\n  egress:", "[Egress]\n  ingress: [{}]\n  egress:", says: "from outside"),
    .init("configuration.yaml", "keys/identifiers.key", "keys/identifier.key", says: "keys/identifier.key"),
    .init(
      "configuration.yaml", "\"exchangeSeconds\": 60", "\"exchangeSeconds\": 300", says: "send in flight"),
    .init("README.md", "--from-file=trail.key=", "--from-file=trial.key=", says: "trial.key"),
    .init("kustomization.yaml", "  - network.yaml\n", "", says: "network.yaml"),
  ]
}

/// What the validator looks at, in a place where it can be spoiled.
private final class Tree {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path
  let folder = FileManager.default.temporaryDirectory.path + "/scrim-tree-\(UUID().uuidString)"

  init() throws {
    for path in [
      "deploy/kubernetes", "Dockerfile", "schemas/config.schema.json", "Sources/scrim/ExitStatus.swift",
    ] {
      let place = URL(filePath: "\(folder)/\(path)")
      try FileManager.default.createDirectory(
        at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
      try FileManager.default.copyItem(atPath: "\(Self.root)/\(path)", toPath: place.path)
    }
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  /// In every place.
  func replace(_ right: String, by wrong: String, in file: String) throws {
    let place = URL(filePath: "\(folder)/deploy/kubernetes/\(file)")
    let text = try String(contentsOf: place, encoding: .utf8)
    try #require(text.contains(right), "\(right) is not in \(file)")
    try Data(text.replacing(right, with: wrong).utf8).write(to: place)
  }
}

/// A projected volume as the kubelet lays it out: links to a folder with the time in its name, files that
/// their group can read.
private final class Volume {
  let folder = FileManager.default.temporaryDirectory.path + "/scrim-volume-\(UUID().uuidString)"
  var given: String { folder + "/given" }
  private var laidOut: String { folder + "/laid-out" }
  private var data: String { given + "/..2026_11_28_02_00_00.1" }
  private let files = FileManager.default

  init(files names: [String], configuration: String) throws {
    let made = try Materials.folder()
    try files.createDirectory(atPath: data, withIntermediateDirectories: true)
    try files.createSymbolicLink(
      atPath: given + "/..data", withDestinationPath: URL(filePath: data).lastPathComponent)
    for name in names {
      try write(name, name == "scrim.json" ? configuration : try Self.content(of: name, made))
    }
    for top in Set(names.map { $0.split(separator: "/")[0] }) {
      try files.createSymbolicLink(atPath: "\(given)/\(top)", withDestinationPath: "..data/\(top)")
    }
  }

  deinit { try? files.removeItem(atPath: folder) }

  /// The keys of the test run; for what they do not have, a line.
  private static func content(of name: String, _ made: String) throws -> String {
    let file = String(name.split(separator: "/").last ?? "")
    let own = [
      "harborlink.crt.pem": "keys/signing.crt.pem", "harborlink.key.pem": "tls/client.key.pem",
      "harborlink.pem": "tls/authority.crt.pem", "records.pem": "tls/authority.crt.pem",
    ]
    if file == "archive.public.pem" {
      let names = try FileManager.default.contentsOfDirectory(atPath: made + "/keys")
      let archive = try #require(names.first { $0.hasSuffix(".public.pem") })
      return try String(contentsOfFile: "\(made)/keys/\(archive)", encoding: .utf8)
    }
    let path = "\(made)/\(own[file] ?? "keys/\(file)")"
    return name.hasPrefix("secrets/") ? "marmalade\n" : try String(contentsOfFile: path, encoding: .utf8)
  }

  func write(_ name: String, _ text: String) throws {
    let place = URL(filePath: "\(data)/\(name)")
    try files.createDirectory(at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
    try? files.removeItem(at: place)
    try Data(text.utf8).write(to: place)
    try files.setAttributes([.posixPermissions: 0o440], ofItemAtPath: place.path)
  }

  /// What the init container does, in an empty folder.
  func layOut(_ command: [String]) throws -> Finished {
    try? files.removeItem(atPath: laidOut)
    try files.createDirectory(atPath: laidOut, withIntermediateDirectories: false)
    let words = command.map {
      $0.replacing("/given/", with: given + "/").replacing("/run/scrim/", with: laidOut)
    }
    return try Running(words[0], Array(words.dropFirst()), in: "/tmp").finished()
  }

  func mode(of file: String) throws -> Int? {
    try files.attributesOfItem(atPath: "\(laidOut)/\(file)")[.posixPermissions] as? Int
  }

  func keysList(in place: String? = nil) throws -> Finished {
    let words = ["keys", "list", "--json", "--config", (place ?? laidOut) + "/scrim.json"]
    return try Running(Programs.scrim, words, in: "/tmp").finished()
  }
}
