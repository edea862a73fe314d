internal import COpenSSL
internal import Foundation
internal import Signing

/// What is kept of a password in place of it.
public enum Password {
  /// 16 unpredictable bytes, new for each password (NIST SP 800-63B-4, section 3.1.1.2).
  public static func newSalt() -> [UInt8] { RandomBytes.make(16) }

  /// 32 bytes of scrypt (RFC 7914) over the password in Unicode NFC (RFC 8265, section 4.2.2) as UTF-8, so
  /// that a keyboard that writes é in two characters is one that writes it in one. Nothing is cut off.
  ///
  /// It takes a tenth of a second or several, and the memory of the cost, on purpose: never call it on a
  /// thread that serves others, and bound how many are made at once. The bytes that it derives from are
  /// overwritten; Swift's strings cannot be.
  ///
  /// - Throws: `CredentialsError.library` where OpenSSL refuses: no memory, or no scrypt.
  public static func proof(
    _ password: String, salt: [UInt8], cost: PasswordCost
  ) throws(CredentialsError) -> [UInt8] {
    var bytes = Array(normalized(password).utf8)
    defer { cleanse(&bytes) }
    var proof = [UInt8](repeating: 0, count: proofBytes)
    let count = proof.count
    let done = bytes.withUnsafeBytes { password in
      EVP_PBE_scrypt(
        password.bindMemory(to: CChar.self).baseAddress, password.count, salt, salt.count,
        UInt64(cost.n), UInt64(cost.r), UInt64(cost.p), cost.allocationBytes, &proof, count)
    }
    guard done == 1 else { throw .library() }
    return proof
  }

  /// Whether two proofs are the same, in a time that tells nothing of where they differ.
  public static func isEqual(_ proof: [UInt8], _ other: [UInt8]) -> Bool {
    isEqualInConstantTime(proof, other)
  }

  private static let proofBytes = 32

  static func normalized(_ text: String) -> String { text.precomposedStringWithCanonicalMapping }
}

extension PasswordCost {
  /// What OpenSSL is told as its limit: B, V and its own scratch space.
  fileprivate var allocationBytes: UInt64 { UInt64(128 * r * (n + p + 2)) }
}
