internal import CLibCurl
internal import CurlShim

/// Where requests go, read by libcurl's own parser, so that what is signed, checked and connected to is one
/// thing.
struct Endpoint: Equatable, Sendable {
  /// As libcurl sends it: the target URI of RFC 9421, section 2.2.2.
  let url: String

  init(_ text: String) throws(DeliveryError) {
    guard let parts = curl_url() else { throw .libraryUnusable }
    defer { curl_url_cleanup(parts) }
    guard curl_url_set(parts, CURLUPART_URL, text, 0) == CURLUE_OK else { throw .endpointUnreadable }
    guard Self.part(parts, CURLUPART_SCHEME) == "https" else { throw .endpointNotHTTPS }
    guard Self.part(parts, CURLUPART_USER) == nil, Self.part(parts, CURLUPART_PASSWORD) == nil else {
      throw .endpointCarriesPassword
    }
    // The Host header leaves out the port of the scheme, and so does the target URI.
    guard let url = Self.part(parts, CURLUPART_URL, UInt32(CURLU_NO_DEFAULT_PORT)),
      Self.part(parts, CURLUPART_FRAGMENT) == nil, let host = Self.part(parts, CURLUPART_HOST),
      host == host.lowercased()
    else { throw .endpointUnreadable }
    self.url = url
  }

  private static func part(_ parts: OpaquePointer, _ part: CURLUPart, _ flags: UInt32 = 0) -> String? {
    var text: UnsafeMutablePointer<CChar>?
    guard curl_url_get(parts, part, &text, flags) == CURLUE_OK, let text else { return nil }
    defer { curl_free(text) }
    return String(cString: text)
  }
}
