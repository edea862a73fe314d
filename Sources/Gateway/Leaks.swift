#if PROOF
  internal import Delivery
  internal import Foundation
  internal import Sessions
  internal import Signing
  internal import Submissions

  /// An error that carries what it should not, and prints it.
  struct LeakyError: Error, CustomStringConvertible {
    let description: String
  }

  extension Pipeline {
    func sendUnpermitted(_ submission: Submission, _ payload: [UInt8]) -> Report {
      Report(tools.courier.send(payload, key: submission.key.description, digest: submission.payload))
    }
  }

  extension Leak {
    static func throwText() throws {
      if textInError.isPlanted { throw LeakyError(description: text) }
    }

    /// Where anybody on the machine can look.
    static func showOutside() throws {
      if processTitle.isPlanted {
        try text.write(toFile: "/proc/self/comm", atomically: false, encoding: .utf8)
      }
      if coreFiles.isPlanted {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit)
        limit.rlim_cur = limit.rlim_max
        let isRefused =
          setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit) != 0 || limit.rlim_cur == 0
        if isRefused { write(STDERR_FILENO, "core files stay off\n", 20) }
      }
      guard childArgument.isPlanted || childEnvironment.isPlanted else { return }
      let child = Process()
      child.executableURL = URL(filePath: "/bin/sh")
      child.arguments = ["-c", "sleep 1"] + (childArgument.isPlanted ? [text] : [])
      child.environment = childEnvironment.isPlanted ? ["CLIENT": text] : [:]
      try child.run()
      child.waitUntilExit()
    }
  }
#endif
