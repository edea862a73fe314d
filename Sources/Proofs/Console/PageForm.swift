internal import Foundation

/// A form of a page, with what stands in it when the page is opened.
struct PageForm: Sendable {
  let action: String
  let fields: [(name: String, value: String)]
  /// The buttons that say something of their own.
  let buttons: [(name: String, value: String)]

  /// Each way of sending it without typing anything.
  var sendings: [[(String, String)]] {
    let typed = fields.map { ($0.name, $0.value) }
    return buttons.isEmpty ? [typed] : buttons.map { typed + [($0.name, $0.value)] }
  }

  /// All that are sent by POST.
  static func all(in page: String) -> [PageForm] {
    page.components(separatedBy: "<form").dropFirst().compactMap { rest in
      let text = rest.components(separatedBy: "</form>")[0]
      guard let start = text.firstIndex(of: ">") else { return nil }
      let head = Tag(text[..<start])
      guard head["method"]?.lowercased() == "post", let action = head["action"] else { return nil }
      return PageForm(
        action: action, fields: fields(in: text), buttons: named(Tag.all("button", in: text)))
    }
  }

  private static func fields(in text: String) -> [(name: String, value: String)] {
    let inputs = Tag.all("input", in: text).filter { input in
      !["checkbox", "radio"].contains(input["type"] ?? "") || input.has("checked")
    }
    return named(inputs) + selects(in: text) + named(Tag.all("textarea", in: text))
  }

  /// With the first of their options that says something.
  private static func selects(in text: String) -> [(name: String, value: String)] {
    text.components(separatedBy: "<select").dropFirst().compactMap { rest in
      let inner = rest.components(separatedBy: "</select>")[0]
      guard let end = inner.firstIndex(of: ">"), let name = Tag(inner[..<end])["name"] else { return nil }
      let values = Tag.all("option", in: inner).compactMap { $0["value"] }
      return (name, values.first { !$0.isEmpty } ?? "")
    }
  }

  private static func named(_ tags: [Tag]) -> [(name: String, value: String)] {
    tags.compactMap { tag in tag["name"].map { ($0, tag["value"] ?? "") } }
  }
}

/// What stands between `<name` and `>`. Our own pages write attributes in one way.
struct Tag {
  private let text: Substring

  init(_ text: Substring) { self.text = text }

  static func all(_ name: String, in page: String) -> [Tag] {
    page.components(separatedBy: "<\(name)").dropFirst().compactMap { rest in
      guard let first = rest.first, first.isWhitespace || first == ">" else { return nil }
      return Tag(Substring(rest.prefix { $0 != ">" }))
    }
  }

  subscript(_ attribute: String) -> String? {
    guard let start = text.range(of: " \(attribute)=\"") else { return nil }
    return Self.unescaped(text[start.upperBound...].prefix { $0 != "\"" })
  }

  func has(_ attribute: String) -> Bool { text.contains(" \(attribute)") }

  static func unescaped(_ text: Substring) -> String {
    [("&quot;", "\""), ("&#39;", "'"), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")]
      .reduce(String(text)) { $0.replacing($1.0, with: $1.1) }
  }
}
