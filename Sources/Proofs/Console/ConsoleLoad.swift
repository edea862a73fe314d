internal import Demonstration
internal import Foundation
internal import Postgres
package import TestSupport

/// Many people at one console at once, each at a browser that keeps its connection.
package final class ConsoleLoad: @unchecked Sendable {  // written before the threads begin
  package enum Kind: String, CaseIterable, Sendable {
    case clients, client, mark, today, unbilled
    /// Billing's other lists.
    case lists
  }

  package struct Served: Sendable {
    let kind: Kind
    let milliseconds: Double
    let isRight: Bool
  }

  private struct Seat: Sendable {
    let person: ConsolePerson
    let csrf: String
    /// A therapist's clients.
    let places: [String]
    let bills: Bool
  }

  package let console: ConsoleSite
  private var seats: [Seat] = []

  /// - Parameter sessions: of the practice, over 90 days.
  package init(people: Int, sessions: Int) throws {
    let site = try Site(.load(sessions), faults: nil)
    // As a practice has it that sets nothing.
    console = try ConsoleSite(site, countsSeconds: 60)
    try register(people)
    for number in 1...people {
      let bills = number % Self.peopleForEachBiller == 0
      let person = try console.person("load_\(number)", bills ? "billing" : "clinician")
      let places =
        bills
        ? [] : ConsolePerson.values(in: try person.get("/clients").text, after: "row-name\" href=\"")
      seats.append(Seat(person: person, csrf: try person.csrf(), places: places, bills: bills))
    }
  }

  /// One of them bills.
  private static let peopleForEachBiller = 10

  /// Several people for each clinician of the practice.
  private func register(_ people: Int) throws {
    _ = try console.owner().query(
      """
      with k as (
        select clinician_id, row_number() over (order by clinician_id) as n, count(*) over () as all_of_them
        from (select distinct clinician_id from source.caseload) c
      ), made as (
        insert into gate.person (login, role_name, clinician_id)
        select 'load_' || g, case g % $2 when 0 then 'billing' else 'clinician' end,
          case when g % $2 > 0 then k.clinician_id end
        from generate_series(1, $1) g join k on k.n = 1 + g % k.all_of_them
        returning login
      )
      insert into gate.account (login) select login from made
      """, [.int32(Int32(people)), .int32(Int32(Self.peopleForEachBiller))])
    try console.owner().script("vacuum analyze")
  }

  package var clientsEach: Double {
    let therapists = seats.filter { !$0.bills }
    return Double(therapists.reduce(0) { $0 + $1.places.count }) / Double(max(1, therapists.count))
  }

  /// - Parameter rate: requests a second of all together; nil: each asks again as soon as it is answered.
  package func run(seconds: Double, rate: Double?) -> (served: [Served], seconds: Double) {
    let collected = Collected<[Served]>(seats.count)
    let start = ContinuousClock.now
    concurrently(seats.count) { [self] number in
      collected.set(number, sit(number, seconds: seconds, rate: rate, start))
    }
    return (collected.all.flatMap { $0 }, (ContinuousClock.now - start) / .seconds(1))
  }

  /// One person. Time counts from when a request was due, so that a console that stalls is not spared.
  private func sit(_ number: Int, seconds: Double, rate: Double?, _ start: ContinuousClock.Instant)
    -> [Served]
  {
    var chance = SeededGenerator(seed: UInt64(number) + 1)
    var connection = try? WebConnection(port: console.port)
    var served: [Served] = []
    let step = rate.map { Double(seats.count) / $0 }
    var due = start + .seconds(step.map { Double.random(in: 0...$0, using: &chance) } ?? 0)
    let end = start + .seconds(seconds)
    while due < end {
      let wait = (due - ContinuousClock.now) / .microseconds(1)
      if wait > 0 { usleep(UInt32(wait)) }
      let (kind, request) = request(seats[number], &chance)
      let answer = connection?.ask(request)
      if answer == nil { connection = try? WebConnection(port: console.port) }
      let isRight = answer?.status == 200 && answer?.text.contains(Self.sign(kind)) == true
      served.append(
        Served(kind: kind, milliseconds: (ContinuousClock.now - due) / .milliseconds(1), isRight: isRight))
      due = step.map { due + .seconds($0) } ?? ContinuousClock.now
    }
    return served
  }

  private static func sign(_ kind: Kind) -> String {
    switch kind {
    case .clients: "<h1>My clients</h1>"
    case .client: "<h2>Sessions</h2>"
    case .mark: "From now on Scrim sends nothing of this"
    case .today: "<h1>Today</h1>"
    case .unbilled: "<h1>Unbilled</h1>"
    case .lists: "<h1>"
    }
  }

  private func request(_ seat: Seat, _ chance: inout SeededGenerator) -> (Kind, WebRequest) {
    if seat.bills { return billing(seat, &chance) }
    let place = seat.places.randomElement(using: &chance) ?? "/clients/none"
    switch Int.random(in: 0..<10, using: &chance) {
    case 0:
      return (
        .mark,
        seat.person.request(
          "POST", place + "/mark/done",
          [("scope", "client"), ("requestedOn", Today.text), ("csrf", seat.csrf)])
      )
    case 1...5: return (.client, seat.person.request("GET", place))
    default: return (.clients, seat.person.request("GET", "/clients"))
    }
  }

  private func billing(_ seat: Seat, _ chance: inout SeededGenerator) -> (Kind, WebRequest) {
    let (kind, place): (Kind, String) =
      switch Int.random(in: 0..<10, using: &chance) {
      case 0...4: (.today, "/today")
      case 5...6: (.unbilled, "/unbilled")
      default: (.lists, ["/desk", "/held", "/claims", "/runs"].randomElement(using: &chance) ?? "/desk")
      }
    return (kind, seat.person.request("GET", place))
  }
}

