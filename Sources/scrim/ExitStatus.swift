/// What a caller (cron, a script) may rely on. The numbers are promises (docs/claim-runs.md, "Exit codes").
enum ExitStatus: Int32 {
  /// Done; nothing needs a person.
  case done = 0
  /// Done; something needs a person: held, rejected, unsent or in-doubt claims.
  case needsAPerson = 1
  /// Stopped by a fault of ours or our environment; nothing more was sent.
  case stopped = 2
  /// Wrong usage (EX_USAGE).
  case usage = 64
  /// Another run holds the lock; nothing was done (EX_TEMPFAIL).
  case locked = 75
  /// Configuration refused: file, keys, source views, the wrong kind of database (EX_CONFIG).
  case configuration = 78
}
