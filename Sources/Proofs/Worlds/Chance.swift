internal import Foundation

/// Makes two worlds comparable byte for byte, by replacing what is drawn or measured anew each time and
/// nothing else:
///
/// - A UUID (a run, a submission) becomes a number by the order in which it first appears. It is random, or
///   random after the run's own time; what it names is compared everywhere it appears.
/// - A time that lies within the step which is said to have made it becomes that step and, in tables, its
///   rank among all times of that step in the two schemas: what remains hidden is only how many microseconds
///   passed. A time outside every step stays as it is.
/// - A duration that is no longer than its step becomes a word.
/// - The digest of a clearinghouse's answer, which names the submission, becomes that receipt's number, where
///   it is the digest of the answer that the clearinghouse gave.
/// - The root of the trail, a hash over entries that are compared, becomes a word.
/// - The random values of signatures and encryption become their lengths, after the signature was verified
///   and the encryption opened to the bytes that are compared.
///
/// Minutes, days, digests, control numbers, order and sizes stay: the worlds of a pair run within one minute
/// on one port, so that they have to be equal as they are.
struct Chance {
  /// A stretch of the world's life: one command, or one change of the records.
  struct Step {
    let name: String
    let start: Date
    var end: Date
  }

  private(set) var steps: [Step] = []
  private var uuids: [String: Int] = [:]
  private var answers: [String: String] = [:]

  mutating func begin(_ name: String) { steps.append(Step(name: name, start: Date(), end: .distantFuture)) }
  mutating func end() { steps[steps.count - 1].end = Date() }

  /// What the last step printed.
  mutating func printed(_ text: String) -> String {
    guard let step = steps.last else { return text }
    var text = withoutUUIDs(text)
    if text.contains("econds") {
      for pattern in [#/("seconds" : )([0-9.]+)/#, #/(; )([0-9.]+)(?= seconds)/#] {
        text.replace(pattern) { match in
          isWithin(String(match.2), step) ? "\(match.1)<duration>" : String(match.0)
        }
      }
    }
    text.replace(#/(root(?:" : "| ))[A-Za-z0-9+\/]{43}=/#) { "\($0.1)<root>" }
    guard text.contains("T") else { return text }
    text.replace(#/(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:Z|[+-]\d{4})/#) { match in
      isWithin(iso: String(match.0), step) ? "<time>" : String(match.0)
    }
    return text
  }

  private func isWithin(_ seconds: String, _ step: Step) -> Bool {
    Double(seconds).map { $0 >= 0 && $0 <= step.end.timeIntervalSince(step.start) } ?? false
  }

  /// Whole seconds are all that is printed.
  private func isWithin(iso text: String, _ step: Step) -> Bool {
    let zulu = text.hasSuffix("Z") ? text : text.prefix(19) + "Z"
    guard text.hasSuffix("Z") || text.hasSuffix("+0000"),
      let time = try? Date(String(zulu), strategy: .iso8601)
    else { return false }
    return time >= step.start.addingTimeInterval(-1) && time <= step.end
  }

  /// Of a time in microseconds since 1970: the step in which it lies; nil where in none.
  func step(at microseconds: Int64) -> String? {
    let time = Date(timeIntervalSince1970: Double(microseconds) / 1_000_000)
    return steps.first { time >= $0.start && time <= $0.end }?.name
  }

  /// Requests carry the second in which they were signed.
  func isWithinAStep(second: Double) -> Bool {
    steps.contains { second >= $0.start.timeIntervalSince1970 - 1 && second <= $0.end.timeIntervalSince1970 }
  }

  mutating func knowDigest(of answer: String, as number: String) {
    answers["\\x" + sha256(Array(answer.utf8)).replacing("sha256:", with: "")] = "<answer \(number)>"
  }

  /// What a cell of a table says.
  mutating func cell(_ text: String) -> String { answers[text] ?? withoutUUIDs(text) }

  mutating func withoutUUIDs(_ text: String) -> String {
    guard text.utf8.count >= 36 else { return text }
    let bytes = Array(text.utf8)
    var out: [UInt8] = []
    out.reserveCapacity(bytes.count)
    var place = 0
    while place < bytes.count {
      if place + 36 <= bytes.count, Self.isUUID(bytes[place..<(place + 36)]) {
        let uuid = String(decoding: bytes[place..<(place + 36)], as: UTF8.self).lowercased()
        let number = uuids[uuid] ?? uuids.count + 1
        uuids[uuid] = number
        out += Array("<id \(number), version \(Character(UnicodeScalar(bytes[place + 14])))>".utf8)
        place += 36
      } else {
        out.append(bytes[place])
        place += 1
      }
    }
    return String(decoding: out, as: UTF8.self)
  }

  private static func isUUID(_ bytes: ArraySlice<UInt8>) -> Bool {
    for (index, byte) in bytes.enumerated() {
      switch index {
      case 8, 13, 18, 23: if byte != UInt8(ascii: "-") { return false }
      default:
        let isDigit = (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte | 0x20)
        if !isDigit { return false }
      }
    }
    return true
  }
}
