/// Why an interchange cannot be written. Names the place and never what stands there.
public struct X12Error: Error, Equatable, Sendable, CustomStringConvertible {
  public enum Reason: String, Sendable {
    /// A delimiter, a control character or one beyond ASCII inside an element.
    case characterNotAllowed = "character-not-allowed"
    /// An element of the interchange header that does not fit its fixed width, or is empty where it must not
    /// be.
    case wrongLength = "wrong-length"
    /// Element text that ends in a space: X12 suppresses trailing spaces.
    case trailingSpace = "trailing-space"
    case controlNumberOutOfRange = "control-number-out-of-range"
    /// A segment without any element.
    case emptySegment = "empty-segment"
    /// A segment outside of a transaction set, or a group without one.
    case wrongLevel = "wrong-level"
  }

  public let reason: Reason
  /// Segment identifier, `NM1`.
  public let segment: String
  /// Position of the element in its segment, from one; zero for the segment as a whole.
  public let element: Int

  public init(reason: Reason, segment: String, element: Int) {
    self.reason = reason
    self.segment = segment
    self.element = element
  }

  public var description: String {
    "\(segment)\(element == 0 ? "" : element < 10 ? "0\(element)" : "\(element)"): \(reason.rawValue)"
  }
}
