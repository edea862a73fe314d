internal import Foundation

/// What one use of the program left behind, and where its leak is looked for.
final class Observation: @unchecked Sendable {  // read by one thread at a time
  let site: Site
  let finished: Finished
  let outside: Outside
  /// Bytes that went to a proxy of the environment.
  let trapped: Int
  /// The same in another world.
  var twin: Observation?
  private let canaries: Canaries

  init(site: Site, finished: Finished, canaries: Canaries, outside: Outside, trapped: Int) {
    (self.site, self.finished, self.canaries) = (site, finished, canaries)
    (self.outside, self.trapped) = (outside, trapped)
  }

  // MARK: Canaries

  var isSaid: Bool { isFound(Array(finished.said.utf8)) }
  var isReceived: Bool { get throws { try site.received().values.contains(where: isFound) } }
  /// Addresses and headers.
  var isInRequest: Bool {
    get throws {
      try Site.files(in: site.folder + "/received", ending: ".json").values.contains(where: isFound)
    }
  }
  var isOutside: Bool { isFound(outside.seen) }

  /// In any row of the ledger, of its trail, or of what is kept of restrictions.
  var isInLedger: Bool {
    get throws {
      let tables = try site.rows(
        """
        select format('%I.%I', schemaname, tablename) from pg_tables
        where schemaname in ('claims', 'trail', 'gate')
        """
      )
      return try tables.contains {
        isFound(
          Array(try site.rows("select coalesce(string_agg(t::text, ' '), '') from \($0[0]) t")[0][0].utf8))
      }
    }
  }

  var isInFileName: Bool {
    let names = FileManager.default.enumerator(atPath: site.folder)?.compactMap { $0 as? String } ?? []
    return isFound(Array(names.joined(separator: "\n").utf8))
  }

  private func isFound(_ bytes: [UInt8]) -> Bool { !canaries.found(in: bytes).isEmpty }

  // MARK: Walls

  /// Where and why the egress check stopped the run: `element-missing, 2400 SV101-3`.
  var refusal: String? {
    guard finished.code == 2 else { return nil }
    return finished.said.firstMatch(of: /refused: ([a-z-]+) at segment \d+, ([^)]+)\)/).map {
      "\($0.1), \($0.2)"
    }
  }

  var isForbidden: Bool {
    get throws {
      try finished.code == 78 && finished.said.contains("does not let this login") && isNothingSent
    }
  }

  var isNothingSent: Bool { get throws { try site.received().isEmpty } }

  func count(_ sql: String) throws -> Int { Int(try site.rows("select (\(sql))::text")[0][0]) ?? 0 }

  /// Whether what is said differs from what is said in the other world, beyond what differs at every run.
  func saysOtherwise() throws -> Bool {
    guard let twin else { return true }
    return Self.lasting(finished.output) != Self.lasting(twin.finished.output)
      || finished.code != twin.finished.code
  }

  private static func lasting(_ text: String) -> String {
    text.replacing(/[0-9a-f]{8}-[0-9a-f-]{27}/, with: "id")
      .replacing(/\d{4}-\d\d-\d\dT[\d:]+Z/, with: "time").replacing(/"seconds" : [\d.e-]+/, with: "seconds")
      .replacing(/sha256:[0-9a-f]{64}/, with: "digest")
      // A hash over entries with times and random ids in them; how many there are stays.
      .replacing(/"root" : "[A-Za-z0-9+\\\/]{43,}="/, with: "root")
  }

  // MARK: Finished bytes

  /// Payloads: received, or written by a preview.
  private func segments() throws -> [[Substring]] {
    let previewed = try Site.files(in: site.folder + "/payloads", ending: ".837")
    let payloads = Array(try site.received().values) + Array(previewed.values)
    return payloads.map { String(decoding: $0, as: UTF8.self).split(separator: "~") }
  }

  /// Whether a claim has another number of diagnoses than its lines point to.
  var hasUnpointedDiagnosis: Bool {
    get throws {
      try segments().contains { segments in
        var (diagnoses, pointers) = (0, Set<Substring>())
        return segments.contains { segment in
          let elements = segment.split(separator: "*", omittingEmptySubsequences: false)
          if elements[0] == "HI" { (diagnoses, pointers) = (elements.count - 1, []) }
          if elements[0] == "SV1", elements.count > 7 {
            pointers.formUnion(elements[7].split(separator: ":"))
          }
          let isLast = ["HL", "SE"].contains(elements[0])
          defer { if isLast { diagnoses = 0 } }
          return isLast && diagnoses > 0 && diagnoses != pointers.count
        }
      }
    }
  }

  /// Whether claims stand in another order than that of their random-looking numbers.
  var isInOrderOfRecords: Bool {
    get throws {
      try segments().contains { segments in
        var last: Substring = ""
        return segments.contains { segment in
          if segment.hasPrefix("ST*") { last = "" }
          guard segment.hasPrefix("CLM*") else { return false }
          let number = segment.dropFirst(4).prefix { $0 != "*" }
          defer { last = number }
          return number < last
        }
      }
    }
  }

  /// The days of service of finished bytes, in order.
  var days: [String] {
    get throws {
      try segments().flatMap { segments in
        var isNew = false
        return segments.compactMap { segment -> String? in
          if segment.hasPrefix("CLM*") { isNew = true }
          guard isNew, segment.hasPrefix("DTP*472*D8*") else { return nil }
          isNew = false
          return String(segment.dropFirst(11))
        }
      }.sorted()
    }
  }
}
