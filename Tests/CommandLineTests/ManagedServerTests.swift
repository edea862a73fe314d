internal import Demonstration
internal import Postgres
internal import Proofs
internal import TestSupport
internal import Testing

/// As on a server that somebody else runs: nobody of the practice is superuser. The records belong to the
/// records system, and the administrator who writes the source views may read what they show.
@Suite(Programs.areNeeded) struct `A server without a superuser of ours` {
  private func handOver(_ site: Site) throws {
    try site.database.cluster.createLogin("records_system", memberOf: [])
    try site.script(
      """
      do $$
      declare
        one record;
      begin
        alter schema practice owner to records_system;
        for one in select tablename from pg_tables where schemaname = 'practice' loop
          execute format('alter table practice.%I owner to records_system', one.tablename);
          execute format('grant select on practice.%I to scrim_practice', one.tablename);
        end loop;
      end $$;
      grant usage on schema practice to scrim_practice;
      """)
  }

  @Test func `is migrated by its database's owner, who may make roles and nothing greater`() throws {
    let database = try TemporaryDatabase(.migrated)
    let rows = try database.connect().query(
      """
      select rolcreaterole, rolsuper, rolcreatedb or rolreplication or rolbypassrls from pg_roles
      where rolname = current_user and pg_get_userbyid((
        select datdba from pg_database where datname = current_database())) = current_user
      """)
    #expect(rows.count == 1)
    #expect(try rows.bool(0, 0) && !rows.bool(0, 1) && !rows.bool(0, 2))
  }

  @Test func `runs every command over tables that are not ours`() throws {
    let site = try Site()
    try handOver(site)
    let owners = try site.rows("select distinct tableowner from pg_tables where schemaname = 'practice'")
    #expect(owners == [["records_system"]])
    #expect(try site.scrim("migrate").code == 0)
    #expect(try site.scrim("check").code == 0)
    #expect(try site.scrim("preview").code == 1, "held claims")
    #expect(try site.scrim("run").code == 1, "held claims")
    let sent = try Set(
      site.rows("select session_id from claims.claim_state where state = 'accepted'").map { $0[0] })
    #expect(try sent == Set(Expected.all().filter(\.isAdmitted).map(\.session)))
    #expect(try site.scrim("status").code == 1)
    #expect(try site.scrim("unbilled").code == 1)
    let client = try site.rows("select min(client_id) from source.caseload")[0][0]
    #expect(try site.scrim("self-pay", "list").code == 0)
    let marked = try site.scrim("self-pay", "mark", client, "--requested-on", Today.text)
    #expect(marked.code <= 1, "\(marked.said)")
  }
}
