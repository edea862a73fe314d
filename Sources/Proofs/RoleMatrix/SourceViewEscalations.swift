internal import Postgres
internal import Schema

/// The administrator who writes the source views plants something that runs when the gate reads them. Whoever
/// calls a function of the gate then runs it with the gatekeeper's rights, unless something stops it.
struct SourceViewTechnique: Sendable {
  let name: String
  /// What is made beside the views.
  let objects: String
  /// In the practice's tables instead of the views: no definition of a view says anything of it.
  let beneath: (@Sendable (_ table: String, _ condition: String) -> String)?
  /// On a text column: calls what was made.
  let condition: @Sendable (String) -> String

  /// Tells by a sequence, which no ROLLBACK takes back, that it could read restrictions.
  private static func peek(_ name: String, _ kind: String = "") -> String {
    """
    create function practice.\(name)(given text) returns text language plpgsql \(kind) as $$
    begin
      if (select count(*) from gate.restriction) >= 0 then perform nextval('practice.loot'); end if;
      return given;
    exception when others then return given;
    end $$;
    grant execute on function practice.\(name)(text) to public;
    """
  }

  static let preparation = """
    create sequence practice.loot;
    grant usage on schema practice to public;
    grant usage on sequence practice.loot to public;
    """

  static let all: [SourceViewTechnique] = [
    .init(name: "a function", objects: peek("peek", "stable")) { "practice.peek(\($0)) is not null" },
    .init(name: "a volatile function", objects: peek("peek", "volatile")) {
      "practice.peek(\($0)) is not null"
    },
    .init(name: "a function with its owner's rights", objects: peek("peek", "security definer")) {
      "practice.peek(\($0)) is not null"
    },
    .init(
      name: "an operator",
      objects: peek("peek") + """
        create function practice.same(a text, b text) returns boolean language plpgsql as
          $$ begin return practice.peek(a) = b; end $$;
        create operator practice.=== (function = practice.same, leftarg = text, rightarg = text);
        """
    ) { "\($0) operator(practice.===) \($0)" },
    .init(
      name: "a cast",
      objects: peek("peek") + """
        create type practice.peeked as (given text);
        create function practice.as_peeked(a text) returns practice.peeked language plpgsql as
          $$ begin return row(practice.peek(a)); end $$;
        create cast (text as practice.peeked) with function practice.as_peeked(text);
        """
    ) { "(\($0)::practice.peeked) is not null" },
    .init(
      name: "a domain's check",
      objects: peek("peek")
        + "create domain practice.peeked as text check (practice.peek(value) is not null);"
    ) { "\($0)::practice.peeked is not null" },
    .init(
      name: "an aggregate",
      objects: peek("peek") + """
        create function practice.peek_on(a text, b text) returns text language plpgsql as
          $$ begin return practice.peek(b); end $$;
        create aggregate practice.peeked(text) (sfunc = practice.peek_on, stype = text);
        """
    ) { "(select practice.peeked(t.one) from (values (\($0))) as t(one)) is not null" },
    .init(
      name: "a view that calls a function",
      objects: peek("peek") + "create view practice.beneath as select practice.peek('') as found;"
    ) { _ in "exists (select from practice.beneath b where b.found is not null)" },
    .init(name: "a function of pg_catalog that runs any query", objects: peek("peek")) { column in
      "query_to_xml('select practice.peek(''x'')', true, false, '') is not null and \(column) is not null"
    },
    .init(
      name: "a row policy on the table beneath", objects: peek("peek"),
      beneath: { table, condition in
        """
        alter table \(table) enable row level security, force row level security;
        create policy planted on \(table) using (\(condition));
        """
      }, condition: { "practice.peek(\($0)) is not null" }),
    .init(
      name: "an index on the table beneath", objects: peek("peek", "immutable"),
      beneath: { "create index on \($0) ((practice.peek('x') || \($1)));" }, condition: { $0 }),
    .init(
      name: "statistics on the table beneath", objects: peek("peek", "immutable"),
      beneath: { "create statistics practice.planted_\($1) on (practice.peek('x') || \($1)) from \($0);" },
      condition: { $0 }),
  ]

