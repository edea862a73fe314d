#if PROOF
  internal import Glibc

  /// Whether holds keep any text, in the program of the proof `mutants` alone.
  let holdsAreUnchecked =
    getenv("SCRIM_PROOF_OFF").map { String(cString: $0).split(separator: ",").contains("holds") } ?? false
#endif
