import Egress
import Foundation
import Testing

@Suite("Egress check of JSON")
struct DocumentTests {
  @Test(arguments: [DocumentSample.own, DocumentSample.every, DocumentSample.dependant])
  func `accepts what the manifest lists`(_ parts: [String]) throws {
    let payload = DocumentSample.payload(parts)
    let summary = try check(payload, expecting: DocumentSample.expected())
    #expect(summary.claims == 1 && summary.bytes == payload.count)
    #expect([14_000, 32_575].contains(summary.chargeCents))
  }

  /// Otherwise a mutant of the samples would say nothing about a member that they lack.
  @Test func `is tried on every member of the manifest`() throws {
    let form = try #require(DocumentForm(text: DocumentForm.text))
    let counts = try [DocumentSample.every, DocumentSample.dependant].map {
      try check(DocumentSample.payload($0), expecting: DocumentSample.expected()).elementCounts
    }
    #expect(form.paths.count > 80)
    for (index, path) in form.paths.enumerated() where counts.allSatisfy({ $0[index] == 0 }) {
      Issue.record("\(path) stands nowhere in the samples")
    }
  }

  @Test(arguments: DocumentMutant.all)
  func `refuses`(_ mutant: DocumentMutant) throws {
    let payload = try changed(mutant.of, mutant.old, mutant.new)
    let refusal = #expect(throws: EgressRefusal.self) {
      try check(payload, expecting: DocumentSample.expected())
    }
    #expect(refusal?.code == mutant.code)
    #expect(refusal?.element == mutant.member)
  }

  @Test func `is tried on at least sixty mutants, each another one`() {
    #expect(DocumentMutant.all.count >= 60)
    #expect(Set(DocumentMutant.all.map(\.name)).count == DocumentMutant.all.count)
  }

  /// The control of the mutants: a change of the same kind that keeps to the rules goes through.
  @Test(arguments: [
    ("MARY ANN", "BO"), ("PA-20441", "20441-7"), ("F5231", "G4700"), ("\"20.50\"", "\"325.74\""),
    ("\"sex\":\"U\"", "\"sex\":\"M\""), (#"["12","11","10","9"]"#, #"["9","10","11","12"]"#),
    (#","priorAuthorization":"PA-20441""#, ""), (#""frequency":"7""#, #""frequency":"8""#),
    (#""modifiers":["95","HO","U1","59"],"#, ""), (#""delayReason":"11","#, ""),
  ])
  func `accepts a change that keeps to the rules`(_ old: String, _ new: String) throws {
    let payload = try changed(DocumentSample.every, old, new)
    #expect(throws: Never.self) { try check(payload, expecting: DocumentSample.expected()) }
  }

  @Test func `accepts the twelve delay reasons of the standard, and no other`() throws {
    for reason in EgressTests.reasonsTried {
      let text = String(decoding: DocumentSample.payload(DocumentSample.every), as: UTF8.self)
        .replacing(#""delayReason":"11""#, with: #""delayReason":"\#(reason)""#)
      let accepted = (try? check(Array(text.utf8), expecting: DocumentSample.expected())) != nil
      #expect(accepted == EgressTests.delayReasons.contains(reason), "\(reason)")
    }
  }

  @Test(arguments: [
    (DocumentSample.expected(DocumentSample.control("B4Y")), EgressRefusal.Code.controlNumber),
    (DocumentSample.expected(usage: .production), .usage),
    (
      ExpectedDocument(
        patientControlNumber: DocumentSample.control("B3X"), usage: .test, submitterID: "QUIETHARBOR",
        receiverID: "CLEARPATH", madeOn: 20_261_123), .party
    ),
    (
      ExpectedDocument(
        patientControlNumber: DocumentSample.control("B3X"), usage: .test, submitterID: "LOUDHARBOR",
        receiverID: "HARBORLINK", madeOn: 20_261_123), .party
    ),
    (
      ExpectedDocument(
        patientControlNumber: DocumentSample.control("B3X"), usage: .test, submitterID: "QUIETHARBOR",
        receiverID: "HARBORLINK", madeOn: 20_261_103), .serviceDate
    ),
  ])
  func `refuses another claim than the run has`(_ expected: ExpectedDocument, _ code: EgressRefusal.Code) {
    let refusal = #expect(throws: EgressRefusal.self) {
      try check(DocumentSample.payload(DocumentSample.own), expecting: expected)
    }
    #expect(refusal?.code == code)
  }

  @Test func `refuses a payload cut anywhere`() {
    let payload = DocumentSample.payload(DocumentSample.every)
    for count in payload.indices {
      #expect(throws: EgressRefusal.self) {
        try check(Array(payload[..<count]), expecting: DocumentSample.expected())
      }
    }
  }

  @Test func `refuses nesting, however deep, and what is too long`() {
    for opening in ["[", "{", #"{"version":"#, #"{"lines":["#] {
      let deep = Array(String(repeating: opening, count: 60_000 / opening.utf8.count).utf8)
      let refusal = #expect(throws: EgressRefusal.self) {
        try check(deep, expecting: DocumentSample.expected())
      }
      #expect(refusal?.code != .payloadSize)
    }
    let long = [UInt8](repeating: UInt8(ascii: " "), count: 65_537)
    let refusal = #expect(throws: EgressRefusal.self) {
      try check(long, expecting: DocumentSample.expected())
    }
    #expect(refusal?.code == .payloadSize)
  }

  @Test func `says where, and never what stood there`() throws {
    let payload = try changed(DocumentSample.own, "AVERY", "aVERY CANARY")
    let refusal = #expect(throws: EgressRefusal.self) {
      try check(payload, expecting: DocumentSample.expected())
    }
    #expect(refusal.map(String.init(describing:)) == "refused: character at subscriber.givenName")
  }

  private func changed(_ parts: [String], _ old: String, _ new: String) throws -> [UInt8] {
    let text = parts.joined()
    let range = try #require(text.firstRange(of: old))
    return Array((text[..<range.lowerBound] + new + text[range.upperBound...]).utf8)
  }
}