  init(
    name: String, objects: String,
    beneath: (@Sendable (_ table: String, _ condition: String) -> String)? = nil,
    condition: @escaping @Sendable (String) -> String
  ) {
    (self.name, self.objects, self.beneath, self.condition) = (name, objects, beneath, condition)
  }

  /// A view that each of the gate's functions reads, and its text column.
  private static let views = [
    "session": "session_id", "restriction": "client_id", "caseload": "client_id", "coverage": "coverage_id",
  ]

  /// As the administrator.
  func plant(in world: TrialWorld) throws -> String {
    let changes = try Self.views.sorted { $0.key < $1.key }.map { view, column in
      if let beneath {
        return ["session", "coverage"].contains(view) ? beneath("practice.\(view)", condition(column)) : ""
      }
      let rows = try world.superuser.query(
        "select rtrim(pg_get_viewdef('source.\(view)'::regclass), ';')")
      return
        "create or replace view source.\(view) as select * from (\(try rows.text(0, 0))) as v "
        + "where \(condition("v." + column));"
    }
    return Self.preparation + objects + changes.joined()
  }
}

/// What became of one technique: who noticed, and who gained something by calling the gate.
struct SourceViewOutcome {
  var noticed: [String] = []
  var word: [String: String] = [:]

  /// Calls of each role that lead into the source views.
  private static let calls = [
    "scrim_gateway": [
      "select gate.import_restrictions()",
      "select gate.admit('{meridian,northfield,cascade,union}', array_fill('2000-01-01'::date, array[4]), "
        + "array_fill('2000-01-01'::date, array[4]), '2000-01-01', current_date, false, true); "
        + "fetch all in admitted",
      "select gate.directory_cursor('location'); fetch all in directory_location",
      "select gate.permit(0, '{}', '{}', false)",
    ],
    "biller": [
      "select gate.due('{meridian}', '{2000-01-01}', '2000-01-01', current_date)",
      "select gate.unbilled('{meridian}', '{2000-01-01}', '2000-01-01', current_date)", mark,
      "select claims.held()", "select gate.record_notice('client-told', 'S-0001', current_date, null)",
    ],
    "therapist": [
      mark, "select gate.list_self_pay(true)", "select gate.lift_self_pay('CLIENT', null, current_date)",
      "select gate.answers()", "select gate.tasks()", "select gate.confirm_other_session('S-0001')",
      "select gate.record_paid('CLIENT', null, current_date)",
      "select gate.record_notice('minor-confirmed', 'S-0001', current_date, null)",
    ],
    "privacy_officer": [
      mark, "select gate.list_self_pay(true)", "select gate.confirm_lift('CLIENT', null)",
      "select gate.answers()",
      "select gate.tasks()", "select gate.record_dishonoured('CLIENT', null, current_date)",
      "select gate.withdraw_notice('client-told', 'S-0001')",
    ],
  ]
  private static let mark =
    "select gate.mark_self_pay('CLIENT', null, null, null, current_date, null)"

  static let callers = calls.keys.sorted()

  /// In a database of its own.
  init(_ technique: SourceViewTechnique) throws {
    let world = try TrialWorld()
    let client = try world.superuser.query("select min(client_id) from source.session").text(0, 0)
    let administrator = try world.actor("scrim_practice*").connection
    try administrator.script(technique.plant(in: world))
    if try !SourceViews.check(world.superuser).isEmpty { noticed.append("check") }
    if try world.superuser.query("select gate.sources_approved()").optionalBool(0, 0) != true {
      noticed.append("approval")
    }
    for caller in Self.callers {
      let connection = try world.actor(caller).connection
      try administrator.script("alter sequence practice.loot restart")
      let states = (Self.calls[caller] ?? []).map {
        Escalation.state(of: "begin; \($0.replacing("CLIENT", with: client)); rollback", on: connection)
      }
      let isTaken = try world.superuser.query("select is_called from practice.loot").bool(0, 0)
      word[caller] =
        isTaken ? Escalation.gained : states.contains("SC005") ? Escalation.refused : Escalation.nothing
    }
  }
}
