package import CLibCurl
package import CurlShim

/// Counts what left over TLS, and notes the alert that came, from what libcurl tells its debug function.
/// Nothing is kept of the bytes themselves.
///
/// OpenSSL announces each record before it is written: its 5-byte header (type, version, length) and, in TLS
/// 1.3, where every encrypted record claims to be application data, one byte with the true type (RFC 8446,
/// section 5.2). So the count is never below what left; that it is 0 proves that no byte of the request did.
package struct WireObserver {
  private static let applicationData: UInt8 = 23
  private static let headerBytes = 5

  private var recordBytes = 0
  private var requestSizeReported = 0
  /// The length of the record just announced, until its true type is known.
  private var announced = 0
  /// The description of the last alert but close_notify (RFC 8446, section 6).
  private(set) var alert: UInt8?

  package init() {}

  /// The larger of OpenSSL's count and libcurl's own.
  package var requestBytes: Int { max(recordBytes, requestSizeReported) }

  package mutating func observe(_ kind: curl_infotype, _ bytes: UnsafeRawBufferPointer) {
    switch kind {
    case CURLINFO_SSL_DATA_OUT: observeRecord(bytes)
    case CURLINFO_HEADER_OUT, CURLINFO_DATA_OUT: requestSizeReported += bytes.count
    // An alert is the only message of two bytes: level, description.
    case CURLINFO_SSL_DATA_IN where bytes.count == 2 && bytes[1] != 0: alert = bytes[1]
    default: break
    }
  }

  private mutating func observeRecord(_ bytes: UnsafeRawBufferPointer) {
    if bytes.count == Self.headerBytes, (20...Self.applicationData).contains(bytes[0]), bytes[1] == 3 {
      announced = bytes[0] == Self.applicationData ? Int(bytes[3]) << 8 | Int(bytes[4]) : 0
      recordBytes += announced
    } else if bytes.count == 1, bytes[0] != Self.applicationData {
      recordBytes -= announced
      announced = 0
    }
  }
}
