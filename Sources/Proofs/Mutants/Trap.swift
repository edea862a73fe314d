internal import Dispatch
internal import Glibc

/// A proxy that nobody should come to: counts what is brought to it.
final class Trap: @unchecked Sendable {  // read after its thread has ended
  let port: Int
  private let socket: Int32
  private var bytes = 0
  private let ended = DispatchGroup()

  struct NotSet: Error {}

  init() throws {
    let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(socket, $0, size) == 0 && listen(socket, 8) == 0 && getsockname(socket, $0, &size) == 0
      }
    }
    guard socket >= 0, isBound else { throw NotSet() }
    self.socket = socket
    port = Int(UInt16(bigEndian: address.sin_port))
    DispatchQueue(label: "trap").async(group: ended) { [self] in listenOn() }
  }

  /// How many bytes came.
  func end() -> Int {
    shutdown(socket, Int32(SHUT_RDWR))
    ended.wait()
    close(socket)
    return bytes
  }

  private func listenOn() {
    while true {
      let peer = accept(socket, nil, nil)
      guard peer >= 0 else { return }
      var buffer = [UInt8](repeating: 0, count: 4_096)
      bytes += max(0, read(peer, &buffer, buffer.count))
      close(peer)
    }
  }
}
