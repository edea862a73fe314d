/// Why bytes cannot be read as interchanges. Names the place and never what stands there.
public struct EnvelopeRefusal: Error, Equatable, Sendable, CustomStringConvertible {
  public enum Reason: String, Error, Sendable, CaseIterable {
    /// Nothing, or white space alone.
    case empty
    /// What should be an interchange header does not begin with `ISA`.
    case notX12 = "not-x12"
    /// The file ends before its interchange does.
    case truncated
    /// An interchange header whose elements do not stand where their fixed widths put them.
    case headerMalformed = "header-malformed"
    /// Separators that are letters, digits or spaces, or not four different ones.
    case separatorsUnusable = "separators-unusable"
    /// ISA12 is not 00501.
    case versionUnsupported = "version-unsupported"
    /// Not an identifier of two or three letters and digits at its beginning.
    case segmentMalformed = "segment-malformed"
    case segmentTooLong = "segment-too-long"
    case tooManyElements = "too-many-elements"
    /// More white space between segments than any file has.
    case tooMuchSpace = "too-much-space"
    case tooManyInterchanges = "too-many-interchanges"
    /// A segment where its level does not have it: GS within a group, a segment outside of any set.
    case segmentMisplaced = "segment-misplaced"
    /// A header without a number, or with one that cannot be read.
    case numberUnreadable = "number-unreadable"
    /// SE02, GE02 or IEA02 is not the number of its header.
    case numberDiffers = "number-differs"
    /// SE01, GE01 or IEA01 is not how many there are.
    case countDiffers = "count-differs"
  }

  public let reason: Reason
  /// Number of the segment in the file, from one.
  public let segment: Int

  public init(_ reason: Reason, segment: Int) {
    self.reason = reason
    self.segment = segment
  }

  public var description: String { "segment \(segment): \(reason.rawValue)" }
}
