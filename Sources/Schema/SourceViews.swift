public import Postgres

/// The practice's side of the contract: views over whatever tables it has. Checked before anything is read
/// through them, from the catalog alone; any login may do that.
public enum SourceViews {
  /// A view as PostgreSQL prints it, for the person who approves it.
  public struct Definition: Sendable, Equatable {
    public let view: String
    public let sql: String
  }

  /// - Returns: a sentence for each thing that is not as the contract says; empty if all is.
  public static func check(_ connection: Connection) throws(PostgresError) -> [String] {
    let found = try relations(connection)
    var problems: [String] = []
    for view in contract {
      guard let relation = found[view.name] else {
        problems.append("source.\(view.name) is missing.")
        continue
      }
      if !relation.isView { problems.append("source.\(view.name) has to be a view.") }
      problems += differences(of: relation, from: view)
    }
    return problems + (try calls(connection))
  }

  public static func definitions(_ connection: Connection) throws(PostgresError) -> [Definition] {
    let rows = try connection.query(
      """
      select c.relname, pg_get_viewdef(c.oid, true)
      from pg_catalog.pg_class c
      where c.relnamespace = to_regnamespace('source') and c.relkind = 'v'
      order by c.relname collate "C"
      """)
    var definitions: [Definition] = []
    for row in 0..<rows.count {
      definitions.append(Definition(view: "source." + (try rows.text(row, 0)), sql: try rows.text(row, 1)))
    }
    return definitions
  }

  /// What an approval pins: SHA-256, in hexadecimal, over all definitions.
  public static func digest(_ connection: Connection) throws(PostgresError) -> String {
    try connection.query("select gate.source_digest()").text(0, 0)
  }
}

extension SourceViews {
  private struct Relation {
    var isView = false
    var columns: [(name: String, type: String)] = []
  }

  private static func relations(_ connection: Connection) throws(PostgresError) -> [String: Relation] {
    let rows = try connection.query(
      """
      select c.relname, c.relkind = 'v', a.attname, format_type(a.atttypid, a.atttypmod)
      from pg_catalog.pg_class c
      join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      where c.relnamespace = to_regnamespace('source')
      order by c.relname, a.attnum
      """)
    var found: [String: Relation] = [:]
    for row in 0..<rows.count {
      var relation = found[try rows.text(row, 0)] ?? Relation()
      relation.isView = try rows.bool(row, 1)
      relation.columns.append((try rows.text(row, 2), try rows.text(row, 3)))
      found[try rows.text(row, 0)] = relation
    }
    return found
  }

  private static func differences(of relation: Relation, from view: View) -> [String] {
    var problems: [String] = []
    for column in view.columns {
      let name = "source.\(view.name).\(column.name)"
      guard let type = relation.columns.first(where: { $0.name == column.name })?.type else {
        problems.append("\(name) is missing (\(column.type)).")
        continue
      }
      if type != column.type { problems.append("\(name) is \(type) and has to be \(column.type).") }
    }
    guard view.closed else { return problems }
    let known = Set(view.columns.map(\.name))
    return problems
      + relation.columns.filter { !known.contains($0.name) }
      .map { "source.\(view.name).\($0.name) must not be there: the view has no column beyond the contract." }
  }
}
