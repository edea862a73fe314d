internal import Accounts
internal import Credentials
internal import Hummingbird
internal import Signing

/// One's own account: roles, recovery codes, and password and code once more.
struct AccountPages {
  let site: Site

  func add(to router: Router<PageContext>) {
    router.get("/account") { request, _ in
      try await site.show(request, SignedIn.Role.everybody) { .page(try account($0)) }
    }
    router.post("/account/role") { request, _ in
      try await site.take(request, SignedIn.Role.everybody) { visit, form in
        guard let role = SignedIn.Role(rawValue: form.raw("role")), try visit.act(as: role) else {
          throw Refused(.notYours)
        }
        return .see(role.home)
      }
    }
    router.post("/account/notices") { request, _ in
      try await site.take(request, SignedIn.Role.everybody) { visit, form in
        // What has come since the page was made is still to be read.
        let read = visit.present.notices.first { notice($0, visit) == form.raw("notice") }
        guard let read else { throw Refused(.staleForm) }
        try visit.acknowledge(through: read.id)
        return .see("/account")
      }
    }
    router.post("/account/recovery") { request, _ in
      try await site.take(request, SignedIn.Role.everybody) { visit, _ in
        let codes = RecoveryCodes.make()
        try visit.renewRecovery(codes.compactMap { RecoveryCodes.digest($0) })
        return .page(Page("recovery", "Recovery codes", ["codes": codes]))
      }
    }
    router.get("/account/password") { request, _ in
      try await site.show(request, SignedIn.Role.everybody) { visit in
        guard visit.present.isConfirmed else { return .page(Self.confirmPage(next: "/account/password")) }
        return .page(Page("password", "A new password"))
      }
    }
    router.post("/account/password") { request, _ in try await changePassword(request) }
    router.get("/confirm") { request, _ in
      try await site.show(request, SignedIn.Role.everybody) { _ in .page(Self.confirmPage()) }
    }
    router.post("/confirm") { request, context in try await confirm(request, context) }
  }

  private func notice(_ notice: AccountNotice, _ visit: SignedIn) -> String {
    site.handle(String(notice.id), "notice", of: visit.present)
  }

  private func account(_ visit: SignedIn) throws -> Page {
    let present = visit.present
    let others: Rows = present.roles.filter { $0 != present.role }.map {
      ["role": $0.rawValue, "words": $0.words]
    }
    var values: [String: any Sendable] = [
      "login": present.login, "role": present.role.words, "codes": present.recoveryCodes,
      "hasFewCodes": present.recoveryCodes < 3,
      "sessions": try visit.sessions().map { session -> [String: any Sendable] in
        [
          "started": Sentences.moment(session.started), "seen": Sentences.moment(session.seen),
          "role": session.role?.words ?? "", "isThis": session.isThis,
        ]
      },
    ]
    if !others.isEmpty { values["others"] = ["list": others] as [String: any Sendable] }
    if let last = visit.present.notices.last { values["unread"] = notice(last, visit) }
    return Page("account", "Account", values)
  }

  static func confirmPage(problem: String? = nil, next: String? = nil) -> Page {
    var page = Page("confirm", "Is it you?", status: problem == nil ? .ok : .unauthorized)
    page.values["next"] = next
    page.values["problem"] = problem
    return page
  }

  /// What was typed here is kept in no page: whoever waited for too long types it again.
  private func changePassword(_ request: Request) async throws -> Response {
    let form = try await Form(request)
    guard let token = site.token(of: request), let present = try await site.present(token) else {
      return site.signIn(instead: request)
    }
    guard present.isConfirmed else { return site.response(to: .see("/account/password")) }
    let objection = NewPassword.objection(form, login: present.login)
    let recipe = SignIns.Recipe(salt: Password.newSalt(), cost: PasswordCost.current.description)
    let verifier: [UInt8] =
      objection == nil
      ? Digest(sha256Of: try await site.passwords.proof(form.raw("password"), recipe)).bytes : []
    let taken = try await site.take(request, form, SignedIn.Role.everybody) { visit in
      if let objection {
        throw Refused(
          Page("password", "A new password", ["problem": objection], status: .unprocessableContent))
      }
      try visit.changePassword(recipe, verifier: verifier)
      return site.rendered(.page(Self.passwordChanged), visit.present)
    }
    switch taken {
    case .done(let rendered): return rendered.response
    case .elsewhere(let response): return response
    }
  }

  private static let passwordChanged = Page(
    "notice", "Changed",
    [
      "sentence": "Your password is changed.",
      "next": "Wherever else you were signed in, you are not any more.", "place": "/account",
    ])

  private func confirm(_ request: Request, _ context: PageContext) async throws -> Response {
    let form = try await Form(request)
    guard let token = site.token(of: request) else { return site.signIn(instead: request) }
    guard let present = try await site.present(token) else { return site.signIn(instead: request) }
    guard site.isGenuine(form, present) else { return site.response(to: .page(.staleForm)) }
    let renewed = SessionToken.make()
    let entry = SigningIn(site: site, address: site.address(of: request, context))
    switch try await entry.confirm(form, login: present.login, token: token, renewed: renewed) {
    case .done:
      var response = try await site.goOn(with: renewed, form)
      response.setCookie(site.cookie(renewed))
      return response
    case .refused: return try await again(form, token, "This does not match: the password or the code.")
    case .tooOften:
      return try await again(form, token, "Too many tries. Wait a quarter of an hour, then try again.")
    }
  }

  private func again(_ form: Form, _ token: String, _ problem: String) async throws -> Response {
    let outcome = try await site.visit(token, SignedIn.Role.everybody, nil) { visit in
      var page = Self.confirmPage(problem: problem)
      page.values["kept"] = form["kept"]
      page.values["next"] = site.local(form["next"])
      return site.rendered(.page(page), visit.present)
    }
    if case .done(let rendered) = outcome { return rendered.response }
    return site.response(to: .see("/sign-in"))
  }
}
