/// What it costs to try a password: the parameters of scrypt (RFC 7914, section 2). Written as
/// `scrypt:14:8:5` (the binary logarithm of N, then r, then p), beside the proof that was made with it, so
/// that the cost can be raised while old proofs still hold.
///
/// One that exists is bearable: 1 to 64 MB of memory, and at most about six times the work of `.current`. A
/// number in a table cannot make a log-in take the machine's memory, or cost next to nothing.
public struct PasswordCost: Hashable, Sendable {
  /// N is 2 to this power.
  public let logN: Int
  public let r: Int
  public let p: Int

  /// N 2^14, r 8, p 5: 16 MB, one of the equivalent sets of the OWASP Password Storage Cheat Sheet.
  public static let current = PasswordCost(unchecked: 14, 8, 5)

  /// Nil for what is below or above the limits.
  public init?(logN: Int, r: Int, p: Int) {
    guard (10...16).contains(logN), (1...32).contains(r), (1...16).contains(p) else { return nil }
    self.init(unchecked: logN, r, p)
    guard (Self.bytesMin...Self.bytesMax).contains(memoryBytes), n * r * p <= Self.workMax else { return nil }
  }

  /// Reads exactly what `description` writes; nil for anything else.
  public init?(_ text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 4, parts[0] == "scrypt", let logN = Int(parts[1]), let r = Int(parts[2]),
      let p = Int(parts[3])
    else { return nil }
    self.init(logN: logN, r: r, p: p)
    guard description == text else { return nil }
  }

  private init(unchecked logN: Int, _ r: Int, _ p: Int) {
    self.logN = logN
    self.r = r
    self.p = p
  }

  var n: Int { 1 << logN }

  /// 128 · N · r bytes: the blocks of ROMix (RFC 7914, section 5).
  public var memoryBytes: Int { 128 * n * r }

  private static let bytesMin = 1 << 20
  private static let bytesMax = 64 << 20
  private static let workMax = 1 << 22
}

extension PasswordCost: CustomStringConvertible {
  public var description: String { "scrypt:\(logN):\(r):\(p)" }
}