@Suite("Disclosure manifest of JSON")
struct DocumentManifestTests {
  /// Leaves out one line of the embedded text at a time. Whatever is lost, a sample that has it stays in.
  @Test func `decides: without any one of its lines, what stood there does not leave`() throws {
    let lines = DocumentForm.text.split(separator: "\n")
    for index in lines.indices {
      var fewer = lines
      fewer.remove(at: index)
      let form = DocumentForm(text: fewer.joined(separator: "\n"))
      let passed = [DocumentSample.every, DocumentSample.dependant].filter { parts in
        guard let form else { return false }
        let payload = DocumentSample.payload(parts)
        return (try? check(payload, expecting: DocumentSample.expected(), by: form)) != nil
      }
      #expect(passed.count < 2, "line \(index + 1)")
    }
  }

  @Test(arguments: [
    ("limit;payloadBytes;65536", "limit;payloadBytes;many"), ("limit;payloadBytes", "limit;words"),
    ("object;payer;required", "thing;payer;required"), ("object;payer;required", "object;payer;constant"),
    ("member;usage;required", "member;usage;optional"), (";money;", ";moneys;"),
    ("[A-Z0-9]{2}", "[A-Z]+"), ("[A-Z0-9]{2}", "."),
    ("diagnoses[];required;icd-10-cm;12", "diagnoses[];required;icd-10-cm;"),
    ("member;usage;required;;;", "member;usage;required;;3;"), ("member;usage;", "member;version;"),
    ("member;payer.id;", "member;nobody.id;"), ("member;payer.id;", "member;version.id;"),
    ("member;claim.charge;", "member;claim.price;"),
  ])
  func `that is not understood lets nothing leave`(_ old: String, _ new: String) throws {
    let range = try #require(DocumentForm.text.range(of: old))
    #expect(DocumentForm(text: DocumentForm.text.replacingCharacters(in: range, with: new)) == nil)
  }
}

