internal import Foundation
internal import Postgres
internal import Signing
internal import TestSupport

/// One life of an invented practice, and everything of it that billing staff, cron and a payer can see.
final class World {
  let site: Site
  let invention: Invention
  /// What was seen, by name, in the order in which it was.
  private(set) var seen: [(name: String, text: String)] = []
  private var chance = Chance()
  private let submissionsOf: Int

  /// - Parameters:
  ///   - port: of the clearinghouse, part of what is digested as a destination; 0 takes a free one.
  ///   - faults: what the clearinghouse does wrong.
  init(_ invention: Invention, port: Int, faults: [String] = []) throws {
    self.invention = invention
    submissionsOf = 8 + Int(invention.seed % 25)
    site = try Site(.worlds, faults: nil)
    try invention.fill(site)
    try site.restart(port: port, faults: faults)
    let endpoint = "https://127.0.0.1:\(self.port)"
    let size = submissionsOf
    try site.configure { document in
      for (place, name) in ["harborlink", "clearpath"].enumerated() {
        document.change("clearinghouses.\(place).endpoint", to: "\(endpoint)/\(name)/claims")
        document.change("clearinghouses.\(place).claimsPerSubmission", to: size)
      }
    }
  }

  var port: Int { site.sandbox?.port ?? 0 }

  /// Runs a command and keeps what it said, and how it ended.
  @discardableResult
  func command(_ name: String, _ arguments: [String]) throws -> Finished {
    chance.begin(name)
    let finished = try site.start(arguments, environment: ["SCRIM_LOG": "trace"]).finished()
    chance.end()
    let text = "ended with \(finished.code)\n\(finished.output)\nand said\n\(finished.errors)"
    seen.append((name, chance.printed(text)))
    return finished
  }

  /// Keeps something that is equal as it is, or not.
  func see(_ name: String, _ text: String) { seen.append((name, text)) }

  /// Keeps what the last step showed.
  func keep(_ name: String, _ text: String) { seen.append((name, chance.printed(text))) }

  /// The practice's console, once somebody has looked at it.
  private(set) var console: ConsoleSite?

  func openConsole() throws -> ConsoleSite {
    if let console { return console }
    let made = try unseen("console") { try ConsoleSite(site) }
    console = made
    return made
  }

  func closeConsole() {
    console?.end()
    console = nil
  }

  /// A step that nobody sees.
  func unseen<T>(_ name: String, _ body: () throws -> T) throws -> T {
    chance.begin(name)
    defer { chance.end() }
    return try body()
  }

  /// The tables of `claims` and `trail` as the superuser sees them, and the sealed bytes, opened.
  func lookAtTables(_ when: String) throws {
    for receipt in try receipts() { chance.knowDigest(of: receipt.answer, as: receipt.number) }
    for (table, text) in try WorldTables(site).read(&chance) { seen.append(("\(table) \(when)", text)) }
    let certificate = try Certificate(pem: Materials.folder() + "/keys/signing.crt.pem")
    let signatures = try site.signatures()
    for (key, payload) in try site.sealed().sorted(by: { signatures.order($0.key) < signatures.order($1.key) }
    ) {
      try verifyDetached(signatures.of(key), over: payload, by: certificate)
      seen.append(("sealed payload \(when)", String(decoding: payload, as: UTF8.self)))
    }
  }

  /// Payloads, headers and receipts at the clearinghouse, in the order of arrival.
  func lookAtClearinghouse() throws {
    let folder = site.folder + "/received"
    for receipt in try receipts() {
      seen.append(("receipt", "\(receipt.number) \(receipt.digest)"))
      let payload = try Data(contentsOf: URL(filePath: "\(folder)/\(receipt.submission).x12"))
      seen.append(("payload received", String(decoding: payload, as: UTF8.self)))
      let headers = try Data(contentsOf: URL(filePath: "\(folder)/\(receipt.submission).json"))
      seen.append(("headers received", try withoutChance(headers)))
    }
  }

  private struct Given {
    let number, digest, submission: String
    /// The clearinghouse's answer, byte for byte.
    var answer: String {
      "{\"digest\":\"\(digest)\",\"receipt\":\"\(number)\",\"submission\":\"\(submission)\"}"
    }
  }

  private func receipts() throws -> [Given] {
    let file = site.folder + "/received/.receipts.jsonl"
    let lines = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
    return try lines.split(separator: "\n").map { line in
      let receipt = JSON(try JSONSerialization.jsonObject(with: Data(line.utf8)))
      return Given(
        number: receipt["receipt"].text, digest: receipt["digest"].text,
        submission: receipt["submission"].text)
    }
  }

  /// The clearinghouse has verified the request's signature; its time lies within a step.
  private func withoutChance(_ record: Data) throws -> String {
    let sorted = try JSONSerialization.data(
      withJSONObject: JSONSerialization.jsonObject(with: record),
      options: [.sortedKeys, .withoutEscapingSlashes])
    var text = chance.withoutUUIDs(String(decoding: sorted, as: UTF8.self))
    text.replace(#/created=(\d+)/#) { match in
      chance.isWithinAStep(second: Double(match.1) ?? 0) ? "created=<time>" : String(match.0)
    }
    text.replace(#/nonce=(\\"[^"\\]*\\")/#) { "nonce=<random, \($0.1.count)>" }
    text.replace(#/sig1=:([^:]*):/#) { "sig1=<verified, \($0.1.count)>" }
    return text
  }

  /// The names of what differs, each once, in the order in which it came to be seen.
  func differences(from other: World) -> [String] {
    var found: [String] = []
    for place in 0..<max(seen.count, other.seen.count) {
      let mine = place < seen.count ? seen[place] : nil
      let theirs = place < other.seen.count ? other.seen[place] : nil
      guard mine?.name != theirs?.name || mine?.text != theirs?.text else { continue }
      let name = mine?.name ?? theirs?.name ?? ""
      if !found.contains(name) { found.append(name) }
    }
    return found
  }

  var bytes: Int { seen.reduce(0) { $0 + $1.text.utf8.count } }
}

extension Template {
  /// A practice without clients, its people registered.
  static let worlds = Template("worlds") { address in try install(address) { _ in } }
}

extension Site {
  struct Signatures {
    fileprivate var byKey: [String: (order: Int, der: [UInt8])] = [:]

    func order(_ key: String) -> Int { byKey[key]?.order ?? 0 }
    func of(_ key: String) -> [UInt8] { byKey[key]?.der ?? [] }
  }

  /// Of every submission, in the order of sealing.
  func signatures() throws -> Signatures {
    let rows = try database.connect(as: "postgres").query(
      "select submission_key::text, signature from claims.submission order by submission_id")
    return try (0..<rows.count).reduce(into: Signatures()) { found, row in
      found.byKey[try rows.text(row, 0)] = (row, try rows.bytes(row, 1))
    }
  }
}
