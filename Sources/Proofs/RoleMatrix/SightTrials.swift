/// What a raw SQL client shows of how many restrictions there are and when somebody was marked, without any
/// right to read them: the server's own catalogue and statistics. Each is looked for by its row.
enum SightTrials {
  static let all: [Trial] = counts + times + definitions

  private static func one(_ what: String, _ sql: String) -> Trial {
    Trial("seen: " + what, [Attempt("sees", sql, .sight)])
  }

  private static let ours = "'practice', 'source', 'gate', 'claims', 'trail'"

  /// Each has a row only where the number is told and is not empty.
  private static let counts = [
    one(
      "size estimates of restrictions (pg_class)",
      "select from pg_class where oid = (\(oid("restriction"))) and (reltuples > 0 or relpages > 0)"),
    one(
      "pages of restrictions (pg_relation_size)", "select where pg_relation_size((\(oid("restriction")))) > 0"
    ),
    one(
      "rows of restrictions (pg_stat_user_tables)",
      "select from pg_stat_user_tables where relid = (\(oid("restriction"))) and n_tup_ins > 0"),
    one(
      "index entries of restrictions (pg_stat_user_indexes)",
      "select from pg_stat_user_indexes where relid = (\(oid("restriction"))) and indexrelid is not null"),
    one(
      "reads of restrictions (pg_statio_user_tables)",
      "select from pg_statio_user_tables where relid = (\(oid("restriction")))"),
    one(
      "the last number of a restriction (its sequence)",
      "select last_value from gate.restriction_restriction_id_seq"),
    one(
      "the last number of a restriction (pg_sequences)",
      "select from pg_sequences where schemaname = 'gate' and last_value is not null"),
    one(
      "the last number of a restriction (pg_sequence_last_value)",
      "select where pg_sequence_last_value((select oid from pg_class "
        + "where relname = 'restriction_restriction_id_seq')) is not null"
    ),
    one(
      "values of our columns (pg_stats)",
      "select from pg_stats where schemaname in (\(ours)) and histogram_bounds is not null"),
    one(
      "common values of restrictions (pg_stats)",
      "select from pg_stats where schemaname = 'gate' and tablename = 'restriction'"),
    one("calls of functions (pg_stat_user_functions)", "select from pg_stat_user_functions"),
    one("statements of others (pg_stat_statements)", "select query from pg_stat_statements"),
  ]

  private static let times = [
    one(
      "changes of restrictions, as they happen (pg_stat_user_tables)",
      "select from pg_stat_user_tables where relid = (\(oid("restriction"))) and n_tup_ins is not null"),
    one("who is logged in (pg_stat_activity)", "select from pg_stat_activity where usename <> current_user"),
    one("who holds the gate's lock (pg_locks)", "select from pg_locks where locktype is not null"),
    one("how much is written (pg_current_wal_lsn)", "select pg_current_wal_lsn()"),
    one(
      "transactions and rows of the database (pg_stat_database)",
      "select from pg_stat_database where datname = current_database()"),
    one(
      "progress of maintenance (pg_stat_progress_analyze)", "select count(*) from pg_stat_progress_analyze"),
    one(
      "when a claim was taken back (claims.claim_event)",
      "select occurred_at from claims.claim_event union all select now()"),
    one("when a hold or its absence was written (xmin)", "select max(xmin::text) from claims.hold"),
  ]

  private static let definitions = [
    one(
      "names of our tables and columns", "select from pg_attribute where attrelid = (\(oid("restriction")))"),
    one("text of our functions", "select from pg_proc where proname = 'mark_self_pay' and prosrc <> ''"),
    one(
      "definitions of the source views",
      "select from pg_rewrite where pg_get_viewdef(ev_class) like '%practice.session%'"),
    one("who may be what (pg_auth_members)", "select from pg_auth_members"),
    one("settings of roles (pg_db_role_setting)", "select count(*) from pg_db_role_setting"),
  ]

  private static func oid(_ table: String) -> String {
    "select c.oid from pg_class c "
      + "where c.relnamespace = (select oid from pg_namespace where nspname = 'gate') "
      + "and c.relname = '\(table)'"
  }
}
