internal import Accounts
internal import Credentials
internal import Hummingbird

/// One's own account: roles, recovery codes, and password and code once more.
struct AccountPages {
  let site: Site

  func add(to router: Router<PageContext>) {
    router.get("/account") { request, _ in
      try await site.show(request, SignedIn.Role.everybody) { .page(Self.account($0.present)) }
    }
    router.post("/account/role") { request, _ in
      try await site.take(request, SignedIn.Role.everybody) { visit, form in
        guard let role = SignedIn.Role(rawValue: form.raw("role")), try visit.act(as: role) else {
          throw Refused(.notYours)
        }
        return .see(role.home)
      }
    }
    router.post("/account/recovery") { request, _ in
      try await site.take(request, SignedIn.Role.everybody) { visit, _ in
        let codes = RecoveryCodes.make()
        try visit.renewRecovery(codes.compactMap { RecoveryCodes.digest($0) })
        return .page(Page("recovery", "Recovery codes", ["codes": codes]))
      }
    }
    router.get("/confirm") { request, _ in
      try await site.show(request, SignedIn.Role.everybody) { _ in .page(Self.confirmPage()) }
    }
    router.post("/confirm") { request, context in try await confirm(request, context) }
  }

  private static func account(_ present: SignedIn.Present) -> Page {
    let others: Rows = present.roles.filter { $0 != present.role }.map {
      ["role": $0.rawValue, "words": $0.words]
    }
    var values: [String: any Sendable] = [
      "login": present.login, "role": present.role.words, "codes": present.recoveryCodes,
      "hasFewCodes": present.recoveryCodes < 3,
    ]
    if !others.isEmpty { values["others"] = ["list": others] as [String: any Sendable] }
    return Page("account", "Account", values)
  }

  static func confirmPage(problem: String? = nil) -> Page {
    var page = Page("confirm", "Is it you?", status: problem == nil ? .ok : .unauthorized)
    page.values["problem"] = problem
    return page
  }

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
      return site.rendered(.page(page), visit.present)
    }
    if case .done(let rendered) = outcome { return rendered.response }
    return site.response(to: .see("/sign-in"))
  }
}
