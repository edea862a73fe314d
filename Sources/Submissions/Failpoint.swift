#if PROOF
  internal import Glibc
  package import Postgres
  internal import Synchronization

  /// Places at which the proof `crash` ends the program, or holds it while something else happens. In the
  /// program of the proofs alone: without `-DPROOF` there is no trace of this file, nor of the lines that
  /// ask.
  package enum Failpoint {
    private static let wish = getenv("SCRIM_PROOF_FAIL").map { String(cString: $0) } ?? ""
    private static let file = getenv("SCRIM_PROOF_FAIL_FILE").map { String(cString: $0) } ?? ""
    private static let reached = Mutex<[String: Int]>([:])

    /// - Parameter sql: names the point by the first function that it calls.
    package static func reach(_ when: String, _ sql: String) throws(PostgresError) {
      guard !wish.isEmpty, let function = sql.firstMatch(of: #/(?:claims|gate)\.[a-z_]+(?=\()/#) else {
        return
      }
      try reach(when + " " + function.0)
    }

    /// The wish is `<point>#<occurrence>=<action>`, or `trace`: then each point is written to the file.
    package static func reach(_ point: String) throws(PostgresError) {
      if wish == "trace" { return write(point + "\n", O_APPEND) }
      guard wish.hasPrefix(point + "#") else { return }
      let times = reached.withLock { seen in
        seen[point, default: 0] += 1
        return seen[point, default: 0]
      }
      let parts = wish.dropFirst(point.count + 1).split(separator: "=")
      guard parts.count == 2, Int(parts[0]) == times else { return }
      switch parts[1] {
      case "kill": kill(getpid(), SIGKILL)
      case "error": throw PostgresError(.connectionFailed, sqlState: "08006")
      case "hold":
        write(point, O_TRUNC)
        while access(file, F_OK) == 0 { usleep(2_000) }
      default: return
      }
    }

    private static func write(_ text: String, _ flag: Int32) {
      let descriptor = open(file, O_WRONLY | O_CREAT | flag, 0o600)
      _ = Glibc.write(descriptor, text, text.utf8.count)
      close(descriptor)
    }
  }
#endif
