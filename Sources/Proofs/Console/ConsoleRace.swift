internal import Foundation
internal import TestSupport

/// Therapists mark through the console, as a browser does it, while a run is sending that a biller previewed
/// and approved there. The sentence that they read is held against what the clearinghouse says that it
/// received.
package enum ConsoleRace: Proof {
  package static let name = "console-race"
  package static let sentence =
    "tells a therapist at the console the truth about each session, though a run is sending meanwhile."

  /// In one run, so that there are many moments.
  private static let marksEach = 5

  package static func run(_ size: ProofSize) throws -> ProofResult {
    let wanted = size.rounds(25)
    var chance = SeededGenerator(seed: size.seed ^ 0x636f_6e73)
    var marks: [ConsoleMark] = []
    var findings: [String] = []
    while marks.count < wanted {
      // The first when the run is over: what was sent is there to be told.
      let after = marks.isEmpty ? Int.max : Int.random(in: 0...40, using: &chance)
      let round = try ConsoleRaceRound(after: after)
      let made = try round.race(
        Array(round.clients().shuffled(using: &chance).prefix(min(marksEach, wanted - marks.count))))
      if made.isEmpty { throw ConsoleRaceRound.NothingToMark() }
      marks += made
      findings += made.flatMap(\.findings) + (try round.endings())
      size.say("\(name): \(marks.count) of \(wanted)")
    }
    let told = marks.flatMap(\.told)
    return ProofResult(
      n: marks.count, unit: "marks through the console beside a run that was approved there",
      findings: findings,
      controls: [
        .init(
          "a console that always answers “protected”",
          isFound: marks.contains { mark in
            !ConsoleMark(told: mark.told.map { $0.as(.protected) }, received: mark.received).findings.isEmpty
          }),
        .init(
          "a console that always answers “already sent”",
          isFound: marks.contains { mark in
            !ConsoleMark(told: mark.told.map { $0.as(.sent) }, received: mark.received).findings.isEmpty
          }),
      ],
      notes: [
        "\(told.count) sessions told: "
          + ConsoleTold.Word.allCases.map { word in
            "\(told.filter { $0.word == word }.count) \(word.rawValue)"
          }.joined(separator: ", ")
      ])
  }
}

/// What the page said of one session.
struct ConsoleTold: Sendable {
  enum Word: String, CaseIterable {
    case protected = "protected"
    case sent = "already sent"
    case inFlight = "in flight"

    /// By how the sentence begins.
    init?(_ sentence: Substring) {
      guard
        let word = Self.allCases.first(where: {
          sentence.lowercased().hasPrefix($0.rawValue)
        })
      else { return nil }
      self = word
    }
  }

  let session: String
  /// Nil where the sentence is none of the three.
  let word: Word?

  func `as`(_ other: Word) -> ConsoleTold { ConsoleTold(session: session, word: other) }

  /// Rows of a page: a session's number, and what is said of it.
  static func rows(in page: String) -> [ConsoleTold] {
    page.components(separatedBy: "<span class=\"row-id\">").dropFirst().compactMap { row in
      let session = row.prefix { $0 != "<" && $0 != "," }
      guard let state = row.range(of: "<span class=\"state"),
        let open = row[state.upperBound...].firstIndex(of: ">")
      else { return nil }
      return ConsoleTold(session: String(session), word: Word(row[row.index(after: open)...]))
    }
  }
}

/// One mark, what was answered, and which sessions the clearinghouse has received.
struct ConsoleMark: Sendable {
  let told: [ConsoleTold]
  var received: Set<String> = []

  var findings: [String] {
    told.compactMap { one in
      switch (one.word, received.contains(one.session)) {
      case (.protected, true): "a session was called protected, and the clearinghouse has it"
      case (.sent, false): "a session was called already sent, and the clearinghouse has it not"
      case (nil, _): "a session was answered with none of the three sentences"
      default: nil
      }
    }
  }
}

