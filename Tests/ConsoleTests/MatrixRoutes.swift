import Foundation

/// A route of the console, for whom it is, and what whoever may gets there.
struct MatrixRoute: Sendable {
  enum Role: String, CaseIterable, Sendable {
    case clinician, billing, privacy, administrator
    case frontDesk = "front_desk"

    var login: String {
      switch self {
      case .clinician: "therapist"
      case .billing: "biller"
      case .privacy: "privacy_officer"
      case .administrator: "administrator"
      case .frontDesk: "front_desk"
      }
    }
  }

  let method: String
  /// As in the router; `:client` is the therapist's own client, `:request` what the biller has asked for.
  let path: String
  /// Empty: it asks for nobody.
  let roles: Set<Role>
  let status: Int
  /// What stands on the page that whoever may gets; nil: it leads elsewhere.
  let shows: String?
  let fields: [(String, String)]

  /// Billing's lists name sessions by the practice's own numbers, and no client.
  var showsSessions: Bool { roles == [.billing] }
  /// Its address names a record by a handle that is one person's.
  var hasHandle: Bool { path.contains("/:") && !path.contains(":request") }

  var isPublic: Bool { roles.isEmpty }
  var name: String { "\(method) \(path)" }

  init(
    _ name: String, _ roles: Set<Role>, _ status: Int = 200, _ shows: String? = nil,
    fields: [(String, String)] = []
  ) {
    let parts = name.split(separator: " ").map(String.init)
    (method, path, self.roles, self.status) = (parts[0], parts[1], roles, status)
    (self.shows, self.fields) = (shows, fields)
  }

  private static let anyone = Set(Role.allCases)
  private static let deciding: Set<Role> = [.privacy, .administrator]
  private static let desk: Set<Role> = [.billing, .frontDesk, .privacy]
  private static let stale = "This form was not taken"

  /// Stands for the number of the therapist's client.
  static let client = ":number"

  /// What a form of a mark holds.
  private static func mark(_ others: [(String, String)] = []) -> [(String, String)] {
    [("requestedOn", "2026-01-02"), ("scope", "client")] + others
  }

  static let all: [MatrixRoute] = pages + forms + billingPages + billingForms

  private static let pages: [MatrixRoute] = [
    .init("GET /", anyone, 303),
    .init("GET /health", [], 200, "here"),
    .init("GET /sign-in", [], 200, "I have an invitation code"),
    .init("GET /welcome", [], 200, "gave you a name and an invitation code"),
    .init("GET /account", anyone, 200, "You are signed in as"),
    .init("GET /account/password", anyone, 200, "<h1>A new password</h1>"),
    .init("GET /confirm", anyone, 200, "This cannot simply be taken back"),
    .init("GET /clients", [.clinician], 200, "<h1>My clients</h1>"),
    .init("GET /clients/:client", [.clinician], 200, "<h2>Sessions</h2>"),
    .init("GET /clients/:client/left", [.clinician], 200, "<h1>What has left</h1>"),
    .init("GET /clients/:client/mark", [.clinician], 200, "What is self-pay?"),
    .init("GET /clients/:client/lift", [.clinician], 200, "<h1>Ask to lift</h1>"),
    .init("GET /answers", [.clinician, .privacy], 200, "<h1>Answers</h1>"),
    .init("GET /same-day", [.clinician], 200, "<h1>To confirm</h1>"),
    .init("GET /mark", desk, 200, "The client’s number in the records"),
    .init("GET /tasks", [.privacy], 200, "<h1>Tasks</h1>"),
    .init("GET /restrictions", [.privacy], 200, "<h1>Restrictions</h1>"),
    .init("GET /restrictions/all", [.privacy], 200, "Only those in force"),
    .init("GET /runs", [.billing], 200, "Look first; then send exactly what you saw."),
    .init("GET /runs/:request", [.billing], 200, "<h1>Preview</h1>"),
    .init("GET /runs/:request/claims", [.billing], 200, "<h1>Claims of the preview</h1>"),
    .init("GET /runs/:request/events", [.billing], 200, "event: ended"),
    .init("GET /contents/:request", [.billing], 200, "<h1>What would leave</h1>"),
    .init("GET /restrictions/trail", [.privacy], 200, "<h1>The log of marks</h1>"),
    .init("GET /people", deciding, 200, "<h1>People</h1>"),
    .init("GET /people/new", [.administrator], 200, "<h1>A new account</h1>"),
    .init("GET /people/of/:person", [.administrator], 200, "End their sign-ins"),
    .init("GET /clearinghouses", [.administrator], 200, "<h1>Clearinghouses</h1>"),
    .init("GET /waiting", [.administrator], 200, "<h1>Waits for approval</h1>"),
    .init("GET /keys", [.administrator], 200, "<h1>Keys</h1>"),
    .init("GET /trail", [.administrator], 200, "<h1>The trail</h1>"),
  ]

