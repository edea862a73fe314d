internal import Glibc

/// A request, byte for byte as it is meant: nothing is added, mended or left out.
package struct WebRequest: Sendable {
  package var method: String
  package var target: String
  package var headers: [(name: String, value: String)]
  package var body: [UInt8]
  package var version = "HTTP/1.1"

  package init(
    _ method: String, _ target: String, _ headers: [(name: String, value: String)] = [], body: [UInt8] = []
  ) {
    (self.method, self.target, self.headers, self.body) = (method, target, headers, body)
  }

  package var bytes: [UInt8] {
    var text = "\(method) \(target) \(version)\r\n"
    for (name, value) in headers { text += "\(name): \(value)\r\n" }
    if !body.isEmpty || method == "POST" { text += "content-length: \(body.count)\r\n" }
    return Array((text + "\r\n").utf8) + body
  }

  /// In place of a header of this name, or beside all others; nil: without it.
  package func with(_ name: String, _ value: String?) -> WebRequest {
    var changed = self
    changed.headers.removeAll { $0.name == name }
    if let value { changed.headers.append((name, value)) }
    return changed
  }
}

package struct WebAnswer: Sendable {
  package let status: Int
  /// Names in small letters.
  package let headers: [(name: String, value: String)]
  package let body: [UInt8]

  package init(status: Int, headers: [(name: String, value: String)], body: [UInt8]) {
    (self.status, self.headers, self.body) = (status, headers, body)
  }

  package subscript(_ name: String) -> String? { headers.first { $0.name == name }?.value }
  package var text: String { String(decoding: body, as: UTF8.self) }
}

/// One connection to a web server on this machine: what is sent is sent as it is, and answers are read
/// strictly.
package final class WebConnection {
  private let socket: Int32
  private var read: [UInt8] = []
  private static let patienceSeconds = 120

  package struct Refused: Error {}

  package init(port: Int) throws {
    guard let socket = LocalSocket.connect(port), fcntl(socket, F_SETFL, 0) == 0 else { throw Refused() }
    self.socket = socket
    var patience = timeval(tv_sec: Self.patienceSeconds, tv_usec: 0)
    for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
      setsockopt(socket, SOL_SOCKET, option, &patience, socklen_t(MemoryLayout<timeval>.size))
    }
  }

  deinit { close(socket) }

  /// False where the other side takes no more.
  @discardableResult
  package func send(_ bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  package func ask(_ request: WebRequest) -> WebAnswer? {
    send(request.bytes)
    return answer()
  }

  /// Nil where the connection ended, or went silent, before there was a whole one.
  package func answer() -> WebAnswer? {
    guard let head = head() else { return nil }
    var lines = String(decoding: head, as: UTF8.self).split(separator: "\r\n")[...]
    guard let first = lines.popFirst()?.split(separator: " "), first.count > 1, let status = Int(first[1])
    else { return nil }
    let headers = lines.map { line -> (name: String, value: String) in
      let parts = line.split(separator: ":", maxSplits: 1)
      return (parts[0].lowercased(), parts.count > 1 ? String(parts[1].drop { $0 == " " }) : "")
    }
    let framed = WebAnswer(status: status, headers: headers, body: [])
    guard let body = body(of: framed) else { return nil }
    return WebAnswer(status: status, headers: headers, body: body)
  }

  /// Nothing more is said.
  package func finish() { shutdown(socket, Int32(SHUT_WR)) }

  /// Whether the other side ends it, without another byte, while this one waits.
  package func ends() -> Bool {
    while true {
      let had = read.count
      guard more() else { return errno != EAGAIN || read.count != had }
    }
  }

  private func head() -> [UInt8]? {
    var looked = 0
    while true {
      if let end = Self.end(in: read, from: looked) {
        defer { read.removeFirst(end + 4) }
        return Array(read[..<end])
      }
      looked = max(0, read.count - 3)
      guard more() else { return nil }
    }
  }

  private static func end(in bytes: [UInt8], from first: Int) -> Int? {
    guard bytes.count >= 4 else { return nil }
    return (first...max(first, bytes.count - 4)).first { bytes[$0...].starts(with: [13, 10, 13, 10]) }
  }

  private func body(of answer: WebAnswer) -> [UInt8]? {
    if let length = answer["content-length"].flatMap({ Int($0) }) { return take(length) }
    guard answer["transfer-encoding"] == "chunked" else { return answer.status == 204 ? [] : rest() }
    var body: [UInt8] = []
    while let line = line(), let length = Int(line, radix: 16) {
      guard let chunk = take(length + 2) else { return nil }
      if length == 0 { return body }
      body += chunk.dropLast(2)
    }
    return nil
  }

  private func line() -> String? {
    while true {
      if let end = read.firstIndex(of: 10) {
        defer { read.removeFirst(end + 1) }
        return String(decoding: read[..<end].filter { $0 != 13 }, as: UTF8.self)
      }
      guard more() else { return nil }
    }
  }

  private func take(_ count: Int) -> [UInt8]? {
    while read.count < count { guard more() else { return nil } }
    defer { read.removeFirst(count) }
    return Array(read[..<count])
  }

  private func rest() -> [UInt8] {
    while more() {}
    defer { read = [] }
    return read
  }

  private func more() -> Bool {
    errno = 0
    let piece = [UInt8](unsafeUninitializedCapacity: 65_536) { buffer, count in
      count = max(0, recv(socket, buffer.baseAddress, buffer.count, 0))
    }
    read += piece
    return !piece.isEmpty
  }
}
