internal import HTTPTypes
internal import Hummingbird
internal import Settings

/// What every answer says to the browser: take nothing from elsewhere, run nothing that stands in a page,
/// show it in no frame, keep no copy (OWASP ASVS 5.0, V3).
struct Headers: RouterMiddleware {
  let settings: ConsoleSettings

  func handle(
    _ request: Request, context: PageContext,
    next: @concurrent (Request, PageContext) async throws -> Response
  ) async throws -> Response {
    var response = try await next(request, context)
    for (name, value) in Self.always { response.headers[name] = value }
    if !settings.isOverPlainHTTP {
      response.headers[.strictTransportSecurity] = "max-age=63072000; includeSubDomains"
    }
    if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
    return response
  }

  private static let policy = """
    default-src 'none'; object-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; \
    connect-src 'self'; form-action 'self'; \
    base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'
    """

  private static let always: [(HTTPField.Name, String)] = [
    (.contentSecurityPolicy, policy), (.xContentTypeOptions, "nosniff"),
    named("X-Frame-Options", "DENY"), named("Referrer-Policy", "no-referrer"),
    named("Cross-Origin-Opener-Policy", "same-origin"), named("Cross-Origin-Resource-Policy", "same-origin"),
    named("Cross-Origin-Embedder-Policy", "require-corp"),
    named("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()"),
    named("X-Robots-Tag", "noindex, nofollow"),
  ].compactMap { $0 }

  private static func named(_ name: String, _ value: String) -> (HTTPField.Name, String)? {
    HTTPField.Name(name).map { ($0, value) }
  }
}
