internal import Accounts
internal import Credentials
internal import HTTPTypes
internal import Hummingbird

/// Coming in and going out.
struct SignInPages {
  let site: Site

  func add(to router: Router<PageContext>) {
    router.get("/") { request, _ in
      try await site.show(request, SignedIn.Role.everybody) { .see($0.present.role.home) }
    }
    router.get("/sign-in") { request, _ in
      var page = Self.page()
      page.values["next"] = site.local(request.uri.queryParameters["next"].map(String.init))
      return site.response(to: .page(page))
    }
    router.post("/sign-in") { request, context in try await signIn(request, context) }
    router.post("/sign-out") { request, _ in try await leave(request, everywhere: false) }
    router.post("/sign-out-everywhere") { request, _ in try await leave(request, everywhere: true) }
  }

  static func page(notice: String? = nil, problem: String? = nil) -> Page {
    var page = Page("sign-in", "Sign in", status: problem == nil ? .ok : .unauthorized)
    page.values["notice"] = notice
    page.values["problem"] = problem
    return page
  }

  private static let refused =
    "This does not match: the name, the password or the code. Nothing tells which, on purpose."
  private static let tooOften = "Too many tries. Wait a quarter of an hour, then try again."

  private func signIn(_ request: Request, _ context: PageContext) async throws -> Response {
    let form = try await Form(request)
    let token = SessionToken.make()
    let entry = SigningIn(site: site, address: site.address(of: request, context))
    switch try await entry.signIn(form, token: token) {
    case .done:
      var response = try await site.goOn(with: token, form)
      response.setCookie(site.cookie(token))
      return response
    case .refused: return again(form, Self.refused)
    case .tooOften: return again(form, Self.tooOften)
    }
  }

  private func again(_ form: Form, _ problem: String) -> Response {
    var page = Self.page(problem: problem)
    page.values["login"] = form.raw("login")
    page.values["kept"] = form["kept"]
    page.values["next"] = site.local(form["next"])
    return site.response(to: .page(page))
  }

  private func leave(_ request: Request, everywhere: Bool) async throws -> Response {
    let form = try await Form(request)
    // That other sign-ins have ended is said where they have.
    let nobody =
      everywhere ? site.signIn(keeping: form, request) : gone(site.response(to: .page(Self.goodbye)))
    guard let token = site.token(of: request) else { return nobody }
    let outcome = try await site.visit(token, SignedIn.Role.everybody, form) { [site] visit in
      let count = try visit.leave(everywhere: everywhere)
      var page = Self.goodbye
      page.values["everywhere"] = everywhere && count > 1
      return site.rendered(.page(page), nil)
    }
    switch outcome {
    case .done(let rendered): return gone(rendered.response)
    case .signedOut, .unconfirmed: return nobody
    // The session goes on, so the browser keeps its token: nobody is to think that they have left.
    case .refused(let rendered): return rendered.response
    }
  }

  private static let goodbye = Page("goodbye", "Signed out")

  /// The browser forgets the token, and what it has of the pages.
  private func gone(_ answer: Response) -> Response {
    var response = answer
    response.setCookie(site.noCookie)
    if let name = HTTPField.Name("Clear-Site-Data") {
      response.headers[name] = "\"cache\", \"cookies\", \"storage\""
    }
    return response
  }
}
