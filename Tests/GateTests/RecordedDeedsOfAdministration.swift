internal import Accounts
internal import Postgres
internal import TestSupport

extension RecordedDeed {
  static let administration = [
    deed("a new account is made by one person, as there is no second") {
      _ = try $0.propose(.add, "new", AccountRoles(first: .billing), invitation: Stage.code)
    },
    deed("a change is proposed", isAlone: false) {
      _ = try $0.propose(.reset, "lind", nil, invitation: Stage.code)
    },
    deed("a change is confirmed", isAlone: false, proposing: true) {
      _ = try $0.decide($0.proposals()[0].id, agrees: true, invitation: Stage.code)
    },
    deed("a change is declined", isAlone: false, proposing: true) {
      _ = try $0.decide($0.proposals()[0].id, agrees: false, invitation: Stage.code)
    },
    deed("somebody is disabled in the console") { _ = try $0.disable("lind") },
    deed("somebody's sign-ins are ended") { _ = try $0.endSessions(of: "lind") },
    RecordedDeed("somebody reads what was done to their account") { stage in
      try stage.administration(isAlone: true)
      try stage.practice.ask("select gate.record_person('lind', 'billing', null, '{}')")
      try stage.practice.ask(
        "update gate.console_session set ended_at = null, acts_as = 'billing' where login = 'lind'")
      return { try stage.visit("lind") { try $0.acknowledge(through: $0.present.notices[0].id) } }
    },
  ]

  private static func deed(
    _ name: String, isAlone: Bool = true, proposing: Bool = false,
    _ body: @escaping @Sendable (AccountDesk) throws -> Void
  ) -> RecordedDeed {
    RecordedDeed(name) { stage in
      try stage.administration(isAlone: isAlone)
      if proposing {
        try stage.visit("adamu") {
          _ = try AccountDesk(console: $0.connection).propose(.reset, "lind", nil, invitation: Stage.code)
        }
      }
      return {
        try stage.visit(proposing ? "second" : "adamu") { try body(AccountDesk(console: $0.connection)) }
      }
    }
  }
}

extension Stage {
  fileprivate static let code = [UInt8](repeating: 7, count: 32)

  /// An administrator, somebody of the front desk, and perhaps a second administrator, all signed in.
  fileprivate func administration(isAlone: Bool) throws {
    let people =
      [("adamu", "administrator"), ("lind", "front_desk")] + (isAlone ? [] : [("second", "administrator")])
    for (login, role) in people {
      try practice.ask("select gate.record_person($1, $2, null, '{}')", [.text(login), .text(role)])
      try practice.ask(
        """
        insert into gate.account (login, salt, cost, verifier, sealed_secret, last_counter, active_since)
        values ($1, '0123456789abcdef', 'scrypt:14:8:5', sha256('proof'), 'sealed', 0, now())
        """, [.text(login)])
      try practice.ask(
        """
        insert into gate.console_session (token, login, acts_as, key)
        values (sha256(convert_to('token of ' || $1, 'UTF8')), $1, $2, sha256('key'))
        """, [.text(login), .text(role)])
    }
  }

  fileprivate func visit(_ login: String, _ body: (SignedIn) throws -> Void) throws {
    let connection = try practice.database.connect(as: "scrim_console")
    try connection.transaction {
      guard let visit = try SignedIn(connection, token: "token of " + login) else { throw NotReady() }
      try body(visit)
    }
  }
}
