internal import Glibc

/// TCP on this machine, without waiting.
package enum LocalSocket {
  struct Failed: Error { let number: Int32 }

  /// - Parameter host: an address of this machine.
  package static func listen(on host: String = "127.0.0.1") throws -> (socket: Int32, port: Int) {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = address(0)
    address.sin_addr.s_addr = inet_addr(host)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isOpen = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        bind(listener, address, length) == 0 && Glibc.listen(listener, 64) == 0
          && getsockname(listener, address, &length) == 0
      }
    }
    guard listener >= 0, isOpen, isWaiting(listener) else { throw Failed(number: errno) }
    return (listener, Int(in_port_t(bigEndian: address.sin_port)))
  }

  static func accept(_ listener: Int32) -> Int32? {
    let client = Glibc.accept(listener, nil, nil)
    return client >= 0 && isPrompt(client) && isPrivate(client) && isWaiting(client) ? client : nil
  }

  static func connect(_ port: Int) -> Int32? {
    let server = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = address(port)
    let isConnected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.connect(server, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
    guard server >= 0, isConnected, isPrompt(server), isWaiting(server) else {
      close(server)
      return nil
    }
    return server
  }

  /// Programs that are started meanwhile do not get it.
  static func isPrivate(_ descriptor: Int32) -> Bool { fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0 }

  private static func address(_ port: Int) -> sockaddr_in {
    sockaddr_in(
      sin_family: sa_family_t(AF_INET), sin_port: in_port_t(port).bigEndian,
      sin_addr: in_addr(s_addr: in_addr_t(INADDR_LOOPBACK).bigEndian), sin_zero: (0, 0, 0, 0, 0, 0, 0, 0))
  }

  private static func isPrompt(_ socket: Int32) -> Bool {
    var yes: Int32 = 1
    return setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size)) == 0
  }

  static func isWaiting(_ socket: Int32) -> Bool { fcntl(socket, F_SETFL, O_NONBLOCK) == 0 }
}
