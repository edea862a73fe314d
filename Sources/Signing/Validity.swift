internal import Glibc

/// From when until when a certificate is valid, in seconds since 1970.
public struct Validity: Sendable {
  public let notBefore: Int
  public let notAfter: Int

  public init(notBefore: Int, notAfter: Int) {
    self.notBefore = notBefore
    self.notAfter = notAfter
  }

  /// From now, less an hour for clocks that differ, for some days.
  public static func days(_ count: Int) -> Validity {
    let now = time(nil)
    return Validity(notBefore: now - 3600, notAfter: now + count * 86_400)
  }

  /// Ended yesterday.
  public static var expired: Validity {
    let now = time(nil)
    return Validity(notBefore: now - 30 * 86_400, notAfter: now - 86_400)
  }
}
