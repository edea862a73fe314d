/// Where a log lies in the database: its tables and functions have the same names behind a prefix.
public struct LogTables: Sendable {
  /// What every run records.
  public static let trail = LogTables(prefix: "trail.", entries: "trail.entry")

  let prefix: String
  /// A table, or a query in parentheses, with the columns of `trail.entry`.
  let entries: String

  /// - Parameter prefix: before `leaf`, `checkpoint`, `waiting`, and the functions of 0017.
  public init(prefix: String, entries: String) {
    self.prefix = prefix
    self.entries = entries
  }
}
