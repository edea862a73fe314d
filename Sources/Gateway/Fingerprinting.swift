internal import Claims
internal import Sessions
internal import Signing
internal import Submissions

/// Makes the fingerprints that the database makes again of what the records say later
/// (`gate.compare_claims`, which is the other telling of this file).
///
/// What is said is hashed once for all sessions that say the same; a veil of the claim's own makes it another
/// number for each. Texts are put together in one array of bytes, since each claim has five of them. One
/// thread at a time.
final class Fingerprinting: @unchecked Sendable {  // each batch builder has its own
  private let key: SaidKey
  private var known: [[UInt8]: Int64] = [:]
  private var text: [UInt8] = []

  init(_ key: SaidKey) { self.key = key }

  func of(_ session: RedactedSession, _ admitted: AdmittedSession) -> Fingerprints {
    let lines = admitted.billing.lines  // by their numbers, as the reader gives them
    begin("of")
    text.append(session.reference)
    text.append(Self.newLine)
    text.append(admitted.version)
    let veil = key.hash.hash(bytes: text)
    return Fingerprints(
      keyPrint: key.print, charges: charges(lines) ^ SaidKey.number(veil, at: 0),
      diagnoses: diagnoses(session.diagnoses, lines) ^ SaidKey.number(veil, at: 8),
      services: services(lines) ^ SaidKey.number(veil, at: 16),
      clinicians: clinicians(lines) ^ SaidKey.number(veil, at: 24))
  }

  private func charges(_ lines: [ChargeColumns]) -> Int64 {
    begin("charges")
    for (place, line) in lines.enumerated() {
      if place > 0 { text.append(Self.semicolon) }
      if let cents = line.chargeCents { text.append(cents) }
    }
    return hash()
  }

  private func services(_ lines: [ChargeColumns]) -> Int64 {
    begin("services")
    for (place, line) in lines.enumerated() {
      if place > 0 { text.append(Self.semicolon) }
      text.append(line.procedureCode)
      text.append(Self.colon)
      for (place, modifier) in line.modifiers.enumerated() {
        if place > 0 { text.append(Self.point) }
        text.append(modifier)
      }
      text.append(Self.colon)
      if let units = line.units { text.append(units) }
      text.append(Self.colon)
      text.append(line.placeOfService)
      text.append(Self.colon)
      text.append(line.locationID)
      text.append(Self.colon)
      text.append(line.priorAuthorization)
    }
    return hash()
  }

  private func clinicians(_ lines: [ChargeColumns]) -> Int64 {
    begin("clinicians")
    for (place, line) in lines.enumerated() {
      if place > 0 { text.append(Self.semicolon) }
      text.append(line.billingProviderID)
      text.append(Self.colon)
      text.append(line.renderingClinicianID)
      text.append(Self.colon)
      text.append(line.supervisingClinicianID)
    }
    return hash()
  }

  /// The codes that are sent, in their order; then those of each line. No pointers at all mean the first
  /// four.
  private func diagnoses(_ codes: [DiagnosisCode], _ lines: [ChargeColumns]) -> Int64 {
    var sent: UInt16 = 0
    for line in lines { Self.forEachPlace(line, codes.count) { sent |= 1 << UInt16($0) } }
    begin("diagnoses")
    var isFirst = true
    for place in codes.indices where sent >> UInt16(place) & 1 == 1 { append(codes[place], &isFirst) }
    text.append(Self.slash)
    for (number, line) in lines.enumerated() {
      if number > 0 { text.append(Self.semicolon) }
      isFirst = true
      Self.forEachPlace(line, codes.count) { append(codes[$0], &isFirst) }
    }
    return hash()
  }

  private func append(_ code: DiagnosisCode, _ isFirst: inout Bool) {
    if !isFirst { text.append(Self.comma) }
    isFirst = false
    text.append(code.code)
  }

  private static func forEachPlace(_ line: ChargeColumns, _ count: Int, _ body: (Int) -> Void) {
    guard let pointers = line.diagnosisPointers else { return (0..<min(4, count)).forEach(body) }
    for pointer in pointers where pointer >= 1 && pointer <= count { body(Int(pointer) - 1) }
  }

  private func begin(_ kind: StaticString) {
    text.removeAll(keepingCapacity: true)
    kind.withUTF8Buffer { text.append(contentsOf: $0) }
    text.append(Self.newLine)
  }

  private func hash() -> Int64 {
    if let known = known[text] { return known }
    if known.count >= Limit.fingerprintsKnown { known.removeAll(keepingCapacity: true) }
    let made = SaidKey.number(key.hash.hash(bytes: text), at: 0)
    known[Array(text)] = made
    return made
  }

  private static let newLine = UInt8(ascii: "\n")
  private static let semicolon = UInt8(ascii: ";")
  private static let colon = UInt8(ascii: ":")
  private static let comma = UInt8(ascii: ",")
  private static let point = UInt8(ascii: ".")
  private static let slash = UInt8(ascii: "/")
}

extension [UInt8] {
  fileprivate mutating func append(_ said: String?) {
    guard let said else { return }
    append(contentsOf: said.utf8)
  }

  fileprivate mutating func append(_ number: some BinaryInteger) { append(contentsOf: String(number).utf8) }
}

/// The key of fingerprints: derived from that of identifiers, and of no other use.
struct SaidKey: Sendable {
  let hash: KeyedHash
  let print: Int64
  private let bytes: Secret

  init(from identifiers: KeyedHash) {
    bytes = Secret(identifiers.hash("said"))
    hash = KeyedHash(key: bytes)
    print = Self.number(hash.hash(bytes: Array("key".utf8)), at: 0)
  }

  var lent: ComparingKey {
    let key = bytes.exposedBytes + [UInt8](repeating: 0, count: 64 - bytes.count)
    return ComparingKey(
      keyPrint: print, inner: Secret(key.map { $0 ^ 0x36 }), outer: Secret(key.map { $0 ^ 0x5C }))
  }

  /// Eight bytes, most significant first.
  static func number(_ bytes: [UInt8], at start: Int) -> Int64 {
    bytes.withUnsafeBytes { Int64(bigEndian: $0.loadUnaligned(fromByteOffset: start, as: Int64.self)) }
  }
}

extension Limit {
  /// What many sessions say alike is remembered; a practice with ever new things to say fills no memory.
  static let fingerprintsKnown = 20_000
}
