internal import Foundation

/// Which columns of the practice's tables an element of a claim comes from, and in which forms: the sources
/// that `schemas/disclosure.json` names, followed through the source views.
struct DisclosedSources {
  /// By `table.column`.
  let forms: [String: [String]]

  init(of site: Site) throws {
    var forms: [String: [String]] = [:]
    var origins: [String: [String: String]] = [:]
    for line in DisclosedColumns.text.split(separator: "\n") {
      let parts = line.drop { $0 == " " }.split(separator: ";", maxSplits: 1).map(String.init)
      let source = parts[0].split(separator: ".").map(String.init)
      if origins[source[0]] == nil { origins[source[0]] = try Self.origins(of: source[0], in: site) }
      guard let origin = origins[source[0]]?[source[1]] else { throw Blind(column: parts[0]) }
      forms[origin, default: []].append(parts[1])
    }
    self.forms = forms
  }

  /// The manifest's patterns are also regular expressions.
  static func admits(_ form: String, _ text: String) -> Bool {
    text.range(of: "^(?:\(form))$", options: .regularExpression) != nil
  }

  /// Column of a view → `table.column`, as far as it is one: the server writes a view's definition in one
  /// form, `v.member_id` or `p.name AS payer_name`.
  private static func origins(of view: String, in site: Site) throws -> [String: String] {
    let definition = try site.rows("select pg_get_viewdef('source.\(view)'::regclass)")[0][0]
    var tables: [Substring: Substring] = [:]
    for match in definition.matches(of: /practice\.(\w+)\s+(\w+)/) { tables[match.2] = match.1 }
    var origins: [String: String] = [:]
    for match in definition.matches(of: /(?:(\w+)\.)?(\w+)(?:\s+AS\s+(\w+))?\s*(?:,|\n\s*FROM)/) {
      let alias = match.1 ?? (tables.count == 1 ? tables.first?.key : nil)
      guard let alias, let table = tables[alias] else { continue }
      origins[String(match.3 ?? match.2)] = "\(table).\(match.2)"
    }
    return origins
  }
}
