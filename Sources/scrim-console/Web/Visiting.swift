internal import Accounts
internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import Postgres

/// From a request to a page: whose it is, what they may, and what is said where they may not.
extension Site {
  typealias Handler = @Sendable (SignedIn) throws -> Answer
  typealias FormHandler = @Sendable (SignedIn, Form) throws -> Answer

  /// A page that changes nothing.
  func show(
    _ request: Request, _ roles: Set<SignedIn.Role>, _ body: @escaping Handler
  ) async throws -> Response {
    guard let token = token(of: request) else { return signIn(instead: request) }
    return answer(
      try await visit(token, roles, nil) { rendered(try body($0), $0.present) }, to: request)
  }

  func answer(_ outcome: Outcome<Rendered>, to request: Request) -> Response {
    switch outcome {
    case .done(let rendered), .refused(let rendered): rendered.response
    case .signedOut: signIn(instead: request)
    case .unconfirmed: response(to: .see("/confirm"))
    }
  }

  /// A form that was sent. Where the session has ended, or wants password and code first, it is kept for
  /// afterwards.
  func take(
    _ request: Request, _ roles: Set<SignedIn.Role>, _ body: @escaping FormHandler
  ) async throws -> Response {
    let form = try await Form(request)
    let outcome = try await take(request, form, roles) { rendered(try body($0, form), $0.present) }
    switch outcome {
    case .done(let rendered): return rendered.response
    case .elsewhere(let response): return response
    }
  }

  enum Taken<Value: Sendable>: Sendable {
    /// What was done is committed.
    case done(Value)
    case elsewhere(Response)
  }

  func take<Value: Sendable>(
    _ request: Request, _ form: Form, _ roles: Set<SignedIn.Role>,
    _ body: @escaping @Sendable (SignedIn) throws -> Value
  ) async throws -> Taken<Value> {
    guard let token = token(of: request) else { return .elsewhere(signIn(keeping: form, request)) }
    switch try await visit(token, roles, form, body) {
    case .done(let value):
      // What billing did is seen on the next page. A mark is not: counts that are new would tell of it.
      if roles == [.billing] { kept.forget() }
      return .done(value)
    case .refused(let rendered): return .elsewhere(rendered.response)
    case .signedOut: return .elsewhere(signIn(keeping: form, request))
    case .unconfirmed: return .elsewhere(try await confirm(keeping: form, request, token))
    }
  }

  enum Outcome<Value: Sendable>: Sendable {
    /// And committed.
    case done(Value)
    /// Nothing was changed; the page says why.
    case refused(Rendered)
    case signedOut
    case unconfirmed
  }

  func visit<Value: Sendable>(
    _ token: String, _ roles: Set<SignedIn.Role>, _ form: Form?,
    _ body: @escaping @Sendable (SignedIn) throws -> Value
  ) async throws -> Outcome<Value> {
    try await pool.perform { connection in
      try attempt(connection, token, roles, form, body)
    }
  }

  /// Nil where nobody is signed in with this token.
  func present(_ token: String) async throws -> SignedIn.Present? {
    try await pool.perform { connection in
      try connection.transaction { try SignedIn(connection, token: token)?.present }
    }
  }

  /// What is refused undoes the transaction, and the connection stays as it was.
  private func attempt<Value: Sendable>(
    _ connection: Connection, _ token: String, _ roles: Set<SignedIn.Role>, _ form: Form?,
    _ body: (SignedIn) throws -> Value
  ) throws -> Outcome<Value> {
    var present: SignedIn.Present?
    do {
      return try connection.transaction {
        guard let visit = try SignedIn(connection, token: token) else { return .signedOut }
        present = visit.present
        guard roles.contains(visit.present.role) else { throw Refused(.notYours) }
        if let form, !isGenuine(form, visit.present) { throw Refused(.staleForm) }
        return .done(try body(visit))
      }
    } catch let refused as Refused {
      if refused.page.status == .forbidden { note(refused, present) }
      return .refused(rendered(.page(refused.page), present))
    } catch let error as PostgresError {
      switch error.sqlState {
      case "SC030": return .signedOut
      case "SC032": return .unconfirmed
      default: return .refused(rendered(.page(page(for: error)), present))
      }
    }
  }

  /// Who tried what was not theirs, or sent a form that was none of ours: that it happened, not where.
  private func note(_ refused: Refused, _ present: SignedIn.Present?) {
    log.warning(
      "console.forbidden",
      metadata: [
        "login": .string(present?.login ?? "nobody"), "role": .string(present?.role.rawValue ?? "none"),
      ])
  }

  /// What a person can do about it; anything else is a fault of ours, and the log has its code.
  private func page(for error: PostgresError) -> Page {
    if error.kind == .commitInDoubt { return .inDoubt }
    switch error.sqlState {
    case "SC031", "SC006": return .notYours
    case "SC005":
      return .refused(
        "The records cannot be read: their views are not those that were approved.",
        "Tell whoever administers Scrim. A self-pay mark can be made all the same, and holds.")
    case "SC007": return .missing
    case "SC008":
      return .refused("A day is missing, or lies in the future.", "Go back and look at the days.")
    case "SC009":
      return .refused("This session is another client’s.", "Go back and look at the session’s number.")
    case "SC042":
      return .refused(
        "Its exchange may still be going on.",
        "Ask the clearinghouse once more in a few minutes, then settle it.")
    case "SC010":
      return .refused(
        "The practice’s records still flag this as self-pay.",
        "Take the flag away there first; then confirm again.")
    case "SC013": return .staleForm
    default:
      log.error("console.fault", metadata: ["code": .string(error.sqlState)])
      return .fault
    }
  }
}

extension Page {
  static func refused(_ sentence: String, _ next: String, status: HTTPResponse.Status = .unprocessableContent)
    -> Page
  {
    Page("notice", "Not done", ["sentence": sentence, "next": next], status: status)
  }

  static let notYours = refused(
    "This page is not for the role that you have put on.",
    "Choose another role under Account, if you have one.",
    status: .forbidden)
  static let missing = Page(
    "notice", "Not found",
    ["sentence": "There is no such page, or it is not yours to see.", "next": "Go back to where you began."],
    status: .notFound)
  static let staleForm = Page(
    "notice", "Not done",
    [
      "sentence": "This form was not taken: it belongs to another sign-in, or was sent before.",
      "next": "Open the page again and send it from there. Nothing was changed.",
    ], status: .forbidden)
  static let inDoubt = Page(
    "notice", "Nobody knows",
    [
      "sentence": "The database went away at the very moment: nobody knows whether this was done.",
      "next": "Look whether it was. Marking once more does no harm.",
    ], status: .internalServerError)
  static let fault = Page(
    "notice", "Not done",
    [
      "sentence": "Something is wrong on our side, and nothing was done.",
      "next": "Try again in a minute. If it stays so, tell whoever administers Scrim.",
    ], status: .internalServerError)
}
