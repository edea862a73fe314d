internal import Postgres

/// Puts a word into every text of a practice: one update of each table, whatever its size.
struct Planting {
  private let site: Site
  private(set) var columns: PracticeColumns
  /// Payers whose rows were copied to hold text in a code's place: the configuration has to name them.
  private(set) var payers: [String] = []
  private var typed = 0

  /// Plants. Throws if a column is left without a word: what it holds could leave unseen.
  init(in site: Site) throws {
    self.site = site
    try Self.fillEmptyTables(site)
    columns = try PracticeColumns(of: site)
    try site.script(Self.markRestricted)
    for table in columns.tables { try plant(table) }
    for column in columns.all where column.use == .code { try type(column) }
    let clinician = PlantedWord("clinician_id", .ownKey).text
    try site.script(
      """
      update gate.person set clinician_id = clinician_id || '\(clinician)' where clinician_id is not null;
      drop schema planted cascade
      """)
    try site.script("vacuum analyze")
    for column in columns.all { try verify(column) }
  }

  var words: [PlantedWord] { columns.words }

  /// Who pays for themselves, by the practice's own flags; sessions of theirs, sessions with one of them, and
  /// some sessions by their own flag.
  private static let markRestricted = """
    update practice.session set self_pay = true where get_byte(sha256(convert_to(session_id, 'UTF8')), 0) < 2;
    create schema planted;
    create table planted.client_id as
      select client_id as id from practice.client where self_pay_since is not null;
    create table planted.session_id as
      select session_id as id from practice.session
      where self_pay or client_id in (select id from planted.client_id)
      union select session_id from practice.session_participant
      where client_id in (select id from planted.client_id);
    create table planted.coverage_id as
      select coverage_id as id from practice.coverage where client_id in (select id from planted.client_id);
    analyze planted.client_id, planted.session_id, planted.coverage_id
    """

  /// References are renamed with what they refer to, in the same way, so that they need not be checked.
  private func plant(_ table: String) throws {
    let owner = columns.owner(of: table)
    let isRestricted = owner.map { "\($0.name) in (select id from planted.\($0.name))" } ?? "false"
    let assignments = columns.columns(of: table).compactMap { column in
      value(of: column, isRestricted).map { value in
        column.isChecked
          ? "\(column.name) = case when \(column.name) is not null then \(value) end"
          : "\(column.name) = \(value)"
      }
    }
    guard !assignments.isEmpty else { return }
    try site.script(
      """
      begin; set local session_replication_role = replica;
      update practice.\(table) set \(assignments.joined(separator: ", ")); commit
      """)
  }

  private func value(of column: PracticeColumn, _ isRestricted: String) -> String? {
    let words = column.words(isOwned: columns.owner(of: column.table) != nil)
    guard let word = words.first?.text else { return nil }
    let name = column.name
    switch column.use {
    case .key(let root):
      guard words.count == 2 else { return "\(name) || '\(word)'" }
      return """
        \(name) || case when \(name) in (select id from planted.\(root)) then '\(words[1].text)'
          else '\(word)' end
        """
    case .prose, .inner:
      return text(column, "'\(word) ' || coalesce(\(name)::text, '') || ' \(word)'", alone: word)
    case .billed(let joint):
      let either =
        words.count == 2
        ? "case when \(isRestricted) then '\(words[1].text)' else '\(word)' end" : "'\(word)'"
      return joint.map { "coalesce(\(name) || '\($0)', '') || \(either)" } ?? either
    case .code, .closed, .configured: return nil
    }
  }

  /// At both ends: what is cut short, wherever, is noticed.
  private func text(_ column: PracticeColumn, _ text: String, alone word: String) -> String {
    if column.isArray { return "array_append(\(column.name), '\(word)')" }
    switch column.type {
    case "json", "jsonb": return "to_json('\(word)'::text)::\(column.type)"
    case "bytea": return "convert_to('\(word)', 'UTF8')"
    default: return text
    }
  }

  /// As people do: a word where a code belongs, in a few rows of clients who are billed; in a copy of
  /// a row where all claims would need it.
  private mutating func type(_ column: PracticeColumn) throws {
    let word = PlantedWord(column.path, .typed).text
    let value = column.isArray ? "array_append(\(column.name), '\(word)')" : "'\(word)'"
    guard let owner = columns.owner(of: column.table) else { return try typeInCopy(column, value) }
    try site.script(
      """
      update practice.\(column.table) set \(column.name) = \(value)
      where ctid in (\(some(column.table, owner)))
      """
    )
    typed += 1
  }