/// What is printed of one part of a load.
package struct ConsoleLoadReport: Encodable, Sendable {
  package struct Line: Encodable, Sendable {
    package let kind: String
    package let n: Int
    package let p50, p99, max: Double
    package var text: String { "\(kind): n = \(n), p50 \(p50) ms, p99 \(p99) ms, max \(max) ms" }
  }
  package let name: String
  package let requests, errors: Int
  package let perSecond: Double
  package let residentMegabytes, peakMegabytes: Double
  package let lines: [Line]

  package init(_ name: String, _ run: (served: [ConsoleLoad.Served], seconds: Double), _ console: ConsoleSite)
  {
    self.name = name
    requests = run.served.count
    errors = run.served.filter { !$0.isRight }.count
    perSecond = (Double(requests) / run.seconds).rounded()
    residentMegabytes = console.memory("VmRSS")
    peakMegabytes = console.memory("VmHWM")
    lines =
      [Self.line("all", run.served)]
      + ConsoleLoad.Kind.allCases.map { kind in
        Self.line(kind.rawValue, run.served.filter { $0.kind == kind })
      }
  }

  private static func line(_ kind: String, _ served: [ConsoleLoad.Served]) -> Line {
    let sorted = served.map(\.milliseconds).sorted()
    func at(_ share: Double) -> Double {
      guard !sorted.isEmpty else { return 0 }
      return (sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))] * 10).rounded() / 10
    }
    return Line(kind: kind, n: sorted.count, p50: at(0.5), p99: at(0.99), max: at(1))
  }

  package var text: String {
    let head =
      "\(name): \(requests) requests, \(Int(perSecond)) a second, \(errors) errors; "
      + "resident \(residentMegabytes) MB, at most \(peakMegabytes) MB"
    return
      ([head]
      + lines.map { "  " + $0.text })
      .joined(separator: "\n")
  }
}

extension ConsoleSite {
  /// Of the console's process, in megabytes: `VmRSS` is now, `VmHWM` the most so far.
  package func memory(_ name: String) -> Double {
    let text = (try? String(contentsOfFile: "/proc/\(processID)/status", encoding: .utf8)) ?? ""
    let line = text.split(separator: "\n").first { $0.hasPrefix(name + ":") } ?? ""
    let kilobytes =
      line.split(separator: " ").compactMap { Double($0) }.first
      ?? line.split(separator: "\t").compactMap { Double($0.split(separator: " ").first ?? "") }.first
    return ((kilobytes ?? 0) / 1_024 * 10).rounded() / 10
  }
}

extension Template {
  /// So many sessions of the last 90 days.
  package static func load(_ sessions: Int) -> Template {
    Template("load_\(sessions)") { address in
      try install(address) { try ReferencePractice.generate(sessions, seed: "load", on: $0) }
    }
  }
}
