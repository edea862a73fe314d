/// What the relay saw of one connection, in the clear: how many bytes, and the headers of the sender's TLS
/// records.
struct Crossing: Sendable {
  /// Received from each side, whether it was passed on or not.
  var requestBytes = 0
  var answerBytes = 0
  var metFault = false
  private(set) var records: [TLSRecord] = []
  private var header: [UInt8] = []
  private var remaining = 0

  /// A record of the sender, as its five bytes announce it.
  struct TLSRecord: Equatable, Sendable {
    let type: UInt8
    let length: Int
    /// How much of it came.
    var received = 0
  }

  mutating func takeRequest(_ bytes: ArraySlice<UInt8>) {
    requestBytes += bytes.count
    var rest = bytes
    while let first = rest.first {
      if remaining > 0 {
        let part = min(remaining, rest.count)
        remaining -= part
        records[records.count - 1].received += part
        rest = rest.dropFirst(part)
        continue
      }
      header.append(first)
      rest = rest.dropFirst()
      guard header.count == 5 else { continue }
      remaining = Int(header[3]) << 8 | Int(header[4])
      records.append(TLSRecord(type: header[0], length: remaining))
      header = []
    }
  }

  /// Records that claim to be application data. In TLS 1.2 they are. In TLS 1.3 the sender's certificate,
  /// its proof and its Finished claim it as well, and so does an alert, which is told by its length (RFC
  /// 8446, section 5.2).
  var seemingApplicationRecords: Int {
    records.count { $0.type == 23 && $0.length != Self.alertBytes }
  }

  /// Whether anything of a request is among them, where a handshake has so many.
  func hasRequest(beyond handshakeRecords: Int) -> Bool { seemingApplicationRecords > handshakeRecords }

  /// Level, description, the true type, and 16 bytes of tag.
  private static let alertBytes = 19
}
