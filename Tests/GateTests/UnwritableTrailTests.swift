internal import Postgres
internal import TestSupport
internal import Testing

/// What cannot be recorded does not happen.
@Suite("Trail that takes no entry") struct UnwritableTrailTests {
  @Test func `is met by every function that records, and each of them leaves all as it was`() throws {
    var reached: Set<String> = []
    for deed in RecordedDeed.all {
      let stage = try Stage()
      let act = try deed.prepared(stage)
      let trail = UnwritableTrail(practice: stage.practice)
      for refusal in UnwritableTrail.Refusal.allCases {
        try trail.refuse(refusal)
        #expect(try Self.wrong(act, trail, refusal) == [], "\(deed.name)")
        if refusal == .raised { reached.formUnion(try trail.reached()) }
        try trail.allow(refusal)
      }
      // Where entries get in it does happen: nothing else stood in its way.
      let before = try trail.digests()
      try act()
      let after = try trail.digests()
      #expect(
        before["trail.entry"] != after["trail.entry"]
          || before["gate.restriction_entry"] != after["gate.restriction_entry"], "\(deed.name)")
      try stage.practice.ask("drop role if exists \(stage.practice.database.name)")
    }
    // From the catalogue: one that is new and is in no deed stands here.
    let recorders = try UnwritableTrail(practice: Practice()).recorders()
    #expect(recorders.subtracting(reached) == [])
    #expect(recorders.count >= 29)
  }

  @Test func `is seen where a function takes no notice of it`() throws {
    let deed = try #require(RecordedDeed.all.first { $0.name == "a person settles that it arrived" })
    for planted in [Self.swallowing, Self.silent] {
      let stage = try Stage()
      try stage.practice.database.connect(as: "postgres").script(planted)
      let act = try deed.prepared(stage)
      let trail = UnwritableTrail(practice: stage.practice)
      try trail.refuse(.raised)
      let wrong = try Self.wrong(act, trail, .raised)
      #expect(wrong.contains("nothing was refused"))
      #expect(wrong.contains("claims.submission is another"))
    }
  }

  @Test func `is met by a function that is new only where somebody says how`() throws {
    let practice = try Practice()
    let trail = UnwritableTrail(practice: practice)
    let before = try trail.recorders()
    try practice.database.connect(as: "postgres").script(
      """
      create function gate.newcomer() returns void language sql security definer
      begin atomic select trail.append('run.started', 'x', null, null); end
      """)
    #expect(try trail.recorders().subtracting(before) == ["newcomer"])
  }

  /// What is wrong after a deed that could not be recorded.
  private static func wrong(
    _ act: () throws -> Void, _ trail: UnwritableTrail, _ refusal: UnwritableTrail.Refusal
  ) throws -> [String] {
    let before = try trail.digests()
    var wrong: [String] = []
    do {
      try act()
      wrong.append("nothing was refused")
    } catch let error as PostgresError {
      // The whole text: a code, and no word of what was to be recorded.
      if "\(error)" != "the database refused a statement, SQLSTATE \(refusal.sqlState)" {
        wrong.append("another error: \(error)")
      }
    }
    let after = try trail.digests()
    wrong += before.keys.filter { before[$0] != after[$0] }.sorted().map { "\($0) is another" }
    return before.keys.count > 20 ? wrong : wrong + ["the tables were not looked at"]
  }

  /// An error that is caught and dropped.
  private static let swallowing = planted(
    "perform trail.append('submission.settled', doubtful::text, null,",
    instead: "begin perform trail.append('submission.settled', doubtful::text, null,",
    "jsonb_build_object('arrived', p_arrived, 'by', p_known_by));",
    insteadOfEnd:
      "jsonb_build_object('arrived', p_arrived, 'by', p_known_by)); exception when others then null; end;")

  /// An entry that is never made.
  private static let silent = planted(
    "perform trail.append(", instead: "perform concat(",
    "jsonb_build_object('arrived', p_arrived, 'by', p_known_by));",
    insteadOfEnd: "jsonb_build_object('arrived', p_arrived, 'by', p_known_by));")

  private static func planted(
    _ text: String, instead: String, _ end: String, insteadOfEnd: String
  ) -> String {
    """
    do $plant$
    declare
      old text := pg_get_functiondef('claims.settle(uuid, boolean, text, text)'::regprocedure);
      new text := replace(replace(old, $t$\(text)$t$, $t$\(instead)$t$), $t$\(end)$t$, $t$\(insteadOfEnd)$t$);
    begin
      if new = old then raise exception 'there is nothing to change'; end if;
      execute new;
    end $plant$;
    """
  }
}
