internal import Accounts
internal import Gate
internal import Hummingbird
internal import Postgres

/// Marking, from the form to the true sentences: in the database first, which protects at once; then in the other
/// place, so that a restore cannot forget it; then it is answered.
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
    let isOfSession: Bool
    let pending: MarkPlace.Pending?
  }

  func marking(
    _ request: Request, _ roles: Set<SignedIn.Role>,
    _ body: @escaping @Sendable (SignedIn, Form) throws -> (Restrictions.Mark, Marked.About)
  ) async throws -> Response {
    let form = try await Form(request)
    let taken = try await take(request, form, roles) { [marks] visit in
      do {
        let (mark, about) = try body(visit, form)
        let (reached, pending) = try marks.mark(mark, visit)
        return Marked(about: about, reached: reached, isOfSession: mark.session != nil, pending: pending)
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

  /// The mark is committed by now, and that is said whatever else happens.
  private func answer(_ done: Marked, _ token: String) async throws -> Response {
    let outcome = try? await visit(token, SignedIn.Role.everybody, nil) { [marks] visit in
      rendered(.page(Self.answer(done, marks.keep(done.pending, visit.connection))), visit.present)
    }
    if case .done(let rendered) = outcome { return rendered.response }
    return response(to: .page(Self.answer(done, .databaseOnly)))
  }

  private static func answer(_ done: Marked, _ standing: MarkPlace.Standing) -> Page {
    let payers = done.about.payers
    let seen = payers == nil ? [] : done.reached
    return Page(
      "marked", "Marked self-pay",
      [
        "name": done.about.name, "place": done.about.place, "any": !seen.isEmpty,
        "sessions": seen.reversed().map { Sentences.answer($0, payers ?? Payers()) },
        "isUnseen": payers == nil, "isOfNoSession": done.isOfSession && done.reached.isEmpty,
        "isOfNone": payers != nil && !done.isOfSession && done.reached.isEmpty,
        "isLate": seen.contains { $0.answer != .protected },
        "isInDatabaseOnly": standing == .databaseOnly,
      ])
  }
}
