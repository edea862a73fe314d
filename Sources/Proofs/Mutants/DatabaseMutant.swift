internal import Postgres
internal import TestSupport

/// A leak in the database: a function or a right that a superuser has changed.
struct DatabaseMutant: Mutant {
  let name: String
  var isClinical: Bool { false }
  let change: Change
  let catches: [DatabaseCatch]

  enum Change {
    /// In every function of this name: the text that is there, and what stands there instead.
    case function(String, [(old: String, new: String)])
    case script(String)
  }

  func tried(_ place: Workshop) throws -> Verdict {
    var verdict = Verdict(of: name)
    do {
      for one in catches {
        let isSeen = try one.isSeen { try planted() }
        verdict.add(one.layer, one.what, isSeen: isSeen, isSeenWithout: try one.isSeen { try Practice() })
      }
    } catch is NothingToChange {
      verdict.missing("the text to be changed is not in the function any more; adapt the mutant")
    }
    return verdict
  }

  private struct NothingToChange: Error {}

  private func planted() throws -> Practice {
    let practice = try Practice()
    guard try plant(in: practice) else { throw NothingToChange() }
    return practice
  }

  private func plant(in practice: Practice) throws -> Bool {
    switch change {
    case .script(let sql): try practice.database.connect(as: "postgres").script(sql)
    case .function(let name, let texts):
      let rows = try practice.ask(
        """
        select pg_get_functiondef(p.oid) from pg_proc p
        where p.pronamespace::regnamespace::text || '.' || p.proname = $1
        """, [.text(name)])
      var isChanged = false
      for row in 0..<rows.count {
        let definition = try rows.text(row, 0)
        let changed = texts.reduce(definition) { $0.replacing($1.old, with: $1.new) }
        guard changed != definition else { continue }
        isChanged = true
        try practice.database.connect(as: "postgres").script(changed)
      }
      return isChanged
    }
    return true
  }
}

/// A named look at a practice that tells whether something is wrong with it.
struct DatabaseCatch: Sendable {
  let layer: Layer
  let what: String
  /// Makes as many practices as it needs, all with the same mutant or none.
  let isSeen: @Sendable (_ make: () throws -> Practice) throws -> Bool

  init(_ layer: Layer, _ what: String, _ isSeen: @escaping @Sendable (Practice) throws -> Bool) {
    self.init(layer, what, comparing: { try isSeen($0()) })
  }

  init(
    _ layer: Layer, _ what: String,
    comparing isSeen: @escaping @Sendable (() throws -> Practice) throws -> Bool
  ) {
    (self.layer, self.what, self.isSeen) = (layer, what, isSeen)
  }
}

extension DatabaseMutant {
  static let all = ofAdmission + ofPermits + ofMarks + ofRights + ofDesk

  private static func mutant(
    _ name: String, _ function: String, _ old: String, _ new: String, _ catches: DatabaseCatch...
  ) -> DatabaseMutant {
    DatabaseMutant(name: name, change: .function(function, [(old, new)]), catches: catches)
  }

  // MARK: Who is admitted

  /// What a restriction covers is looked up twice, by client or session and by the pin: a leak needs both.
  private static func unrestricted(
    _ name: String, _ texts: [(old: String, new: String)], _ catches: DatabaseCatch...
  ) -> DatabaseMutant {
    DatabaseMutant(name: name, change: .function("gate.unrestricted", texts), catches: catches)
  }

  private static let ofAdmission = [
    unrestricted(
      "restrictions of the client are not asked",
      [
        ("r.client_id = s.client_id and r.session_id is null", "false"),
        ("v.session_id = s.session_id and", "false and"),
      ], .model),
    unrestricted(
      "restrictions of one session are not asked",
      [("r.session_id = s.session_id", "false"), ("v.session_id = s.session_id and", "false and")], .model),
    unrestricted(
      "restrictions of other participants are not asked",
      [("r.client_id = any (joint.others)", "false"), ("v.session_id = s.session_id and", "false and")],
      .model),
    unrestricted(
      "a covered session is not known by its id", [("v.session_id = s.session_id and", "false and")],
      .movedSession),
    unrestricted(
      "the other's record of the same hour does not wait", [("v.guards_day", "false")], .model),
    mutant("merged records are not imported", "gate.uncopied", "p.one <> p.other", "false", .model),
    mutant(
      "the records' own flags are not imported", "gate.new_flags",
      "coalesce(e.client_id, e.session_id) is not null", "false", .model),
    mutant(
      "what the client has paid is claimed", "gate.eligible", "ch.patient_paid_cents < ch.charge_cents",
      "true",
      .model),
    mutant(
      "what a lift let through goes unseen", "gate.confirm_lift",
      "where v.restriction_id = any (lifted)", "where false", .liftUnseen),
    DatabaseMutant(
      name: "source views that nobody approved are read",
      change: .script(
        """
        create or replace function gate.sources_approved() returns boolean
        language sql stable security definer set search_path = pg_catalog, pg_temp
        begin atomic select true; end
        """),
      catches: [.changedView]),
  ]

