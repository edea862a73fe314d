import CLibCurl
import CurlShim
import Delivery

/// libcurl as it comes: connections are kept and used again, and HTTP/2 is spoken where the other side can.
/// What the courier must not be.
final class BareCurl {
  private let handle: UnsafeMutableRawPointer

  init(_ destination: Destination, version: Int = Int(CURL_HTTP_VERSION_1_1)) throws {
    guard curl_shim_start() == CURLE_OK, let handle = curl_easy_init() else { throw NoHandle() }
    self.handle = handle
    for (option, text) in [
      (CURLOPT_URL, destination.endpoint), (CURLOPT_CAINFO, destination.authority),
      (CURLOPT_SSLCERT, destination.clientCertificate), (CURLOPT_SSLKEY, destination.clientKey),
    ] {
      guard curl_shim_set_text(handle, option, text) == CURLE_OK else { throw NoHandle() }
    }
    for (option, number) in [
      (CURLOPT_HTTP_VERSION, version), (CURLOPT_POST, 1), (CURLOPT_NOSIGNAL, 1), (CURLOPT_TIMEOUT_MS, 30_000),
    ] {
      guard curl_shim_set_number(handle, option, number) == CURLE_OK else { throw NoHandle() }
    }
    guard
      curl_shim_set_reader(handle, CURLOPT_WRITEFUNCTION, { _, size, count, _ in size * count }) == CURLE_OK
    else { throw NoHandle() }
  }

  struct NoHandle: Error {}

  deinit { curl_easy_cleanup(handle) }

  /// One request, as its caller thinks.
  func post(_ body: [UInt8], _ lines: [String] = []) -> CURLcode {
    var headers: UnsafeMutablePointer<curl_slist>?
    for line in lines { headers = curl_slist_append(headers, line) }
    defer { curl_slist_free_all(headers) }
    return body.withUnsafeBytes { bytes in
      curl_shim_set_pointer(handle, CURLOPT_HTTPHEADER, headers)
      curl_shim_set_size(handle, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(bytes.count))
      curl_shim_set_pointer(handle, CURLOPT_POSTFIELDS, UnsafeMutableRawPointer(mutating: bytes.baseAddress))
      return curl_shim_perform(handle)
    }
  }
}
