internal import Accounts
internal import Credentials
internal import FoundationEssentials
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import Settings
internal import Signing

/// What somebody typed while their session ended, kept for when they are back: sealed, in the page itself.
extension Site {
  /// A form and where it was sent.
  struct Kept: Codable {
    let place: String
    /// Who typed it: it is shown to nobody else who signs in at the same browser.
    let typist: String
    let fields: [String: String]
  }

  private static let label = "kept form"

  func keep(_ form: Form, _ place: String) -> String {
    let fields = form.others.reduce(into: [String: String]()) { $0[$1.name] = $1.value }
    let typist = form.raw("csrf").split(separator: ".").last.map(String.init) ?? ""
    guard let text = try? JSONEncoder().encode(Kept(place: place, typist: typist, fields: fields)) else {
      return ""
    }
    return Data(key.seal(Array(text), label: Self.label)).base64EncodedString()
  }

  func kept(_ text: String?) -> Kept? {
    guard let text, let sealed = Data(base64Encoded: text),
      let opened = key.open(Array(sealed), label: Self.label)
    else { return nil }
    return try? JSONDecoder().decode(Kept.self, from: Data(opened))
  }

  /// The form once more, to be sent with one click.
  func resume(_ kept: Kept) -> Page {
    let fields: Rows = kept.fields.sorted { $0.key < $1.key }.map { ["name": $0.key, "value": $0.value] }
    return Page("resume", "Go on", ["place": kept.place, "fields": fields])
  }

  /// Nobody is signed in: first that, then back here.
  func signIn(instead request: Request) -> Response {
    let place = request.uri.path
    return response(to: .see(place == "/" ? "/sign-in" : "/sign-in?next=\(place)"))
  }

  func signIn(keeping form: Form, _ request: Request) -> Response {
    var page = SignInPages.page(
      notice: "Your session has ended. What you typed is kept: sign in, and go on where you were.")
    page.values["kept"] = keep(form, request.uri.path)
    page.status = .forbidden
    return response(to: .page(page))
  }

  func confirm(keeping form: Form, _ request: Request, _ token: String) async throws -> Response {
    let kept = keep(form, request.uri.path)
    let outcome = try await visit(token, SignedIn.Role.everybody, nil) { visit in
      var page = AccountPages.confirmPage()
      page.values["kept"] = kept
      return rendered(.page(page), visit.present)
    }
    if case .done(let rendered) = outcome { return rendered.response }
    return signIn(keeping: form, request)
  }

  /// Where somebody goes who has just shown who they are: back to the form that was kept, or where they wanted to.
  func goOn(with token: String, _ form: Form) async throws -> Response {
    let kept = kept(form["kept"])
    let place = local(form["next"]) ?? "/"
    let outcome = try await visit(token, SignedIn.Role.everybody, nil) { visit in
      let own = kept.flatMap { $0.typist == typist(visit.present) ? $0 : nil }
      return rendered(own.map { .page(resume($0)) } ?? .see(place), visit.present)
    }
    if case .done(let rendered) = outcome { return rendered.response }
    return response(to: .see("/sign-in"))
  }

  /// A place of this console; nil for anything that could lead elsewhere.
  func local(_ place: String?) -> String? {
    guard let place, place.hasPrefix("/"), !place.hasPrefix("//"),
      place.utf8.allSatisfy({ $0 > 32 && $0 < 127 && $0 != UInt8(ascii: "\\") && $0 != UInt8(ascii: ":") })
    else { return nil }
    return place
  }

  /// Of whoever asks. A proxy in front of the console says whom it speaks for, last of all.
  func address(of request: Request, _ context: PageContext) -> String {
    guard settings.isBehindProxy, let name = HTTPField.Name("X-Forwarded-For"),
      let last = request.headers[name]?.split(separator: ",").last.map({ String($0).trimmed }),
      let address = try? SocketAddress(ipAddress: last, port: 0).ipAddress
    else { return context.peer }
    return address
  }
}
