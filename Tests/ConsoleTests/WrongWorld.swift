import Accounts
import Credentials
import Foundation
import Postgres
import Proofs
import Signing
import TestSupport

/// A console that is told wrong things, and people who can sign in there with a password of their own.
final class WrongWorld {
  let console: ConsoleSite
  let place: String
  /// The page of somebody's account, for the administrator.
  let accountPlace: String
  private(set) var findings: [String] = []
  private(set) var tried = 0
  private let secrets: [String]
  private var claimPlace = ""
  private var groupPlace = ""

  init() throws {
    console = try ConsoleSite(Site(.fixtures, faults: nil))
    secrets = try console.site.rows(
      "select client_id from source.client union select session_id from source.session"
    )
    .map { $0[0] }
    accountPlace =
      ConsolePerson.values(
        in: try console.person("administrator", "administrator").get("/people").text,
        after: "data-label=\"Name\"><a href=\""
      ).first ?? ""
    place =
      ConsolePerson.values(
        in: try console.person("therapist", "clinician").get("/clients").text, after: "row-name\" href=\""
      ).first ?? ""
    try console.site.script(MatrixClaim.made)
    let biller = try console.person("biller", "billing")
    claimPlace =
      ConsolePerson.values(in: try biller.get("/claims").text, after: "<a href=\"/claims/").first ?? ""
    groupPlace =
      ConsolePerson.values(in: try biller.get("/desk").text, after: "class=\"button\" href=\"/desk/").first
      ?? ""
  }

  /// The route's address, for whoever's it is.
  func target(_ route: MatrixRoute) -> String {
    route.path.replacing("/clients/:client", with: place).replacing(":claim", with: claimPlace)
      .replacing(":group", with: groupPlace).replacing("/people/of/:person", with: accountPlace)
  }

  func note(_ finding: String) { findings.append(finding) }

  /// - Parameter typed: what must stand in the answer escaped, or not at all.
  @discardableResult
  func ask(_ what: String, _ request: WebRequest, _ statuses: Set<Int>, typed: String = "") throws
    -> WebAnswer?
  {
    tried += 1
    guard let answer = try WebConnection(port: console.port).ask(request) else {
      findings.append("\(what): no answer")
      return nil
    }
    if !statuses.contains(answer.status) { findings.append("\(what): status \(answer.status)") }
    findings += Self.wrongs(in: answer, secrets).map { "\(what): \($0)" }
    if typed.contains(where: { "<>\"".contains($0) }), answer.text.contains(typed) {
      findings.append("\(what): what was typed came back as it was")
    }
    return answer
  }

  /// What is true of every page.
  static func wrongs(in answer: WebAnswer, _ secrets: [String]) -> [String] {
    var found = headersThatLack(answer).map { "without \($0)" }
    let text = answer.text
    if answer.status != 303, !text.contains("<p"), answer["content-type"]?.hasPrefix("text/html") == true {
      found.append("a page without a sentence")
    }
    // What was typed may speak of such, within the quotation marks of a value.
    let tags = text.replacing(/"[^"]*"/, with: "\"\"")
    let isInline = tags.contains(/<style|<[a-z][^>]*\s(style|on[a-z]+)\s*=/)
    let leads = text.contains(
      /<script(?![^>]* src="\/static\/)|<[a-z]+ [^>]*(href|src|action)="(?!\/(?!\/)|#)/)
    if isInline || leads { found.append("an inline script or style, or a place elsewhere") }
    let places = ["href=\"", "action=\"", "src=\""].flatMap { ConsolePerson.values(in: text, after: $0) }
    let addresses = places + [answer["location"] ?? ""]
    if addresses.contains(where: { place in secrets.contains(where: place.contains) }) {
      found.append("an id of a client in an address")
    }
    for cookie in answer.headers.filter({ $0.name == "set-cookie" }).map(\.value) {
      let parts = Set(
        cookie.split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces).lowercased() })
      let isBound = cookie.hasPrefix("__Host-scrim=") && !parts.contains { $0.hasPrefix("domain") }
      if !isBound || !parts.isSuperset(of: ["path=/", "secure", "httponly", "samesite=strict"]) {
        found.append("a cookie that is not bound")
      }
    }
    return found
  }

  private static let required: [(String, String)] = [
    ("content-security-policy", "default-src 'none'"), ("content-security-policy", "script-src 'self';"),
    ("content-security-policy", "frame-ancestors 'none'"), ("content-security-policy", "base-uri 'none'"),
    ("x-content-type-options", "nosniff"), ("x-frame-options", "DENY"), ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"), ("cross-origin-resource-policy", "same-origin"),
    ("cross-origin-embedder-policy", "require-corp"), ("permissions-policy", "camera=()"),
    ("cache-control", "no-store"),
  ]

  private static func headersThatLack(_ answer: WebAnswer) -> [String] {
    let isAsset = answer["cache-control"]?.contains("immutable") == true
    return required.filter { name, value in
      isAsset && name == "cache-control" ? false : answer[name]?.contains(value) != true
    }.map(\.0)
  }

  // MARK: Accounts

  struct Account {
    let login, password: String
    /// Each good once.
    var codes: [String]
  }

  /// As somebody who was invited makes theirs.
  func account(_ login: String) throws -> Account {
    let invitation = InvitationCode.digest(InvitationCode.make()) ?? []
    _ = try console.owner().query(
      "select gate.invite($1, $2, clock_timestamp() + interval '5 minutes')",
      [.text(login), .bytes(invitation)])
    let key = try ConsoleKey(file: console.site.folder + "/console/console.key")
    let (password, salt, codes) = (InvitationCode.make(), Password.newSalt(), RecoveryCodes.make())
    let proof = try Password.proof(password, salt: salt, cost: .current)
    let enrolment = SignIns.Enrolment(
      salt: salt, cost: PasswordCost.current.description, verifier: Digest(sha256Of: proof).bytes,
      sealedSecret: key.seal(OneTimeCode.newSecret(), label: Authenticator.label(login)),
      usedUp: (0, codes.compactMap { RecoveryCodes.digest($0) }))
    let connection = try console.site.database.connect(as: "scrim_console")
    let isDone = try connection.transaction {
      try SignIns(connection).enrol(login: login, invitation: invitation, enrolment)
    }
    if !isDone { note("no account was made for \(login)") }
    return Account(login: login, password: password, codes: codes)
  }

  /// Signs in with a recovery code, and other fields beside.
  func signIn(_ account: inout Account, _ others: [(String, String)] = []) throws -> WebAnswer? {
    let fields =
      [("login", account.login), ("password", account.password), ("code", account.codes.removeLast())]
      + others
    let request = ConsolePerson(console: console, token: "").request("POST", "/sign-in", fields)
    return try ask("signing in", request.with("cookie", nil), [200, 303])
  }
}
