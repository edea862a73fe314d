internal import Accounts
internal import Credentials
internal import FoundationEssentials
internal import Postgres

/// Whether somebody is who they say: a password, and a code of their authenticator or a recovery code. The answer and
/// the time are the same whatever was wrong.
struct SigningIn {
  let site: Site
  let address: String

  enum Outcome: Sendable { case done, refused, tooOften }

  func signIn(_ form: Form, token: String) async throws -> Outcome {
    let login = (form["login"] ?? "").lowercased()
    return try await prove(login, form) { proof, second in
      try await site.pool.perform { connection in
        try connection.transaction {
          try SignIns(connection).signIn(
            login: login, proof: proof, second: second, token: SessionToken.digest(token) ?? [],
            address: address)
        }
      }
    }
  }

  /// Once more, for somebody who is signed in.
  ///
  /// - Parameter renewed: the token that the session has from then on.
  func confirm(_ form: Form, login: String, token: String, renewed: String) async throws -> Outcome {
    try await prove(login, form) { proof, second in
      try await site.pool.perform { connection in
        try connection.transaction {
          try SignedIn(connection, token: token)?.confirm(
            proof: proof, second: second, token: SessionToken.digest(renewed) ?? [], address: address)
            ?? false
        }
      }
    }
  }

  /// The first half, and then the second.
  private func prove(
    _ login: String, _ form: Form, _ finish: ([UInt8], SecondFactor) async throws -> Bool
  ) async throws -> Outcome {
    guard login.utf8.count <= 63, form.raw("password").utf8.count <= 1024 else { return .refused }
    let proof = try await proof(login, form.raw("password"))
    let proved = try await site.pool.perform { connection in
      try connection.transaction {
        try SignIns(connection).prove(login: login, proof: proof, address: address)
      }
    }
    switch proved {
    case .tooOften: return .tooOften
    case .wrong: return .refused
    case .by(let sealed, let lastCounter):
      let second = second(form.raw("code"), login, sealed, lastCounter)
      return try await finish(proof, second) ? .done : .refused
    }
  }

  private func proof(_ login: String, _ password: String) async throws -> [UInt8] {
    let recipe = try await site.pool.perform { connection in
      try connection.transaction { try SignIns(connection).recipe(login: login) }
    }
    return try await site.passwords.proof(password, recipe)
  }

  /// What was typed, as the database takes it; a code that does not match is one that was used up long ago.
  private func second(_ typed: String, _ login: String, _ sealed: [UInt8], _ lastCounter: Int64)
    -> SecondFactor
  {
    let isShort = typed.filter { !$0.isWhitespace }.count <= 6
    if !isShort, let digest = RecoveryCodes.digest(typed) { return .recovery(digest) }
    guard let secret = site.key.open(sealed, label: Authenticator.label(login)),
      let counter = OneTimeCode.matches(
        typed, secret: secret, at: Int64(Date.now.timeIntervalSince1970), after: lastCounter)
    else { return .code(-1) }
    return .code(counter)
  }
}
