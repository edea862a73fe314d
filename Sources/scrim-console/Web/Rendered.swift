internal import Accounts
internal import Credentials
internal import HTTPTypes
internal import Hummingbird
internal import Signing

/// A finished answer.
struct Rendered: Sendable {
  let status: HTTPResponse.Status
  let html: String
  let location: String?
  var cookie: Cookie?

  var response: Response {
    var headers = HTTPFields()
    headers[.contentType] = "text/html; charset=utf-8"
    if let location { headers[.location] = location }
    var response = Response(
      status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(string: html)))
    if let cookie { response.setCookie(cookie) }
    return response
  }
}

extension Site {
  func rendered(_ answer: Answer, _ present: SignedIn.Present?) -> Rendered {
    switch answer {
    case .see(let place): Rendered(status: .seeOther, html: "", location: place)
    case .page(let page):
      Rendered(status: page.status, html: pages.render(page, layout(present)), location: nil)
    }
  }

  func response(to answer: Answer) -> Response { rendered(answer, nil).response }

  // MARK: The frame around each page

  private func layout(_ present: SignedIn.Present?) -> [String: any Sendable] {
    var values: [String: any Sendable] = [
      "practice": practice, "stylesheet": pages.stylesheet, "script": pages.script,
    ]
    guard let present else { return values }
    values["present"] =
      [
        "login": present.login, "role": present.role.words,
        "links": links(present.role), "csrf": csrf(present),
      ] as [String: any Sendable]
    values["csrf"] = csrf(present)
    if !present.notices.isEmpty {
      values["aboutYou"] =
        ["list": present.notices.map { AccountWords.sentence($0) }] as [String: any Sendable]
    }
    return values
  }

  private func links(_ role: SignedIn.Role) -> Rows {
    let places: [(String, String)] =
      switch role {
      case .clinician:
        [
          ("/clients", "My clients"), ("/answers", "Answers"), ("/same-day", "To confirm"),
          ("/account", "Account"),
        ]
      case .billing:
        [
          ("/today", "Today"), ("/runs", "Runs"), ("/desk", "To work"), ("/held", "Held"),
          ("/claims", "Claims"), ("/charts", "Charts"), ("/mark", "Mark self-pay"), ("/account", "Account"),
        ]
      case .frontDesk: [("/mark", "Mark self-pay"), ("/account", "Account")]
      case .privacy:
        [
          ("/tasks", "Tasks"), ("/restrictions", "Restrictions"), ("/mark", "Mark self-pay"),
          ("/people", "People"), ("/account", "Account"),
        ]
      case .administrator:
        [
          ("/people", "People"), ("/clearinghouses", "Clearinghouses"), ("/waiting", "Waits"),
          ("/keys", "Keys"), ("/trail", "Trail"), ("/account", "Account"),
        ]
      }
    return places.map { ["place": $0.0, "words": $0.1] }
  }

  // MARK: Forms of one session

  /// What each form of a session carries. It is of no use in another one. Its second half says whose it is,
  /// also when the session has ended.
  func csrf(_ present: SignedIn.Present) -> String {
    Handle.of("form", kind: "csrf", key: present.key) + "." + typist(present)
  }

  /// A word for a person; nobody can make up another's.
  func typist(_ present: SignedIn.Present) -> String {
    Handle.of(present.login, kind: "typist", key: handleKey)
  }

  func isGenuine(_ form: Form, _ present: SignedIn.Present) -> Bool {
    Handle.isEqual(form.raw("csrf"), csrf(present))
  }

  // MARK: The token

  /// Over TLS a name that binds the cookie to this very host; without TLS, on this machine alone, browsers
  /// take it too.
  static let cookieName = "__Host-scrim"

  func token(of request: Request) -> String? {
    guard let token = request.cookies[Self.cookieName]?.value, SessionToken.digest(token) != nil else {
      return nil
    }
    return token
  }

  func cookie(_ token: String) -> Cookie {
    Cookie(name: Self.cookieName, value: token, path: "/", secure: true, httpOnly: true, sameSite: .strict)
  }

  var noCookie: Cookie {
    Cookie(
      name: Self.cookieName, value: "", maxAge: 0, path: "/", secure: true, httpOnly: true, sameSite: .strict)
  }
}
