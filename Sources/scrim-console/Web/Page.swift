internal import HTTPTypes

/// What a handler answers with.
enum Answer: Sendable {
  case page(Page)
  /// Go and look there (303).
  case see(String)
}

/// A template and what is put into it.
struct Page: Sendable {
  let template: String
  let title: String
  var values: [String: any Sendable]
  var status: HTTPResponse.Status

  init(
    _ template: String, _ title: String, _ values: [String: any Sendable] = [:],
    status: HTTPResponse.Status = .ok
  ) {
    self.template = template
    self.title = title
    self.values = values
    self.status = status
  }
}

/// Nothing was done; the page says why. Thrown, so that the transaction is undone.
struct Refused: Error {
  let page: Page
  init(_ page: Page) { self.page = page }
}

/// Several of the same kind, for a section of a template.
typealias Rows = [[String: any Sendable]]
