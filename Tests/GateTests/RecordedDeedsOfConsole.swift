internal import Accounts
internal import Desk
internal import Gate
internal import Postgres
internal import Signing
internal import TestSupport

extension RecordedDeed {
  static let console = [
    RecordedDeed("somebody is invited") { stage in
      try stage.seat()
      return {
        _ = try stage.practice.ask("select gate.invite('rivera', sha256('code'), now() + interval '1 day')")
      }
    },
    RecordedDeed("an account begins") { stage in
      try stage.seat()
      try stage.practice.ask("select gate.invite('rivera', sha256('code'), now() + interval '1 day')")
      return {
        _ = try stage.console(
          """
          select gate.console_enrol('rivera', sha256('code'), '0123456789abcdef', 'scrypt:14:8:5',
            sha256('new'), 'sealed', 1, '{}')
          """)
      }
    },
    RecordedDeed("somebody signs in") { stage in
      try stage.seat()
      try stage.prove("proof")
      return {
        _ = try stage.console(
          "select gate.console_sign_in('rivera', 'proof', 1, null, sha256('another'), '192.0.2.1')")
      }
    },
    RecordedDeed("a sign-in is refused") { stage in
      try stage.seat()
      return { try stage.prove("wrong") }
    },
    visit("somebody signs out") { try $0.leave(everywhere: true) },
    visit("another role is put on") { _ = try $0.act(as: .billing) },
    visit("another password is chosen") {
      try $0.changePassword(
        SignIns.Recipe(salt: [UInt8](repeating: 1, count: 16), cost: "scrypt:14:8:5"),
        verifier: [UInt8](repeating: 2, count: 32))
    },
    visit("recovery codes are made anew") { try $0.renewRecovery([]) },
    visit("what left about a client is shown") {
      _ = try Caseload(console: $0.connection).disclosures(about: "C-001")
    },
    billing("a preview is asked for") { stage in
      { try stage.visit { _ = try RunDesk(console: $0.connection).askPreview(nil) } }
    },
    billing("a run is approved") { stage in
      let preview = try stage.previewed()
      return { try stage.visit { _ = try RunDesk(console: $0.connection).approve(preview) } }
    },
    billing("what one claim would say is asked for") { stage in
      let preview = try stage.previewed()
      return {
        try stage.visit {
          _ = try RunDesk(console: $0.connection).askContent(
            UniqueID.v4().description, of: preview, place: 1, key: [UInt8](repeating: 7, count: 32))
        }
      }
    },
    RecordedDeed("a session is confirmed") { stage in
      try stage.seat()
      try stage.prove("proof")
      return {
        try stage.visit {
          _ = try $0.confirm(
            proof: Array("proof".utf8), second: .code(1), token: [UInt8](repeating: 7, count: 32),
            address: "192.0.2.1")
        }
      }
    },
  ]

  /// Of somebody who has put on billing.
  private static func billing(
    _ name: String, _ prepared: @escaping @Sendable (Stage) throws -> () throws -> Void
  ) -> RecordedDeed {
    RecordedDeed(name) { stage in
      try stage.seat()
      try stage.practice.ask("update gate.console_session set acts_as = 'billing'")
      return try prepared(stage)
    }
  }

  private static func visit(_ name: String, _ body: @escaping @Sendable (SignedIn) throws -> Void)
    -> RecordedDeed
  {
    RecordedDeed(name) { stage in
      try stage.seat()
      return { try stage.visit(body) }
    }
  }
}

extension Stage {
  /// A clinician who is signed in at the console, and may put on billing besides.
  fileprivate func seat() throws {
    try practice.ask("select gate.record_person('rivera', 'clinician', 'D-01', '{billing}')")
    try practice.ask(
      """
      insert into gate.account (login, salt, cost, verifier, sealed_secret, last_counter, active_since)
      values ('rivera', '0123456789abcdef', 'scrypt:14:8:5', sha256('proof'), 'sealed', 0, now())
      """)
    try practice.ask(
      """
      insert into gate.console_session (token, login, acts_as, key)
      values (sha256('token'), 'rivera', 'clinician', sha256('key'))
      """)
  }

  /// A preview of today that showed one claim.
  fileprivate func previewed() throws -> String {
    try practice.ask(
      """
      insert into claims.run_request (kind, state, outcome, ended_at, approval, listed, report)
      values ('preview', 'ended', 'done', now(), sha256('approval'),
        '[{"session": "S-0001", "payer": "meridian", "day": "2025-10-01", "cents": 1, "clearinghouse": "x"}]', '{}')
      returning request_id::text
      """
    ).text(0, 0)
  }

  @discardableResult
  fileprivate func console(_ sql: String) throws -> Rows { try practice.ask(sql, as: "scrim_console") }

  fileprivate func prove(_ proof: String) throws {
    try console("select from gate.console_prove('rivera', '\(proof)', '192.0.2.1')")
  }

  fileprivate func visit(_ body: (SignedIn) throws -> Void) throws {
    let connection = try practice.database.connect(as: "scrim_console")
    try connection.transaction {
      guard let visit = try SignedIn(connection, token: "token") else { throw NotReady() }
      try body(visit)
    }
  }
}
