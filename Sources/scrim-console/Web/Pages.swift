internal import Mustache
internal import Signing

/// The templates, parsed once, and what else a page is made of.
struct Pages: Sendable {
  private let library: MustacheLibrary
  let assets: [Asset]

  /// A file that a page names. Its name holds its digest, so that a browser keeps each for good.
  struct Asset: Sendable {
    let place: String
    let type: String
    let text: String

    init(_ file: EmbeddedFile, _ type: String) {
      let parts = file.name.split(separator: ".")
      place = "/static/\(parts[0])-\(Digest(sha256Of: Array(file.text.utf8)).hex.prefix(12)).\(parts[1])"
      self.type = type
      text = file.text
    }
  }

  init() throws {
    var library = MustacheLibrary()
    for file in EmbeddedFile.templates { try library.register(file.text, named: file.name) }
    self.library = library
    assets = [
      Asset(.stylesheet, "text/css; charset=utf-8"), Asset(.script, "text/javascript; charset=utf-8"),
    ]
  }

  var stylesheet: String { assets[0].place }
  var script: String { assets[1].place }

  func render(_ page: Page, _ layout: [String: any Sendable]) -> String {
    var values = layout.merging(page.values) { _, own in own }
    values["title"] = page.title
    return library.render(Self.spoken(values), withTemplate: page.template) ?? ""
  }

  /// Without empty texts: a section of a template is there where there is something to say.
  private static func spoken(_ values: [String: any Sendable]) -> [String: any Sendable] {
    values.compactMapValues { value in
      switch value {
      case let text as String: text.isEmpty ? nil : text
      case let rows as Rows: rows.map(spoken)
      case let inner as [String: any Sendable]: spoken(inner)
      default: value
      }
    }
  }
}

/// A file that is built into the program.
struct EmbeddedFile {
  let name: String
  let text: String
}
