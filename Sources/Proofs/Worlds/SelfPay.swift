internal import TestSupport

/// A mark as somebody at the practice makes it, with the command.
struct MarkCommand: Sendable {
  let client: String
  var session: String?
  var from: String?
  var through: String?
  var caller = "clinician"

  var arguments: [String] {
    ["self-pay", "mark", client, "--requested-on", Today.adding(days: -1), "--as", caller, "--json"]
      + option("--session", session) + option("--from", from) + option("--through", through)
  }

  private func option(_ name: String, _ value: String?) -> [String] { value.map { [name, $0] } ?? [] }

  fileprivate var sqlRow: String {
    let session = session.map { "'\($0)'" } ?? "null"
    let from = session == "null" ? from ?? "-infinity" : "-infinity"
    return "('\(client)', \(session), date '\(from)', date '\(through ?? "infinity")')"
  }
}

/// Which sessions no plan may be told of, as the practice's tables say it: told here without the gate, so
/// that the gate is compared with something.
struct SelfPay {
  let marks: [MarkCommand]

  /// Clients under all ids that lead to one person; the flags of the records and the marks.
  private var told: String {
    let marked = marks.map { "union all values \($0.sqlRow)" }.joined(separator: " ")
    return """
      with recursive flag (client_id, session_id, from_date, through_date) as (
        select client_id, null::text, self_pay_since, coalesce(self_pay_through, 'infinity')
        from practice.client where self_pay_since is not null
        union all
        select client_id, session_id, '-infinity', 'infinity' from practice.session where self_pay
        \(marked)
      ), person (client_id, other) as (
        select client_id, client_id from practice.client
        union
        select p.client_id, case p.other when c.client_id then c.merged_into else c.client_id end
        from person p join practice.client c on c.merged_into is not null
          and p.other in (c.client_id, c.merged_into)
      ), restricted as (
        select s.session_id from practice.session s
        where exists (select from flag f where f.session_id = s.session_id)
          or exists (
            select from flag f join person p on p.client_id = f.client_id
            where f.session_id is null and s.service_date between f.from_date and f.through_date
              and (p.other = s.client_id or exists (select from practice.session_participant j
                where j.session_id = s.session_id and j.client_id = p.other)))
      ), withheld as (
        select session_id from restricted
        union
        -- The same hour, perhaps, in the record of somebody else who took part: it waits for the clinician.
        select s.session_id
        from restricted r join practice.session w on w.session_id = r.session_id
        join practice.session s on s.service_date = w.service_date and s.session_id <> w.session_id
        where exists (select from practice.session_participant j
            where j.session_id = w.session_id and j.client_id is not null)
          and (s.client_id = w.client_id or exists (select from practice.session_participant j
            where j.session_id = w.session_id and j.client_id = s.client_id))
          and (w.signed_at is not null and w.deleted_at is null or s.signed_at is null
            or exists (select from flag f where f.session_id = w.session_id))
          and (s.signed_at is null or not exists (
            select from flag f join person p on p.client_id = f.client_id
            where f.session_id = w.session_id and p.other = s.client_id))
        union
        -- Signed after one of that day was marked: nobody can know that it is not the same.
        select s.session_id
        from flag f join practice.session w on w.session_id = f.session_id
        join person p on p.client_id = f.client_id
        join practice.session s on s.client_id = p.other and s.service_date = w.service_date
        where s.session_id <> w.session_id and s.signed_at is null
      )
      """
  }

  func sessions(in site: Site) throws -> [String] {
    try site.rows(told + " select session_id from withheld order by 1").map { $0[0] }
  }

  /// Takes every withheld session out of the practice's tables, and everybody who has none left and is
  /// self-pay: as if they had never come. Returns the sessions.
  func strike(from site: Site) throws -> [String] {
    let sessions = try sessions(in: site)
    let people = try site.rows(
      told + """
         select distinct p.other from flag f join person p on p.client_id = f.client_id
        where not exists (
          select from person q join practice.session s on s.client_id = q.other
          where q.client_id = p.other and s.session_id not in (select w.session_id from withheld w))
        and not exists (
          select from person q join practice.session_participant j on j.client_id = q.other
          where q.client_id = p.other and j.session_id not in (select w.session_id from withheld w))
        order by 1
        """
    ).map { $0[0] }
    let rows = ["payment", "filed_elsewhere", "charge", "session_participant", "session"].map {
      "delete from practice.\($0) where session_id = any (\(sessions.sqlArray));"
    }
    let persons = ["message", "diagnosis", "payment", "coverage", "caseload", "client"].map {
      "delete from practice.\($0) where client_id = any (\(people.sqlArray));"
    }
    let flags = "update practice.client set self_pay_since = null, self_pay_through = null;"
    try site.script((rows + persons + [flags]).joined(separator: "\n"))
    return sessions
  }
}
