internal import Foundation
internal import Gateway
internal import LogLines
internal import Logging
internal import Signing
internal import Submissions
internal import Synchronization
internal import Testing

@Suite struct `A log as lines of JSON` {
  private static let id = UniqueID.v4()

  /// At least one event of each kind.
  private static let events: [Event] = [
    .runStarted(run: id), .runFinished(run: id), .attemptsDoubted(count: 3),
    .submissionsAcknowledged(count: 2),
    .submissionConcluded(submission: id, outcome: .notSent(.connectionRefused)),
    .submissionSettled(submission: id, as: .accepted), .clearinghouseContradicts(clearinghouse: "harborlink"),
    .clearinghouseStopped(clearinghouse: "harborlink"),
    .clearinghouseWaits(clearinghouse: "harborlink", why: .firstRun),
  ]

  /// What an event's line has beside its frame. A new event does not compile until it stands here.
  private static func members(of event: Event) -> [String: String] {
    let id = Self.id.description
    return switch event {
    case .runStarted, .runFinished: ["run": id]
    case .attemptsDoubted: ["count": "3"]
    case .submissionsAcknowledged: ["count": "2"]
    case .submissionConcluded: ["submission": id, "outcome": "not_sent"]
    case .submissionSettled: ["submission": id, "as": "accepted"]
    case .clearinghouseContradicts, .clearinghouseStopped: ["clearinghouse": "harborlink"]
    case .clearinghouseWaits: ["clearinghouse": "harborlink", "why": "first-run"]
    }
  }

  private static func name(_ event: Event) -> String { "\(event)".prefix { $0 != "(" }.description }

  private func lines(_ log: (Logger) -> Void) -> [String] {
    let written = Collected()
    var logger = Logger(label: "tests") { _ in JSONLines { written.add($0) } }
    logger.logLevel = .trace
    log(logger)
    return written.all
  }

  private func object(_ line: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
  }

  @Test func `has one line for every event, with exactly its members`() throws {
    for event in Self.events {
      let lines = lines { EventLog($0)(event) }
      try #require(lines.count == 1, "\(Self.name(event))")
      #expect(lines[0].hasSuffix("}\n") && lines[0].count { $0.isNewline } == 1)
      let object = try object(lines[0])
      let members = Self.members(of: event)
      #expect(Set(object.keys) == Set(members.keys).union(["time", "level", "event"]), "\(Self.name(event))")
      for (key, value) in members { #expect("\(object[key] ?? "")" == value) }
    }
    #expect(Set(Self.events.map(Self.name)).count == Self.events.count)
  }

  @Test func `begins with the time in UTC, the level and the event`() throws {
    let line = try #require(lines { EventLog($0)(.attemptsDoubted(count: 3)) }.first)
    let rest = #"","level":"warning","event":"attempts.doubted","count":3}"# + "\n"
    let time = try #require(line.prefixMatch(of: /\{"time":"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)/))
    #expect(line[time.range.upperBound...] == rest)
    let date = try Date(String(time.1), strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    #expect(abs(date.timeIntervalSinceNow) < 3_600)
  }

  @Test(arguments: [
    "a\nb", "a\r\nb", "\"},{\"event\":\"run.finished", "\\", "\u{0}\u{1b}[2J", "\u{2028}", "Ä€😀",
  ])
  func `cannot be broken by what stands in an id`(_ id: String) throws {
    let lines = lines {
      EventLog($0)(.clearinghouseStopped(clearinghouse: id))
      $0.info("\(id)", metadata: ["\(id)": [.string(id)], "time": "never"])
    }
    try #require(lines.count == 2)
    for line in lines {
      #expect(line.utf8.count { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") } == 1)
    }
    let first = try object(lines[0])
    #expect(first["clearinghouse"] as? String == id && first["event"] as? String == "clearinghouse.stopped")
    let second = try object(lines[1])
    #expect(second["event"] as? String == id && second[id] as? [String] == [id])
    #expect(Set(second.keys) == ["time", "level", "event", id] && second["time"] as? String != "never")
  }

  @Test func `says nothing below its level, and nothing where nobody asked`() throws {
    let written = Collected()
    for environment in [
      ["SCRIM_LOG": "error", "SCRIM_LOG_FORMAT": "json"], ["SCRIM_LOG_FORMAT": "json"], [:],
    ] {
      EventLog(try OperatorLog(environment).logger { written.add($0) })(.runStarted(run: Self.id))
    }
    #expect(written.all == [])
    let loud = try OperatorLog(["SCRIM_LOG": "info", "SCRIM_LOG_FORMAT": "json"])
    EventLog(loud.logger { written.add($0) })(.runStarted(run: Self.id))
    #expect(written.all.count == 1)
  }

  @Test func `is asked for by words that are known, and by no others`() throws {
    for level in Logger.Level.allCases {
      #expect(try OperatorLog(["SCRIM_LOG": level.rawValue]).level == level)
    }
    #expect(try OperatorLog(["SCRIM_LOG": "", "SCRIM_LOG_FORMAT": ""]).level == nil)
    #expect(try OperatorLog(["SCRIM_LOG_FORMAT": "json"]).format == .json)
    for word in ["INFO", "verbose", "1", " info"] {
      #expect(throws: OperatorLogRefused.level) { try OperatorLog(["SCRIM_LOG": word]) }
      #expect(throws: OperatorLogRefused.format) { try OperatorLog(["SCRIM_LOG_FORMAT": word]) }
    }
  }
}

/// Lines from any thread.
private final class Collected: Sendable {
  private let lines = Mutex<[String]>([])

  var all: [String] { lines.withLock { $0 } }

  func add(_ line: String) { lines.withLock { $0.append(line) } }
}
