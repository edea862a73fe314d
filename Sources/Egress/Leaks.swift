#if PROOF
  internal import Glibc

  /// The egress check is taken away, in the program of the proof `mutants` alone, to see what stands behind
  /// it.
  enum Leak {
    static let isUnchecked = getenv("SCRIM_PROOF_OFF").map {
      String(cString: $0).split(separator: ",").contains("egress")
    }
  }
#endif
