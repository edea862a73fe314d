internal import Accounts
internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import Postgres
internal import Settings

/// Turns away what is not from a page of this console, and puts a page in the place of every error.
struct Doorkeeper: RouterMiddleware {
  let site: Site

  func handle(
    _ request: Request, context: PageContext,
    next: @concurrent (Request, PageContext) async throws -> Response
  ) async throws -> Response {
    do {
      guard isForUs(request) else { return page(.elsewhere) }
      guard [.get, .head, .post].contains(request.method) else { return page(.notThus) }
      guard request.method != .post || isFromUs(request) else { return page(.staleForm) }
      return try await next(request, context)
    } catch let error as any HTTPResponseError {
      return await within(explained(error.status), request)
    } catch let error as PostgresError {
      site.log.error("console.fault", metadata: ["code": .string(error.sqlState)])
      return page(.fault)
    } catch {
      site.log.error("console.fault", metadata: ["code": "unknown"])
      return page(.fault)
    }
  }

  private func page(_ page: Page) -> Response { site.response(to: .page(page)) }

  /// For whoever is signed in with the links that they have on every page.
  private func within(_ page: Page, _ request: Request) async -> Response {
    guard let token = site.token(of: request), let present = try? await site.present(token) else {
      return self.page(page)
    }
    return site.rendered(.page(page), present).response
  }

  /// A name of another's that leads here would let that other's pages speak with us. Nor is there a second
  /// name beside the first (RFC 9112, section 3.2).
  private func isForUs(_ request: Request) -> Bool {
    guard request.head.path?.hasPrefix("/") == true,
      HTTPField.Name("Host").map({ request.headers[$0] == nil }) == true
    else { return false }
    return request.head.authority.map { site.settings.address.hasSuffix("://" + $0.lowercased()) } ?? false
  }

  /// A form is taken from a page of ours alone: browsers say where it stood (Fetch Metadata; RFC 6454). What
  /// says nothing is no browser of today.
  private func isFromUs(_ request: Request) -> Bool {
    if let name = HTTPField.Name("Sec-Fetch-Site"), let site = request.headers[name] {
      return site == "same-origin"
    }
    return request.headers[.origin] == site.settings.address
  }

  private func explained(_ status: HTTPResponse.Status) -> Page {
    switch status {
    case .notFound: .missing
    case .methodNotAllowed: .notThus
    case .contentTooLarge:
      .refused("That is too long.", "Go back and write less. Nothing was changed.", status: status)
    case .badRequest, .unsupportedMediaType, .unprocessableContent:
      .refused("This form cannot be read.", "Open the page again and send it from there.", status: status)
    default: .fault
    }
  }
}

extension Page {
  static let elsewhere = refused(
    "This is not the address of this console.", "Ask whoever administers Scrim for the address.",
    status: .misdirectedRequest)
  static let notThus = refused(
    "A page cannot be asked for in this way.", "Follow the links of the pages.", status: .methodNotAllowed)
}
