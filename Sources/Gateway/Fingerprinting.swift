internal import Claims
internal import Sessions
internal import Signing
internal import Submissions

/// Makes the fingerprints that the database makes again of what the records say later
/// (`gate.compare_claims`, which is the other telling of this file).
///
/// What is said is hashed once for all sessions that say the same; a veil of the claim's own makes it another
/// number for each. One thread at a time.
final class Fingerprinting: @unchecked Sendable {  // each batch builder has its own
  private let key: SaidKey
  private var known: [String: Int64] = [:]

  init(_ key: SaidKey) { self.key = key }

  func of(_ session: RedactedSession, _ admitted: AdmittedSession) -> Fingerprints {
    let veil = key.hash.hash(
      bytes: Array(["of", session.reference, String(admitted.version)].joined(separator: "\n").utf8))
    let lines = admitted.billing.lines.sorted { $0.line < $1.line }
    return Fingerprints(
      keyPrint: key.print,
      charges: hash("charges", lines.map(\.saidOfCharge).joined(separator: ";"))
        ^ SaidKey.number(veil, at: 0),
      diagnoses: hash("diagnoses", Self.diagnoses(session, lines)) ^ SaidKey.number(veil, at: 8),
      services: hash("services", lines.map(\.saidOfService).joined(separator: ";"))
        ^ SaidKey.number(veil, at: 16),
      clinicians: hash("clinicians", lines.map(\.saidOfClinicians).joined(separator: ";"))
        ^ SaidKey.number(veil, at: 24))
  }

  private func hash(_ kind: String, _ said: String) -> Int64 {
    let text = kind + "\n" + said
    if let known = known[text] { return known }
    if known.count >= Limit.fingerprintsKnown { known.removeAll(keepingCapacity: true) }
    let made = SaidKey.number(key.hash.hash(bytes: Array(text.utf8)), at: 0)
    known[text] = made
    return made
  }

  /// The codes that are sent, in their order; then those of each line.
  private static func diagnoses(_ session: RedactedSession, _ lines: [ChargeColumns]) -> String {
    let codes = session.diagnoses
    let places = lines.map { line in
      (line.diagnosisPointers ?? (1...4).prefix(codes.count).map { Int32($0) }).map { Int($0) - 1 }
        .filter(codes.indices.contains)
    }
    let pointed = Set(places.joined())
    let sent = codes.indices.filter(pointed.contains).map { codes[$0].code }.joined(separator: ",")
    return sent + "/"
      + places.map { $0.map { codes[$0].code }.joined(separator: ",") }.joined(separator: ";")
  }
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
    Int64(bitPattern: bytes[start..<start + 8].reduce(0) { $0 << 8 | UInt64($1) })
  }
}

extension ChargeColumns {
  fileprivate var saidOfCharge: String { chargeCents.map(String.init) ?? "" }

  fileprivate var saidOfService: String {
    [
      procedureCode ?? "", modifiers.joined(separator: "."), units.map(String.init) ?? "",
      placeOfService ?? "", locationID ?? "", priorAuthorization ?? "",
    ].joined(separator: ":")
  }

  fileprivate var saidOfClinicians: String {
    [billingProviderID ?? "", renderingClinicianID ?? "", supervisingClinicianID ?? ""].joined(separator: ":")
  }
}

extension Limit {
  /// What many sessions say alike is remembered; a practice with ever new things to say fills no memory.
  static let fingerprintsKnown = 20_000
}