  // MARK: Permits

  private static let ofPermits = [
    mutant(
      "a permit takes no lock", "gate.would_admit",
      "perform pg_advisory_xact_lock_shared(gate.lock_key());", "", .lockOfPermit, .lockOfSecondPermit),
    mutant(
      "a permit does not ask again", "gate.would_admit",
      "asked.has_bytes and still", "asked.has_bytes", .permitAfterFlag, .secondPermitAfterMark,
      .permitBesideMark),
    mutant(
      "a permit does not ask once more under the lock", "gate.would_admit",
      "gate.concerned_since(seen, p_submission)", "'{}'::text[]", .permitBesideMark),
    mutant(
      "a permit does not look at the records' flags", "gate.would_admit",
      "if gate.is_import_due(is_old) then", "if false then", .permitAfterFlag),
    mutant(
      "any isolation will do", "gate.require_read_committed", "<> 'read committed'", "= 'nothing'", .isolation
    ),
  ]
}

extension DatabaseMutant {
  // MARK: Marks

  fileprivate static let ofMarks = [
    mutant(
      "a mark takes no lock", "gate.mark_self_pay", "perform pg_advisory_xact_lock(gate.lock_key());", "",
      .lockOfMark),
    mutant(
      "a mark leaves sealed bytes where they are", "gate.answer_all",
      "perform gate.take_back(unsent);", "", .sealedAfterMark),
    mutant(
      "a mark shows in the ledger before the next run", "gate.answer_all",
      "perform gate.take_back(unsent);", "perform claims.withdraw(u) from unnest(unsent) u;",
      .stateAfterMark),
    mutant(
      "a mark leaves the session on the desk's list", "gate.follow", "delete from claims.hold h using",
      "perform from claims.hold h,", .heldAfterMark),
    mutant(
      "what was taken back says the cause", "claims.withdraw", "m.version, 'withdrawn',",
      "m.version, 'restricted',", .wordForCause),
    mutant(
      "a mark is lifted without the client's request", "gate.confirm_lift",
      "and r.lift_requested_on is not null", "", .liftWithoutRequest),
  ]

  // MARK: Rights

  fileprivate static let ofRights = [
    DatabaseMutant(
      name: "the gateway may read a source view",
      change: .script(
        "grant usage on schema source to scrim_gateway; grant select on source.session to scrim_gateway"),
      catches: [.roleMatrix, .attempts("scrim_gateway")]),
    DatabaseMutant(
      name: "the gateway may read one column of the records",
      change: .script(
        """
        grant usage on schema practice to scrim_gateway;
        grant select (session_note) on practice.session to scrim_gateway
        """
      ),
      catches: [.roleMatrix]),
    DatabaseMutant(
      name: "billing may see restrictions",
      change: .script("grant select on gate.restriction to scrim_billing"),
      catches: [.roleMatrix, .attempts("biller")]),
    DatabaseMutant(
      name: "billing may list restrictions",
      change: .script("grant execute on function gate.list_self_pay(boolean) to scrim_billing"),
      catches: [.roleMatrix]),
    DatabaseMutant(
      name: "everybody may open sealed payloads",
      change: .script("grant select (ciphertext) on claims.submission to scrim_billing"),
      catches: [.roleMatrix, .attempts("biller")]),
    DatabaseMutant(
      name: "the view of sessions has the note too",
      change: .script(
        """
        create or replace view source.session as
        select s.session_id, s.client_id, s.clinician_id, s.service_date, s.diagnosis_codes, s.session_note
        from practice.session s where s.signed_at is not null and s.deleted_at is null
        """),
      catches: [.approval, .contract]),
    DatabaseMutant(
      name: "the server logs what PostgreSQL's default logs",
      change: .script(
        """
        do $$ begin
          execute format('alter database %I set log_min_messages = warning', current_database());
          execute format('alter database %I set log_error_verbosity = default', current_database());
          execute format('alter database %I set log_min_error_statement = error', current_database());
        end $$
        """),
      catches: [.settingsOfLog, .serverLog]),
  ]

  // MARK: The desk

  fileprivate static let ofDesk = [
    mutant(
      "the desk counts what is restricted", "gate.due", "count(*)",
      "count(*) + (select count(*) from gate.restriction r where r.lifted_at is null)", .twoWorlds),
    mutant(
      "the desk lists what is restricted", "gate.unbilled", "gate.unrestricted()", "''", .twoWorlds),
    DatabaseMutant(
      name: "the trail of a run counts what is restricted",
      change: .script(
        """
        create or replace function claims.finish_run(p_run uuid, p_worker integer) returns void
        language sql security definer set search_path = pg_catalog, pg_temp begin atomic
          select trail.append('run.finished', p_run::text, null,
            jsonb_build_object('not_admitted', (select count(*) from gate.restriction)));
        end
        """),
      catches: [.twoWorlds]),
  ]
}
