internal import Foundation
package import Postgres
internal import TestSupport

/// A site with its web console, a process of its own on a port of its own, and people who are signed in.
package final class ConsoleSite: @unchecked Sendable {  // threads share its port alone
  package let site: Site
  package let port: Int
  private let process: Running
  /// From the start of the program until it answers.
  package private(set) var startMilliseconds = 0.0

  /// - Parameters:
  ///   - key: a file with the console's key; without one it gets a key of its own.
  ///   - countsSeconds: how old counts may be; at each look they show what is, unless that is looked at.
  package init(_ site: Site, key: String? = nil, countsSeconds: Int = 0) throws {
    self.site = site
    let free = try LocalSocket.listen()
    port = free.port
    close(free.socket)
    if key == nil {
      let made = try site.scrim("keys", "console", "--into", "console")
      guard made.code == 0 else { throw DidNotStart(said: made.said) }
    }
    try site.configure { [port] document in
      document["console"] =
        [
          "address": "http://127.0.0.1:\(port)", "port": port, "key": key ?? "console/console.key",
          "countsSeconds": countsSeconds,
        ] as [String: Any]
    }
    try site.script(Self.people)
    let start = ContinuousClock.now
    process = try Running(Programs.console, [], in: site.folder, environment: ["SCRIM_LOG": "info"])
    try waitUntilItListens()
    startMilliseconds = (ContinuousClock.now - start) / .milliseconds(1)
  }

  package struct DidNotStart: Error { let said: String }

  package var origin: String { "http://127.0.0.1:\(port)" }
  package var isRunning: Bool { process.isRunning }
  package var processID: Int32 { process.processID }
  package func log() throws -> String { String(decoding: try process.said().errors, as: UTF8.self) }
  package func end() { process.end() }

  /// Everybody has an account that nobody can sign in to: sessions are put into the table.
  private static let people = """
    do $$ begin
      create role scrim_console login;
    exception when duplicate_object or unique_violation then null;
    end $$;
    update gate.person set role_name = case login when 'biller' then 'billing' when 'auditor' then 'auditor'
      when 'privacy_officer' then 'privacy' else 'clinician' end;
    insert into gate.person (login, role_name, clinician_id)
    select 'therapist_two', 'clinician', clinician_id from source.caseload
    where clinician_id not in (select p.clinician_id from gate.person p where p.clinician_id is not null)
    group by clinician_id order by count(*) desc, clinician_id limit 1;
    insert into gate.person (login, role_name)
    values ('front_desk', 'front_desk'), ('administrator', 'administrator');
    insert into gate.account (login) select p.login from gate.person p
    on conflict do nothing;
    """

  private func waitUntilItListens() throws {
    for _ in 0..<15_000 where process.isRunning {
      if (try? WebConnection(port: port).ask(request("GET", "/health"))?.status) == 200 { return }
      usleep(2_000)
    }
    throw DidNotStart(said: (try? process.finished().said) ?? "")
  }

  /// As a browser sends it from a page of ours.
  package func request(_ method: String, _ target: String, body: [UInt8] = []) -> WebRequest {
    var headers: [(name: String, value: String)] = [
      ("host", "127.0.0.1:\(port)"), ("user-agent", "proof"), ("accept", "text/html"),
    ]
    if method == "POST" {
      headers += [
        ("origin", origin), ("sec-fetch-site", "same-origin"),
        ("content-type", "application/x-www-form-urlencoded"),
      ]
    }
    return WebRequest(method, target, headers, body: body)
  }

  /// Signs somebody in as of now.
  package func person(_ login: String, _ role: String) throws -> ConsolePerson {
    let rows = try owner().query(
      """
      with made as (
        select translate(rtrim(encode(
          sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8')), 'base64'), '='),
          '+/', '-_') as token
      ), kept as (
        insert into gate.console_session (token, login, acts_as, key)
        select sha256(convert_to(m.token, 'UTF8')), $1, $2,
          sha256(convert_to(gen_random_uuid()::text, 'UTF8'))
        from made m
      )
      select token from made
      """, [.text(login), .text(role)])
    return ConsolePerson(console: self, token: try rows.text(0, 0))
  }

  /// One connection for all that is put right behind the console's back.
  package func owner() throws -> Connection {
    if let kept { return kept }
    let made = try site.database.connect(as: "postgres")
    kept = made
    return made
  }
  private var kept: Connection?
}

/// A browser in which somebody is signed in.
package struct ConsolePerson: Sendable {
  package let console: ConsoleSite
  package let token: String

  package init(console: ConsoleSite, token: String) { (self.console, self.token) = (console, token) }

  package func request(_ method: String, _ target: String, _ fields: [(String, String)] = []) -> WebRequest {
    let body = fields.map { "\(Self.encoded($0.0))=\(Self.encoded($0.1))" }.joined(separator: "&")
    return console.request(method, target, body: Array(body.utf8)).with("cookie", "__Host-scrim=\(token)")
  }

  package func get(_ target: String) throws -> WebAnswer { try ask(request("GET", target)) }

  /// A form of a page of this session.
  package func post(_ target: String, _ fields: [(String, String)]) throws -> WebAnswer {
    try ask(request("POST", target, fields + [("csrf", csrf())]))
  }

  package func ask(_ request: WebRequest) throws -> WebAnswer {
    guard let answer = try WebConnection(port: console.port).ask(request) else { throw NoAnswer() }
    return answer
  }

  package struct NoAnswer: Error {}

  /// What the forms of this session carry.
  package func csrf() throws -> String {
    Self.values(in: try get("/account").text, after: "name=\"csrf\" value=\"").first ?? "none"
  }

  /// What stands between this and the next quotation mark, each time.
  package static func values(in text: String, after mark: String) -> [String] {
    text.components(separatedBy: mark).dropFirst().map { String($0.prefix { $0 != "\"" }) }
  }

  package static func encoded(_ text: String) -> String {
    text.utf8.map { byte in
      let letter = Character(UnicodeScalar(byte))
      return letter.isASCII && (letter.isLetter || letter.isNumber || "-_.".contains(letter))
        ? String(letter) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
    }.joined()
  }
}
