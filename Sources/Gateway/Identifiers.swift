package import Claims
package import Sessions
public import Signing
internal import Submissions

/// Identifiers that leave. They are a keyed hash of what they stand for, never a position or a counter: the
/// same session has the same one in a preview and in the run, and nobody outside can tell anything from it.
public struct Identifiers: Sendable {
  private let hash: KeyedHash
  private let said: SaidKey

  /// - Parameter key: 32 random bytes of the practice's own.
  public init(key: Secret) {
    hash = KeyedHash(key: key)
    said = SaidKey(from: hash)
  }

  /// CLM01: 100 bits in twenty characters, which is what every receiver must keep and give back (X12 RFI
  /// 525).
  package func patientControlNumber(of admitted: AdmittedSession) throws -> PatientControlNumber {
    try patientControlNumber(of: admitted.record.reference, version: admitted.version)
  }

  func patientControlNumber(of session: String, version: Int32) throws -> PatientControlNumber {
    let bits = hash.hash("claim", session, String(version))
    guard let number = PatientControlNumber(base32(bits, characters: 20)) else {
      throw GatewayError.identifierUnfit
    }
    return number
  }

  func fingerprinting() -> Fingerprinting { Fingerprinting(said) }

  var comparingKey: ComparingKey { said.lent }

  /// BHT03's stem, from the claims in the batch.
  func batchID(of batch: Batch) -> String {
    let names = batch.references.map(\.patientControlNumber).joined(separator: " ")
    return base32(hash.hash("batch", names), characters: 16)
  }
}

/// RFC 4648, section 6, without padding: upper case and digits, no letter that a delimiter or a word could
/// be.
private func base32(_ bytes: [UInt8], characters: Int) -> String {
  String(unsafeUninitializedCapacity: characters) { out in
    var pending: UInt32 = 0
    var bits: UInt32 = 0
    var next = bytes.makeIterator()
    for index in 0..<characters {
      if bits < 5, let byte = next.next() {
        pending = pending << 8 | UInt32(byte)
        bits += 8
      }
      bits -= 5
      let value = UInt8(truncatingIfNeeded: pending >> bits & 31)
      out[index] = value < 26 ? UInt8(ascii: "A") + value : UInt8(ascii: "2") + value - 26
    }
    return characters
  }
}
