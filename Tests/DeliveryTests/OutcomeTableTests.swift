import CLibCurl
import CurlShim
import Delivery
import Foundation
import Signing
import Submissions
import Testing

/// docs/outcomes.md, row by row, against the program.
struct `The outcome tables` {
  /// The rows of the table under this heading: cells without backticks.
  private static func rows(under heading: String) throws -> [[String]] {
    let document = URL(filePath: #filePath).deletingLastPathComponent().appending(
      path: "../../docs/outcomes.md")
    let lines = try String(contentsOf: document, encoding: .utf8).split(
      separator: "\n", omittingEmptySubsequences: false)
    guard let start = lines.firstIndex(of: "## \(heading)") else { return [] }
    let section = lines[(start + 1)...].prefix { !$0.hasPrefix("## ") }
    return section.filter { $0.hasPrefix("| ") }.dropFirst().map { line in
      line.split(separator: "|").map { $0.replacing("`", with: "").trimmingCharacters(in: .whitespaces) }
    }
  }

  private func fault(_ code: Int, alert: UInt8? = nil, bytes: Int = 1) -> Fault {
    TransportFailure(curlCode: CURLcode(UInt32(code)), alert: alert, requestBytes: bytes).fault
  }

  @Test
  func `hold for every code of libcurl`() throws {
    let rows = try Self.rows(under: "When libcurl did not finish the exchange")
    var listed: Set<Int> = []
    for row in rows {
      let code = try #require(Int(row[0]))
      let bytes = row[1].hasSuffix("no request byte sent") ? 0 : 1
      #expect(fault(code, bytes: bytes).rawValue == row[2], "libcurl \(code)")
      #expect(listed.insert(code).inserted || code == Int(CURLE_OPERATION_TIMEDOUT.rawValue))
    }
    // An older libcurl than the document's has fewer; a newer one's are read as `other` until they stand
    // there.
    #expect(listed.isSuperset(of: 1..<min(Int(CURL_LAST.rawValue), 100)))
    for code in 1..<Int(CURL_LAST.rawValue) where !listed.contains(code) { #expect(fault(code) == .other) }
  }

  @Test(arguments: 1..<Int(CURL_LAST.rawValue))
  func `say not sent exactly when nothing was counted`(_ code: Int) {
    let unsent = TransportFailure(curlCode: CURLcode(UInt32(code)), alert: nil, requestBytes: 0)
    let sent = TransportFailure(curlCode: CURLcode(UInt32(code)), alert: nil, requestBytes: 1)
    #expect(unsent.outcome == .notSent(unsent.fault))
    #expect(sent.outcome == .inDoubt(sent.fault))
  }

  @Test
  func `hold for every TLS alert`() throws {
    let rows = try Self.rows(under: "When the server sent a TLS alert")
    #expect(rows.compactMap { UInt8($0[0]) } == Self.alerts)
    for alert in UInt8.min...UInt8.max {
      let row = try #require(rows.first { UInt8($0[0]) == alert } ?? rows.last)
      #expect(["client-certificate-refused", "by the table above"].contains(row[2]))
      for code in 1..<Int(CURL_LAST.rawValue) {
        let isReason = row[2] != "by the table above" && Self.overruled(alert).contains(code)
        let expected = isReason || code == 98 ? .clientCertificateRefused : fault(code)
        #expect(fault(code, alert: alert) == expected, "alert \(alert), libcurl \(code)")
      }
    }
  }

  /// RFC 8446, section 6, those of before TLS 1.3 included.
  private static let alerts: [UInt8] = [
    0, 10, 20, 21, 22, 30, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 60, 70, 71, 80, 86, 90, 100, 109,
    110, 111,
    112, 113, 114, 115, 116, 120,
  ]

  private static func overruled(_ alert: UInt8) -> Set<Int> {
    alert == 45 ? [35, 52, 55, 56, 60, 98] : [35, 52, 55, 56, 98]
  }

  @Test
  func `hold for every status`() throws {
    let rows = try Self.rows(under: "When an answer came")
    let reader = AnswerReader(rule: .digest, submission: "s", digest: Digest(sha256Of: []))
    for status in 100...999 {
      let outcome = reader.outcome(of: Answer(status: status, mediaType: "", body: []))
      let row = try #require(rows.first { covers($0[0], status) }, "\(status) is not in the document")
      guard row[1] != "by the receipt" else { continue }
      switch outcome {
      case .rejected(let refusal): #expect(row[1] == "rejected" && refusal.httpStatus == status)
      case .inDoubt(let fault): #expect(row[1] == "in_doubt" && row[2] == fault.rawValue, "\(status)")
      case .accepted, .notSent: Issue.record("\(status)")
      }
    }
  }

  private func covers(_ cell: String, _ status: Int) -> Bool {
    let ends = cell.replacing("other ", with: "").split(separator: "–").compactMap { Int($0) }
    return ends.count == 2 ? (ends[0]...ends[1]).contains(status) : ends == [status]
  }

  @Test
  func `name every fault that a delivery can have`() throws {
    let document = URL(filePath: #filePath).deletingLastPathComponent().appending(
      path: "../../docs/outcomes.md")
    let text = try String(contentsOf: document, encoding: .utf8)
    for fault in Fault.allCases where fault != .gatewayStopped {
      #expect(text.contains("`\(fault.rawValue)`"), "\(fault.rawValue)")
    }
  }
}

struct `A wire observer` {
  private func count(_ messages: [(curl_infotype, [UInt8])]) -> Int {
    var observer = WireObserver()
    for (kind, bytes) in messages { bytes.withUnsafeBytes { observer.observe(kind, $0) } }
    return observer.requestBytes
  }
  private let out = CURLINFO_SSL_DATA_OUT

  @Test
  func `counts application data, whatever the version calls it`() {
    // TLS 1.2: the header tells. TLS 1.3: handshake and alerts look alike until the inner type comes.
    #expect(count([(out, [22, 3, 3, 1, 0]), (out, [23, 3, 3, 0, 100])]) == 100)
    #expect(count([(out, [23, 3, 3, 0, 60]), (out, [22])]) == 0)
    #expect(count([(out, [23, 3, 3, 0, 60]), (out, [22]), (out, [23, 3, 3, 1, 4]), (out, [23])]) == 260)
    #expect(count([(out, [23, 3, 3, 0, 19]), (out, [21]), (out, [1, 0])]) == 0)
    #expect(count([(out, [20, 3, 3, 0, 1]), (out, [1])]) == 0)
  }

  @Test
  func `counts what libcurl reports where OpenSSL announces nothing`() {
    #expect(count([(CURLINFO_HEADER_OUT, [1, 2]), (CURLINFO_DATA_OUT, [3])]) == 3)
    #expect(
      count([(CURLINFO_TEXT, [1, 2]), (CURLINFO_DATA_IN, [3]), (CURLINFO_SSL_DATA_IN, [23, 3, 3, 0, 9])]) == 0
    )
  }
}
