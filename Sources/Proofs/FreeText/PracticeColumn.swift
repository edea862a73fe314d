internal import Postgres
internal import TestSupport

/// A column of the practice's tables that can hold text, and what that text is to the world outside. Found
/// in the catalogue, so that a new column is planted and looked for from the day it appears: what is not
/// known is never to leave.
struct PracticeColumn {
  enum Use: Equatable {
    /// An id, by the key that it is a value of.
    case key(root: String)
    case prose
    case inner
    /// A claim may have it, in a form that has room for a word after what is there, with a space or without;
    /// or for nothing but the word.
    case billed(joint: String?)
    /// A claim may have it, in a form that a word does not have.
    case code
    /// A CHECK lets nothing in but what it lists.
    case closed
    /// The configuration names them too.
    case configured
  }

  let table: String
  let name: String
  let isArray: Bool
  /// What has a CHECK stays NULL where it is NULL.
  let isChecked: Bool
  let type: String
  var use: Use

  var path: String { "\(table).\(name)" }

  /// The words of this column.
  func words(isOwned: Bool) -> [PlantedWord] {
    switch use {
    case .key(let root) where PracticeColumn.owners.contains(root):
      [PlantedWord(root, .key), PlantedWord(root, .restrictedKey)]
    case .key("coverage_id"):
      [PlantedWord("coverage_id", .ownKey), PlantedWord("coverage_id", .restrictedKey)]
    case .key(let root): [PlantedWord(root, .ownKey)]
    case .prose: [PlantedWord(path, .prose)]
    case .inner: [PlantedWord(path, .inner)]
    case .billed(let joint):
      ([.billed] + (isOwned ? [.restricted] : [])).map { PlantedWord(path, $0, inNumber: joint == "") }
    case .code: [PlantedWord(path, .typed)]
    case .closed, .configured: []
    }
  }

  /// Whose ids billing staff work with.
  static let owners = ["client_id", "session_id"]
}

/// All of them.
struct PracticeColumns {
  private(set) var all: [PracticeColumn]

  var tables: [String] { all.map(\.table).reduce(into: []) { if $0.last != $1 { $0.append($1) } } }

  func columns(of table: String) -> [PracticeColumn] { all.filter { $0.table == table } }

  /// The column by which a row belongs to a client or a session, or to a coverage of a client.
  func owner(of table: String) -> PracticeColumn? {
    let columns = columns(of: table)
    return ["session_id", "client_id", "coverage_id"].lazy.compactMap { root in
      columns.first { $0.name == root }
    }.first
  }

  var words: [PlantedWord] {
    var seen: Set<String> = []
    return all.flatMap { $0.words(isOwned: owner(of: $0.table) != nil) }.filter {
      seen.insert($0.text).inserted
    }
  }

  /// - Parameter site: the practice's tables are there, and filled.
  init(of site: Site) throws {
    let disclosed = try DisclosedSources(of: site)
    let rows = try site.rows(Self.catalogue)
    let roots = Set(rows.filter { $0[5] == "t" && $0[6].isEmpty }.map { $0[1] })
    all = rows.map { row in
      var column = PracticeColumn(
        table: row[0], name: row[1], isArray: row[2] == "t", isChecked: row[3] == "t", type: row[7],
        use: .inner)
      let form = disclosed.forms[column.path]
      if let root = row[6].isEmpty ? Self.root(of: row[1], roots) : Self.root(of: row[6], roots) {
        column.use = root == "payer_id" ? .configured : .key(root: root)
      } else if row[4] == "t" {
        column.use = .prose
      } else if let form {
        column.use = Self.use(of: form)
      }
      return column
    }
    for index in all.indices where all[index].isChecked {
      if try Self.isClosed(all[index], in: site) { all[index].use = .closed }
    }
  }

  /// By its own name or that of the key it refers to: not every reference is one that the database enforces.
  private static func root(of name: String, _ roots: Set<String>) -> String? {
    roots.contains(name) ? name : roots.first { name.hasSuffix("_" + $0) }
  }

  private static func use(of forms: [String]) -> PracticeColumn.Use {
    let word = PlantedWord("form", .billed).text.uppercased()
    let joined = { (joint: String) in "ABCDEFGHIJKL" + joint + word }
    let fits = { (text: String) in forms.allSatisfy { DisclosedSources.admits($0, text) } }
    if fits(joined(" ")) { return .billed(joint: " ") }
    if fits(joined("")) { return .billed(joint: "") }
    return fits(word) ? .billed(joint: nil) : .code
  }

  /// Whether the database itself refuses a word there.
  private static func isClosed(_ column: PracticeColumn, in site: Site) throws -> Bool {
    let connection = try site.database.connect(as: "postgres")
    try connection.script("begin; set local session_replication_role = replica")
    let sql = """
      update practice.\(column.table) set \(column.name) = '\(PlantedWord(column.path, .inner).text)'
      where ctid = (select ctid from practice.\(column.table) where \(column.name) is not null limit 1)
      """
    let result = Result { () throws(PostgresError) in try connection.script(sql) }
    guard case .failure(let error) = result, error.sqlState != "23514" else {
      if case .failure = result { return true }
      return false
    }
    throw error
  }

  /// Whatever is not known to hold no text may hold some. Table, column, is it an array, has it a CHECK, is
  /// it free text, is it a table's key, which column does it refer to, type.
  private static let catalogue = """
    select c.relname, a.attname, (t.typcategory = 'A')::text::char,
      (exists (select from pg_constraint k where k.conrelid = c.oid and k.contype = 'c'
        and a.attnum = any (k.conkey)))::text::char,
      (a.atttypid = 'practice.prose'::regtype)::text::char,
      (exists (select from pg_constraint k where k.conrelid = c.oid and k.contype = 'p'
        and k.conkey = array[a.attnum]))::text::char,
      coalesce((select r.attname from pg_constraint k
        join pg_attribute r on r.attrelid = k.confrelid and r.attnum = k.confkey[1]
        where k.conrelid = c.oid and k.contype = 'f' and k.conkey = array[a.attnum] limit 1), ''),
      format_type(coalesce(nullif(t.typbasetype, 0), a.atttypid), -1)
    from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    join pg_type t on t.oid = a.atttypid
    left join pg_type e on e.oid = t.typelem and t.typcategory = 'A'
    where c.relnamespace = 'practice'::regnamespace and c.relkind in ('r', 'p')
      and coalesce(e.typcategory, t.typcategory) not in ('B', 'D', 'N', 'T', 'E')
      and coalesce(e.oid, t.oid) <> 'uuid'::regtype
    order by c.relname, a.attnum
    """
}

package struct Blind: Error { let column: String }