@Suite("Egress check of JSON, fuzzed")
struct DocumentFuzzTests {
  private struct Noise {
    var state: UInt64

    /// Sebastiano Vigna's splitmix64 (public domain).
    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = state
      mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
      return mixed ^ (mixed >> 31)
    }

    mutating func byte() -> UInt8 {
      let known = Array("ABCXYZ0123459 '.-#&{}[]\",:\\".utf8)
      let value = next()
      return value % 3 == 0 ? UInt8(truncatingIfNeeded: value >> 8) : known[Int(value >> 8) % known.count]
    }
  }

  /// Every document one byte away that is accepted is, to another reader of JSON, of the same members, and differs
  /// in one value that the manifest's pattern has, read by another engine.
  @Test(arguments: [UInt64(1), 2, 3])
  func `accepts a changed byte only within the pattern of its member`(_ seed: UInt64) throws {
    var random = Noise(state: seed)
    let patterns = Self.patterns()
    let payload = DocumentSample.payload(DocumentSample.every)
    let before = try Self.values(payload)
    var accepted = 0
    for _ in 0..<6_000 {
      var changed = payload
      changed[Int(random.next() % UInt64(payload.count))] = random.byte()
      guard changed != payload, (try? check(changed, expecting: DocumentSample.expected())) != nil else {
        continue
      }
      accepted += 1
      let after = try Self.values(changed)
      try #require(after.map(\.path) == before.map(\.path))
      for (old, new) in zip(before, after) where old.text != new.text {
        let pattern = try #require(patterns[new.path])
        let whole = new.text.range(of: "^(?:\(pattern))$", options: .regularExpression)
        #expect(whole == new.text.startIndex..<new.text.endIndex, "\(new.path)")
      }
    }
    // The control: some changes (another letter in a name) are within the rules.
    #expect(accepted > 60)
  }

  @Test(arguments: [UInt64(11), 12])
  func `survives inserted, removed and moved bytes`(_ seed: UInt64) {
    var random = Noise(state: seed)
    let payload = DocumentSample.payload(DocumentSample.every)
    for _ in 0..<4_000 {
      var changed = payload
      for _ in 0...random.next() % 3 {
        let index = Int(random.next() % UInt64(max(changed.count, 1)))
        switch random.next() % 3 {
        case 0: changed.insert(random.byte(), at: index)
        case 1: changed.removeSubrange(index..<min(changed.count, index + Int(random.next() % 40)))
        default:
          changed.insert(
            contentsOf: changed[index..<min(changed.count, index + Int(random.next() % 80))], at: index)
        }
      }
      // Refused or accepted: it returns, whatever the bytes are.
      _ = try? check(changed, expecting: DocumentSample.expected())
    }
  }

  private static func patterns() -> [String: String] {
    DocumentForm.text.split(separator: "\n").reduce(into: [:]) { found, line in
      let fields = line.split(separator: ";", omittingEmptySubsequences: false).map(String.init)
      if fields[0].hasSuffix("member") { found[fields[1]] = fields[5] }
    }
  }

  /// Foundation's reading, in a fixed order.
  private static func values(_ payload: [UInt8]) throws -> [(path: String, text: String)] {
    walk(try JSONSerialization.jsonObject(with: Data(payload)), "")
  }

  private static func walk(_ value: Any, _ path: String) -> [(path: String, text: String)] {
    if let object = value as? [String: Any] {
      return object.keys.sorted().flatMap { key in
        walk(object[key] ?? "", path.isEmpty ? key : "\(path).\(key)")
      }
    }
    if let list = value as? [Any] { return list.flatMap { walk($0, path + "[]") } }
    return [(path, value as? String ?? "none")]
  }
}
