import FoundationEssentials
import Settings
import Testing

/// `schemas/config.schema.json` and the reader say the same, object by object.
@Suite struct SchemaAgreementTests {
  private let schema: JSONTree
  private let example: JSONTree

  init() throws {
    let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    let data = try #require(FileManager.default.contents(atPath: "/\(root)/schemas/config.schema.json"))
    schema = try JSONReader.read(Array(data))
    example = try JSONReader.read(Array(Example.document.utf8))
  }

  @Test func `the example has every object that the schema knows`() {
    #expect(example.objectPaths().count == 28)
    for path in example.objectPaths() {
      #expect(!properties(path).isEmpty, "\(path)")
    }
  }

  @Test func `the reader refuses an unknown key everywhere, and knows exactly the schema's keys`() throws {
    for path in example.objectPaths() {
      let spoiled = example.changing(path) { $0 + [.init(key: "surprise", value: .bool(true))] }
      let problems = Example.problems(spoiled.text)
      #expect(problems.map(\.path) == [path.isEmpty ? "surprise" : "\(path).surprise"])
      let known = try #require(problems.first?.nextStep.split(separator: ": ").last)
      #expect(Set(known.split(separator: ", ").map(String.init)) == Set(properties(path)), "\(path)")
    }
  }

  @Test func `the reader demands exactly the keys that the schema requires`() {
    for path in example.objectPaths() {
      for key in properties(path) where key != "rootCertificate" && key != "passwordFile" {
        let problems = Example.problems(example.changing(path) { $0.filter { $0.key != key } }.text)
        let place = path.isEmpty ? key : "\(path).\(key)"
        let demanded = problems.contains { $0.path == place && $0.sentence.hasPrefix("is missing") }
        #expect(demanded == required(path).contains(key), "\(place)")
      }
    }
  }

  /// Those that the branch for the example's kind does not forbid.
  private func properties(_ path: String) -> [String] {
    let forbidden = branches(path).flatMap { branch -> [String] in
      guard case .object(let members) = branch["properties"] else { return [] }
      return members.filter { $0.value == .bool(false) }.map(\.key)
    }
    return (node(path)?["properties"]?.keys ?? []).filter { !forbidden.contains($0) }
  }

  /// What a kind adds or forbids: of each condition the branch that the example takes.
  private func branches(_ path: String) -> [JSONTree] {
    guard let node = node(path) else { return [] }
    var conditions = [node]
    if case .list(let items) = node["allOf"] { conditions += items }
    return conditions.compactMap { one in
      guard let kind = one["if"]?["properties"]?["kind"]?["const"] else { return nil }
      return one[example.at(path)?["kind"] == kind ? "then" : "else"]
    }
  }

  /// `required`, and what the branch for the example's kind adds.
  private func required(_ path: String) -> [String] {
    let lists = [node(path)?["required"]] + branches(path).map { $0["required"] }
    return lists.flatMap { list in
      guard case .list(let items) = list else { return [String]() }
      return items.compactMap { if case .text(let key) = $0 { key } else { nil } }
    }
  }

  private func node(_ path: String) -> JSONTree? {
    var node: JSONTree? = schema
    for step in path.split(separator: ".") {
      node = resolved(node?["properties"]?[String(step.prefix { $0 != "[" })])
      if step.hasSuffix("]") { node = resolved(node?["items"]) }
    }
    return node
  }

  private func resolved(_ node: JSONTree?) -> JSONTree? {
    guard case .text(let reference) = node?["$ref"] else { return node }
    return schema["$defs"]?[String(reference.dropFirst("#/$defs/".count))]
  }
}
