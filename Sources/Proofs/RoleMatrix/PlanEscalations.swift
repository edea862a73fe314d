internal import Postgres
internal import TestSupport

/// What a raw SQL client is shown of the plans of our functions. psql is that client: our own door throws
/// notices away.
extension Escalation {
  static let plans = [
    Escalation(name: "the plans within our functions, printed (debug_print_plan)") { world, actor in
      guard !actor.name.hasSuffix("*") else { return nil }
      let settings = ["parse", "rewritten", "plan"].map { "set debug_print_\($0) = on; " }.joined()
      let said = try world.psql(actor, [["set client_min_messages = log; \(settings)"]] + world.everyCall(""))
      return said.contains("lifted_by") ? "sees-plans" : nothing
    },
    Escalation(name: "rows that a filter removed, counted (explain analyze)") { world, actor in
      guard !actor.name.hasSuffix("*") else { return nil }
      let said = try world.psql(actor, world.everyCall("explain (analyze, verbose, costs off, timing off) "))
      return said.contains("Rows Removed") || said.contains("lifted_by") ? "sees-counts" : nothing
    },
    Escalation(name: "pages that a function read, counted (explain buffers)") { world, actor in
      guard !actor.name.hasSuffix("*") else { return nil }
      let said = try world.psql(actor, world.everyCall("explain (analyze, buffers, costs off, timing off) "))
      return said.contains("Buffers: shared") ? "sees-pages" : refused
    },
    Escalation(name: "rows that a function read, counted (pg_stat_xact_all_tables)") { world, actor in
      guard !actor.name.hasSuffix("*") else { return nil }
      let count = """
        select 'rows read: ' || (seq_tup_read + coalesce(idx_tup_fetch, 0)) from pg_stat_xact_all_tables
        where relid = (select c.oid from pg_class c join pg_namespace n on n.oid = c.relnamespace
          where n.nspname = 'gate' and c.relname = 'restriction');
        """
      let said = try world.psql(actor, world.calls().map { ["begin", "select \($0)", count, "rollback"] })
      return said.contains(/rows read: [1-9]/) ? "sees-counts" : nothing
    },
  ]
}

extension TrialWorld {
  func everyCall(_ prefix: String) throws -> [[String]] {
    try calls().map { ["begin", "\(prefix)select * from \($0)", "rollback"] }
  }

  /// What psql says when it is logged in as the actor. Errors of single statements are passed over.
  func psql(_ actor: Actor, _ scripts: [[String]]) throws -> String {
    let address = temporary.address(as: actor.login)
    let place = ["-X", "-q", "-At", "-h", address.host, "-U", address.user, "-d", address.database]
    return try Running("/usr/bin/psql", place + scripts.joined().flatMap { ["-c", $0] }, in: "/tmp")
      .finished().said
  }
}