/// A practice of its own, a run that sends its claims one by one, and the people who mark meanwhile.
final class ConsoleRaceRound {
  private let console: ConsoleSite
  /// How many requests the clearinghouse has had when the first marks.
  private let after: Int
  private let people: [ConsolePerson]
  private var marked: [ConsoleTold] = []

  struct NothingToMark: Error {}
  struct Failed: Error { let what: String }

  init(after: Int) throws {
    self.after = after
    let site = try Site(.fixtures, faults: [])
    try site.configure { document in
      for place in 0...1 { document.change("clearinghouses.\(place).claimsPerSubmission", to: 1) }
    }
    let made = try ConsoleSite(site)
    console = made
    people = try ["therapist", "therapist_two"].map { try made.person($0, "clinician") }
  }

  /// Addresses of their clients, each with whose it is, and something due.
  func clients() throws -> [Marking] {
    try people.indices.flatMap { place in
      ConsolePerson.values(in: try people[place].get("/clients").text, after: "row-name\" href=\"").map {
        Marking(person: place, place: $0)
      }
    }
  }

  struct Marking: Sendable { let person: Int, place: String }

  /// A biller previews and approves in the console; the process that takes it up is what is raced with.
  private func approvedRun() throws -> Running {
    let biller = try console.person("biller", "billing")
    let preview = try place(of: biller.post("/runs", []))
    guard try console.site.scrim("run", "--requested").code == 0 else { throw Failed(what: "no preview") }
    _ = try place(of: biller.post(preview + "/approve", []))
    return try console.site.start(["run", "--requested", "--json"])
  }

  private func place(of answer: WebAnswer) throws -> String {
    guard answer.status == 303, let place = answer["location"], place.hasPrefix("/runs/") else {
      throw Failed(what: "the console answered \(answer.status)")
    }
    return place
  }

  /// The run, and one mark after the other while it seals and sends; each of several people at a browser of
  /// their own.
  func race(_ markings: [Marking]) throws -> [ConsoleMark] {
    let tokens = try people.map { try $0.csrf() }
    let run = try approvedRun()
    let pages = Collected<String>(markings.count)
    while run.isRunning, console.site.requests() < after { usleep(1_000) }
    concurrently(people.count) { [people] person in
      for (number, marking) in markings.enumerated() where marking.person == person {
        let request = people[person].request(
          "POST", marking.place + "/mark/done",
          [("requestedOn", Today.text), ("scope", "client"), ("csrf", tokens[person])])
        if let answer = try? people[person].ask(request), answer.status == 200 {
          pages.set(number, answer.text)
        }
      }
    }
    let finished = try run.finished()
    guard [0, 1].contains(finished.code) else { throw Failed(what: "the run ended with \(finished.code)") }
    guard pages.all.count == markings.count else { throw Failed(what: "a mark was not answered") }
    let received = try received()
    let marks = pages.all.map { ConsoleMark(told: ConsoleTold.rows(in: $0), received: received) }
    marked = marks.flatMap(\.told)
    return marks
  }

  /// What was in flight has ended as one of the other two when the run is over, and that is true too.
  func endings() throws -> [String] {
    let received = try received()
    let said = try people.flatMap { ConsoleTold.rows(in: try $0.get("/answers").text) }
    let open = Set(marked.filter { $0.word == .inFlight }.map(\.session))
    let ended = said.filter { open.contains($0.session) }
    let findings = ConsoleMark(told: ended, received: received).findings
    return findings
      + ended.filter { $0.word == .inFlight }.map { _ in "what was in flight has not ended though the run has"
      }
      + open.subtracting(ended.map(\.session)).filter { received.contains($0) }.map { _ in
        "a session was in flight and sent, and Answers does not say so"
      }
  }

  /// Sessions that the clearinghouse has, by its own record and the numbers of the claims.
  private func received() throws -> Set<String> {
    let arrived = Set(try console.site.received().values.flatMap { CrashPractice.claims(in: $0) })
    return Set(
      try console.site.rows("select session_id, patient_control_number from claims.claim")
        .filter { arrived.contains($0[1]) }.map { $0[0] })
  }
}