  private static let forms: [MatrixRoute] = [
    .init("POST /sign-in", [], 401, "This does not match", fields: [("login", "nobody"), ("password", "x")]),
    .init("POST /welcome", [], 422, "Write your name", fields: [("login", "nobody")]),
    .init("POST /welcome/code", [], 422, "longer than a quarter of an hour", fields: [("begun", "x")]),
    .init("POST /clients", [.clinician], 200, "<h1>My clients</h1>", fields: [("search", "a")]),
    .init("POST /clients/:client/mark", [.clinician], 200, "You are about to mark", fields: mark()),
    .init("POST /clients/:client/mark/done", [.clinician], 200, "From now on", fields: mark()),
    .init(
      "POST /clients/:client/lift", [.clinician], 422, "Choose what is to be lifted",
      fields: [("requestedOn", "2026-01-02")]),
    .init("POST /same-day", [.clinician], 403, stale, fields: [("session", "x")]),
    .init("POST /same-day/minor", [.clinician], 403, stale, fields: [("session", "x")]),
    .init("POST /mark", desk, 200, "You are about to mark", fields: mark([("client", client)])),
    .init("POST /mark/done", desk, 200, "From now on", fields: mark([("client", client)])),
    .init("POST /tasks", [.privacy], 403, stale, fields: [("task", "1"), ("decision", "x")]),
    .init("POST /restrictions", [.privacy], 403, stale, fields: [("mark", "x")]),
    .init("POST /runs/:request/content", [.billing], 303, fields: [("claim", "1")]),
    .init("POST /runs/:request/approve", [.billing], 303),
    .init("POST /runs", [.billing], 303),
    .init("POST /people", deciding, 403, stale, fields: [("proposal", "x"), ("answer", "yes")]),
    .init("POST /people/new", [.administrator], 422, "Choose at least one role", fields: [("login", "x")]),
    .init("POST /people/of/:person", [.administrator], 403, stale, fields: [("deed", "x")]),
    .init("POST /account/notices", anyone, 403, stale, fields: [("notice", "x")]),
    .init("POST /account/role", anyone, 403, "not for the role", fields: [("role", "auditor")]),
    .init(
      "POST /account/password", anyone, 422, "<h1>A new password</h1>",
      fields: [("password", "x"), ("again", "x")]),
    .init("POST /account/recovery", anyone, 200, "<h1>Recovery codes</h1>"),
    .init("POST /confirm", anyone, 401, "the password or the code", fields: [("password", "x")]),
    .init("POST /sign-out", anyone, 200, "You are signed out"),
    .init("POST /sign-out-everywhere", anyone, 200, "<h1>Signed out</h1>"),
  ]

  /// The routes that the console's source adds, as `GET /place`.
  static func inSource() throws -> [String] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Sources/scrim-console")
    let names = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
    return try names.filter { $0.hasSuffix(".swift") }.flatMap { name in
      let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
      return routes(in: text)
    }.sorted()
  }

  /// Also those that are added in another way: by a method that the router has, or a place that is made.
  static func routes(in source: String) -> [String] {
    let literal = /router\s*\.\s*(get|post|put|patch|delete|head|on|group|ws)\s*\(\s*("([^"]*)"|[^,)]*)/
    return source.matches(of: literal).map { match in
      "\(match.1.uppercased()) \(match.3.map(String.init) ?? String(match.2))"
    }
  }
}
