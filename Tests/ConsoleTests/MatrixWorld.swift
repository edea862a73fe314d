import Foundation
import Postgres
import Proofs

/// One console for all attempts: what is tried, what came back, and what must not be in it.
final class MatrixWorld {
  let console: ConsoleSite
  /// The therapist's first client, of whom nobody else may know.
  let place: String
  let number: String
  /// Of somebody's account, for the administrator.
  private let account: String
  private let therapist: ConsolePerson
  /// A preview of today with one claim, and what that claim would say, which the biller has asked for.
  private let preview: String
  private let content: String
  /// Ids, and whole names, of every client and session of the practice.
  private let secrets: [String]
  /// Of sessions alone: billing works with them.
  private let sessions: Set<String>
  /// The biller's, of the claim that is there.
  private var claimPlace = ""
  private var groupPlace = ""
  private(set) var attempts = 0
  private(set) var findings: [String] = []

  init() throws {
    console = try ConsoleSite(Site(.fixtures, faults: nil))
    secrets = try console.site.rows(
      """
      select client_id from source.client union select session_id from source.session
      union select family_name || ', ' || given_name from source.client
      """
    ).map { $0[0] }.filter { $0.utf8.count > 3 }
    sessions = Set(try console.site.rows("select session_id from source.session").map { $0[0] })
    try console.site.script(MatrixClaim.made)
    therapist = try console.person("therapist", "clinician")
    (preview, content) = try Self.asked(console.site)
    number =
      try console.site.rows(
        """
        select min(k.client_id) from source.caseload k join gate.person p using (clinician_id)
        where p.login = 'therapist'
        """)[0][0]
    account =
      ConsolePerson.values(
        in: try console.person("administrator", "administrator").get("/people").text,
        after: "<a href=\"/people/of/"
      ).first ?? ""
    place =
      ConsolePerson.values(in: try therapist.get("/clients").text, after: "row-name\" href=\"").first ?? ""
    let biller = try console.person("biller", "billing")
    claimPlace =
      ConsolePerson.values(in: try biller.get("/claims").text, after: "<a href=\"/claims/").first ?? ""
    groupPlace =
      ConsolePerson.values(in: try biller.get("/desk").text, after: "class=\"button\" href=\"/desk/").first
      ?? ""
  }

  private static func asked(_ site: Site) throws -> (String, String) {
    let rows = try site.rows(
      """
      with preview as (
        insert into claims.run_request (kind, asked_by, state, outcome, ended_at, approval, listed, report)
        values ('preview', 'biller', 'ended', 'done', now(), sha256('approval'),
          '[{"session": "X-1", "payer": "x", "day": "2026-01-02", "cents": 1, "clearinghouse": "x"}]',
          '{"approval": "sha256:00", "from": "2026-01-01", "through": "2026-01-02", "submissions": [], "held": [],
            "heldCount": 0, "defects": [], "warnings": [], "waits": []}')
        returning request_id
      )
      insert into claims.run_request (kind, asked_by, preview_id, clearinghouse, session_id, service_date, public_key,
        state, outcome, ended_at)
      select 'content', 'biller', p.request_id, 'x', 'X-1', '2026-01-02', sha256('key'), 'ended', 'not-ready', now()
      from preview p
      returning preview_id::text, request_id::text
      """)
    return (rows[0][0], rows[0][1])
  }

  func person(_ role: MatrixRoute.Role) throws -> ConsolePerson {
    try console.person(role.login, role.rawValue)
  }

  /// The route's address, for the therapist whose handle it has.
  func target(_ route: MatrixRoute, for person: ConsolePerson, _ role: MatrixRoute.Role?) throws -> String {
    if route.path.contains(":request") {
      return route.path.replacing(":request", with: route.path.hasPrefix("/contents") ? content : preview)
    }
    return route.path.replacing("/clients/:client", with: place).replacing(":claim", with: claimPlace)
      .replacing(":group", with: groupPlace).replacing(":person", with: account)
  }

  func fields(_ route: MatrixRoute) -> [(String, String)] {
    route.fields.map { ($0.0, $0.1 == MatrixRoute.client ? number : $0.1) }
  }

  func request(
    _ route: MatrixRoute, _ person: ConsolePerson, _ role: MatrixRoute.Role? = nil, csrf: String? = nil
  ) throws -> WebRequest {
    let target = try target(route, for: person, role)
    guard route.method == "POST" else { return person.request("GET", target) }
    return person.request("POST", target, fields(route) + [("csrf", try csrf ?? person.csrf())])
  }

  /// What is to come back.
  struct Expected {
    var statuses: Set<Int>
    var shows: String?
    /// Whose page it is, if names may stand in it.
    var maySee = false
    /// And no client.
    var maySeeSessions = false
    /// The one that was typed, where nothing else may.
    var typed = ""
  }

  func attempt(_ what: String, _ request: WebRequest, _ expected: Expected) throws {
    attempts += 1
    guard let answer = try WebConnection(port: console.port).ask(request) else {
      findings.append("\(what): no answer")
      return
    }
    findings += judge(answer, expected).map { "\(what): \($0)" }
  }

  func judge(_ answer: WebAnswer, _ expected: Expected) -> [String] {
    var found: [String] = []
    if !expected.statuses.contains(answer.status) { found.append("status \(answer.status)") }
    if let shows = expected.shows, !answer.text.contains(shows) {
      found.append("not the page that was expected")
    }
    let told = answer.text + (answer["location"] ?? "")
    let hidden = expected.maySeeSessions ? secrets.filter { !sessions.contains($0) } : secrets
    if !expected.maySee, hidden.contains(where: { $0 != expected.typed && told.contains($0) }) {
      found.append("an id or a name of a client")
    }
    let address = answer["location"] ?? ""
    if secrets.contains(where: address.contains) { found.append("an id of a client in an address") }
    return found
  }

  /// Everything that a refused attempt must leave as it is.
  func deeds() throws -> [[String]] {
    try console.site.rows(
      """
      select (select count(*) from gate.restriction)::text,
        (select count(*) from gate.restriction_entry)::text,
        (select count(*) from claims.run_request)::text,
        (select count(*) from gate.task where closed_at is not null)::text,
        (select count(*) from claims.next_version)::text, (select count(*) from claims.closing)::text,
        (select count(*) from claims.manual_hold)::text, (select count(*) from gate.notice)::text,
        (select count(*) from trail.entry where kind like 'claim.%')::text,
        (select string_agg(array_to_string(recovery, ' '), ',' order by login) from gate.account),
        (select string_agg(p::text, ',' order by p.login) from gate.person p),
        (select count(*) from gate.proposal)::text, (select count(*) from gate.account_notice)::text
      """)
  }

  static let endedSession = "ended_at = clock_timestamp()"
  static let idleSession = "seen_at = clock_timestamp() - interval '15 minutes 1 second'"
  static let expiredSession = "started_at = clock_timestamp() - interval '12 hours 1 second'"

  /// Puts a session into a state behind the console's back.
  func make(_ person: ConsolePerson, _ state: String) throws {
    _ = try console.owner().query(
      "update gate.console_session set \(state) where token = sha256(convert_to($1, 'UTF8'))",
      [.text(person.token)])
  }
}
