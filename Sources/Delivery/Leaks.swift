#if PROOF
  internal import CLibCurl
  internal import Glibc

  /// Leaks on the way to the wire, planted in the program of the proof `mutants` alone.
  enum Leak: String {
    case textInURL, textInHeader, textInUserAgent, proxyOfEnvironment, keyLog, answerInLog, lateSending

    var isPlanted: Bool { Self.planted == rawValue }

    static let text = value("SCRIM_PROOF_TEXT")
    private static let planted = value("SCRIM_PROOF_LEAK")

    private static func value(_ name: String) -> String { getenv(name).map { String(cString: $0) } ?? "" }
  }

  extension Exchange {
    func plantLeaks(_ url: String) throws(DeliveryError) {
      if Leak.textInURL.isPlanted { try set(CURLOPT_URL, url + "?client=" + Leak.text) }
      if Leak.textInUserAgent.isPlanted { try set(CURLOPT_USERAGENT, "scrim " + Leak.text) }
      if Leak.proxyOfEnvironment.isPlanted {
        try set(CURLOPT_PROXY, nil)
        try set(CURLOPT_PRE_PROXY, nil)
        try set(CURLOPT_NOPROXY, nil)
      }
    }
  }
#endif