  /// A few rows of clients who are billed, others each time: at most twelve, and at most one in sixty.
  private func some(_ table: String, _ owner: PracticeColumn) -> String {
    let restricted = PlantedWord(owner.name, .restrictedKey).text
    let few = "greatest(1, least(12, count(*) / 60))"
    return """
      select ctid from practice.\(table) where \(owner.name) not like '%\(restricted)'
      offset (select \(typed) * \(few) % greatest(1, count(*) / 2) from practice.\(table))
      limit (select \(few) from practice.\(table))
      """
  }

  private mutating func typeInCopy(_ column: PracticeColumn, _ value: String) throws {
    guard let key = columns.columns(of: column.table).first(where: { $0.path.hasSuffix("_id") }) else {
      throw Blind(column: column.path)
    }
    let copy = "typed-\(typed)"
    typed += 1
    try site.script(
      """
      insert into practice.\(column.table)
      select (jsonb_populate_record(t, jsonb_build_object('\(key.name)', '\(copy)'))).*
      from practice.\(column.table) t limit 1;
      update practice.\(column.table) set \(column.name) = \(value) where \(key.name) = '\(copy)'
      """)
    if key.use == .configured { payers.append(copy) }
    let users = columns.all.filter {
      ["charge", "coverage"].contains($0.table) && ($0.name == key.name || $0.name.hasSuffix("_" + key.name))
    }
    guard let user = users.first, let owner = columns.owner(of: user.table) else { return }
    try site.script(
      "update practice.\(user.table) set \(user.name) = '\(copy)' where ctid in (\(some(user.table, owner)))")
  }

  private func verify(_ column: PracticeColumn) throws {
    let array = column.type == "bytea" ? "convert_from(\(column.name), 'UTF8')" : "\(column.name)::text"
    let isOwned = columns.owner(of: column.table) != nil
    for word in column.words(isOwned: isOwned) {
      // Not every reference is to somebody of either kind.
      if case .key(let root) = column.use, root != column.name || word.family == .restrictedKey { continue }
      let found = try site.rows(
        """
        select exists (select from practice.\(column.table) where \(array) like '%\(word.text)%')::text
        """)
      if case .key = column.use, try isEmpty(column) { continue }
      guard found[0][0] == "true" else { throw Blind(column: column.path) }
    }
  }

  /// In a small practice nobody may be referred to.
  private func isEmpty(_ column: PracticeColumn) throws -> Bool {
    let sql = "select exists (select from practice.\(column.table) where \(column.name) is not null)::text"
    return try site.rows(sql)[0][0] == "false"
  }

  /// A row in each table that the generator leaves empty, so that there is something to plant in.
  private static func fillEmptyTables(_ site: Site) throws {
    let tables = try site.rows(
      "select relname from pg_class where relnamespace = 'practice'::regnamespace and relkind = 'r'"
    )
    for table in tables.map({ $0[0] })
    where try site.rows("select exists (select from practice.\(table))::text")[0][0] == "false" {
      let columns = try site.rows(
        """
        select a.attname, case
          when k.conrelid is not null
            then format('(select %I from %s limit 1)', r.attname, k.confrelid::regclass)
          when t.typcategory = 'S' then '''row''' when t.typcategory = 'D' then 'current_date'
          when t.typcategory = 'B' then 'false' else '1' end
        from pg_attribute a join pg_type t on t.oid = a.atttypid
        left join pg_constraint k
          on k.conrelid = a.attrelid and k.contype = 'f' and k.conkey = array[a.attnum]
        left join pg_attribute r on r.attrelid = k.confrelid and r.attnum = k.confkey[1]
        where a.attrelid = 'practice.\(table)'::regclass and a.attnum > 0 and not a.attisdropped
          and a.attnotnull and not a.atthasdef
        """)
      try site.script(
        """
        insert into practice.\(table) (\(columns.map { $0[0] }.joined(separator: ", ")))
        values (\(columns.map { $0[1] }.joined(separator: ", ")))
        """)
    }
  }
}
