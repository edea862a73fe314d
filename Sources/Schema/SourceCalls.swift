public import Postgres

/// What would run with the gate's rights when it reads a source view: a function that the view calls, or one
/// that a row policy, an index or extended statistics of a table beneath it call. (PostgreSQL runs those two
/// while it plans, where their arguments are constants.) So views may call functions and operators of
/// pg_catalog only, none of them one that changes something or runs a statement that it is given; what hangs
/// on a table may call functions of extensions as well.
extension SourceViews {
  /// A sentence for each such call. From the catalog alone; any login may ask.
  public static func calls(_ connection: Connection) throws(PostgresError) -> [String] {
    let rows = try connection.query(
      reading + foreign + restless + "select distinct * from found order by 1, 2, 3")
    var problems: [String] = []
    for row in 0..<rows.count {
      problems.append(
        sentence(view: try rows.text(row, 0), what: try rows.text(row, 1), callee: try rows.text(row, 2)))
    }
    return problems
  }

  private static func sentence(view: String, what: String, callee: String) -> String {
    switch what {
    case "view": "source.\(view) calls \(callee): only functions of pg_catalog may be called."
    case "domain": "source.\(view) casts to \(callee): only types of pg_catalog may be cast to."
    case "restless": "source.\(view) calls \(callee): it may change something, or run what it is given."
    default:
      "source.\(view) reads a table whose \(what) calls \(callee): it would run with the gate's rights."
    }
  }

  /// Every relation that a source view reads, however far down, and what of it can call a function.
  private static let reading = """
    with recursive reads (root, relation) as (
      select c.oid, c.oid from pg_catalog.pg_class c
      where c.relnamespace = to_regnamespace('source') and c.relkind in ('v', 'm')
      union
      select r.root, next.oid
      from reads r
      cross join lateral (
        select d.refobjid as oid
        from pg_catalog.pg_rewrite w
        join pg_catalog.pg_depend d on d.classid = 'pg_catalog.pg_rewrite'::regclass and d.objid = w.oid
          and d.refclassid = 'pg_catalog.pg_class'::regclass
        where w.ev_class = r.relation
        union all
        select i.inhrelid from pg_catalog.pg_inherits i where i.inhparent = r.relation) next
    ), callers (root, what, class, object) as (
      select r.root, 'view', 'pg_catalog.pg_rewrite'::regclass, w.oid
      from reads r join pg_catalog.pg_rewrite w on w.ev_class = r.relation
      union all
      select r.root, 'row policy', 'pg_catalog.pg_policy'::regclass, p.oid
      from reads r join pg_catalog.pg_policy p on p.polrelid = r.relation
      union all
      select r.root, 'index', 'pg_catalog.pg_class'::regclass, i.indexrelid
      from reads r join pg_catalog.pg_index i on i.indrelid = r.relation
      union all
      select r.root, 'statistics', 'pg_catalog.pg_statistic_ext'::regclass, s.oid
      from reads r join pg_catalog.pg_statistic_ext s on s.stxrelid = r.relation
    ),
    """

  /// The catalog records a dependency on what is not pinned, that is, not made by PostgreSQL itself.
  private static let foreign = """
    called as (
      select c.root, c.what, d.refclassid, d.refobjid from callers c
      join pg_catalog.pg_depend d on d.classid = c.class and d.objid = c.object
      where c.what = 'view' or not exists (
        select from pg_catalog.pg_depend e
        where e.classid = d.refclassid and e.objid = d.refobjid and e.deptype = 'e')
    ), callees (root, what, schema, name) as (
      select c.root, c.what, p.pronamespace, p.proname from called c
      join pg_catalog.pg_proc p on c.refclassid = 'pg_catalog.pg_proc'::regclass and p.oid = c.refobjid
      union all
      select c.root, c.what, o.oprnamespace, o.oprname from called c
      join pg_catalog.pg_operator o on c.refclassid = 'pg_catalog.pg_operator'::regclass
        and o.oid = c.refobjid
      union all
      select c.root, case c.what when 'view' then 'domain' else c.what end, t.typnamespace, t.typname
      from called c
      join pg_catalog.pg_type t on c.refclassid = 'pg_catalog.pg_type'::regclass and t.oid = c.refobjid
        and t.typtype = 'd'
    ),
    """

  /// A pinned function leaves no dependency, but stands in the tree of the rule or policy.
  private static let restless = """
    trees (root, tree) as (
      select r.root, w.ev_action::text from reads r join pg_catalog.pg_rewrite w on w.ev_class = r.relation
      union all
      select r.root, p.polqual::text from reads r join pg_catalog.pg_policy p on p.polrelid = r.relation
    ), found (view, what, callee) as (
      select v.relname::text, c.what, n.nspname || '.' || c.name
      from callees c join pg_catalog.pg_class v on v.oid = c.root
      join pg_catalog.pg_namespace n on n.oid = c.schema
      where n.nspname <> 'pg_catalog'
      union
      select v.relname::text, 'restless', p.proname::text
      from trees t join pg_catalog.pg_class v on v.oid = t.root
      cross join lateral pg_catalog.regexp_matches(t.tree, ':(?:funcid|opfuncid) (\\d+)', 'g') m
      join pg_catalog.pg_proc p on p.oid = m[1]::oid and p.pronamespace = 'pg_catalog'::regnamespace
        and (p.provolatile = 'v' or p.proname like '%to_xml%')
    )

    """
}
