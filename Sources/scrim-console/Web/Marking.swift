internal import Accounts
internal import Gate
internal import Hummingbird
internal import Marks
internal import Postgres

/// Marking, from the form to the true sentences: in the database first, which protects at once; then in the
/// other place, so that a restore cannot forget it; then it is answered.
extension Site {
  struct Marked: Sendable {
    /// Whom it is about, and where one goes from there.
    struct About: Sendable {
      let name: String
      let place: String
      /// What the client's plans are called; nil for whoever may mark and not see: they learn of no session.
      let payers: Payers?
    }
    let about: About
    let reached: [Restrictions.Reached]
    /// It is of one session, of which nobody knows yet.
    let isOfNoSession: Bool
    let isOfSession: Bool
    let pending: MarkPlace.Pending?
  }

  func marking(
    _ request: Request, _ roles: Set<SignedIn.Role>,
    _ body: @escaping @Sendable (SignedIn, Form) throws -> (Restrictions.Mark, Marked.About)
  ) async throws -> Response {
    let form = try await Form(request)
    let taken = try await take(request, form, roles) { visit in
      do {
        let (mark, about) = try body(visit, form)
        return try self.mark(mark, about, visit)
      } catch let error as PostgresError where error.sqlState == "SC007" {
        throw Refused(
          .refused(
            "In the practice’s records no client has this number.",
            "Go back and look at it. Nothing was marked."))
      } catch let objection as Objection {
        throw Refused(.refused(objection.sentence, "Go back and look at the form. Nothing was changed."))
      }
    }
    switch taken {
    case .elsewhere(let response): return response
    case .done(let done): return try await answer(done, token(of: request) ?? "")
    }
  }

  private func mark(
    _ mark: Restrictions.Mark, _ about: Marked.About, _ visit: SignedIn
  ) throws -> Marked {
    let restrictions = Restrictions(console: visit.connection)
    let pending = try marks.pending(mark) { (visit.present.login, try restrictions.caller().moment) }
    let isOfSession = mark.session != nil
    guard about.payers != nil else {
      let isKnown = try restrictions.markUnseen(mark, journal: pending?.journalID)
      return Marked(
        about: about, reached: [], isOfNoSession: !isKnown, isOfSession: isOfSession, pending: pending)
    }
    let reached = try restrictions.mark(mark, journal: pending?.journalID)
    return Marked(
      about: about, reached: reached, isOfNoSession: isOfSession && reached.isEmpty,
      isOfSession: isOfSession, pending: pending)
  }

  /// The mark is committed by now, and that is said whatever else happens.
  private func answer(_ done: Marked, _ token: String) async throws -> Response {
    let outcome = try? await visit(token, SignedIn.Role.everybody, nil) { visit in
      rendered(.page(Self.answer(done, isKept: isKept(done, visit))), visit.present)
    }
    if case .done(let rendered) = outcome { return rendered.response }
    return response(to: .page(Self.answer(done, isKept: false)))
  }

  private func isKept(_ done: Marked, _ visit: SignedIn) -> Bool {
    do throws(MarkPlace.Shortfall) {
      try marks.keep(done.pending, Restrictions(console: visit.connection))
    } catch {
      return false
    }
    return marks.isThere || !needsMarkPlace
  }

  private static func answer(_ done: Marked, isKept: Bool) -> Page {
    let payers = done.about.payers
    return Page(
      "marked", "Marked self-pay",
      [
        "name": done.about.name, "place": done.about.place, "any": !done.reached.isEmpty,
        "sessions": done.reached.reversed().map { Sentences.answer($0, payers ?? Payers()) },
        "isUnseen": payers == nil, "isOfNoSession": done.isOfNoSession,
        "isOfNone": payers != nil && !done.isOfSession && done.reached.isEmpty,
        "isLate": done.reached.contains { $0.answer != .protected },
        "isInDatabaseOnly": !isKept,
      ])
  }
}
