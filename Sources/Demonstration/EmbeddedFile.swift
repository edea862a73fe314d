/// A text file of the repository that this program carries with it.
public struct EmbeddedFile: Sendable {
  /// From the root of the repository, for example `schemas/postgres/reference/practice.sql`.
  public let path: String
  public let text: String
}
