internal import Hummingbird
internal import Marks

/// What somebody sent: names and texts, and nothing that is not a form of ours.
struct Form: Sendable {
  private let fields: [String: String]

  private static let unkept: Set<String> = ["csrf", "password", "again", "code", "invitation"]
  static let bytesMax = 32_768

  init(_ fields: [String: String]) { self.fields = fields }

  init(_ request: Request) async throws {
    let type = request.headers[.contentType] ?? ""
    guard type.lowercased().hasPrefix("application/x-www-form-urlencoded") else {
      throw HTTPError(.unsupportedMediaType)
    }
    let body = try await request.body.collect(upTo: Self.bytesMax)
    let text = String(buffer: body)
    guard !text.isEmpty else {
      fields = [:]
      return
    }
    do {
      fields = try URLEncodedFormDecoder().decode([String: String].self, from: text)
    } catch {
      throw HTTPError(.badRequest)
    }
  }

  /// Without white space around it; nil where it is empty or holds what nobody types.
  subscript(_ name: String) -> String? {
    guard let text = fields[name]?.trimmed, !text.isEmpty,
      text.unicodeScalars.allSatisfy({ $0.value >= 32 && $0.value != 127 })
    else { return nil }
    return text
  }

  /// As it was typed.
  func raw(_ name: String) -> String { fields[name] ?? "" }

  func day(_ name: String) -> Day? { self[name].flatMap { Day($0) } }

  /// Whether something was typed that is no day.
  func isNoDay(_ name: String) -> Bool { !raw(name).trimmed.isEmpty && day(name) == nil }

  /// All but what belongs to one session, and what stands in no page.
  var others: [(name: String, value: String)] {
    fields.filter { !Self.unkept.contains($0.key) }.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }
}

extension String {
  var trimmed: String {
    let scalars = unicodeScalars
    guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
      let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
    else { return "" }
    return String(scalars[first...last])
  }
}
