internal import Glibc

/// One connection through the relay. Used by the relay's thread alone.
final class Passage {
  let door: Int
  private(set) var crossing = Crossing()
  private(set) var isOver = false
  private let client: Int32
  private let server: Int32
  private let fault: NetworkFault?
  private var request: Flow
  private var answer: Flow

  /// - Parameter fault: nil: nothing is touched.
  init(_ client: Int32, to server: Int32, door: Int, fault: NetworkFault?) {
    (self.client, self.server, self.door, self.fault) = (client, server, door, fault)
    request = Flow(from: client, to: server, fault: fault?.direction == .request ? fault : nil)
    answer = Flow(from: server, to: client, fault: fault?.direction == .answer ? fault : nil)
    meetFaults()
  }

  /// What it waits for.
  func interests(_ now: ContinuousClock.Instant) -> [pollfd] {
    func interest(_ socket: Int32, _ incoming: Flow, _ outgoing: Flow) -> pollfd {
      var events: Int16 = 0
      if incoming.takesMore { events |= Int16(POLLIN) }
      if outgoing.allowed(now) > 0 { events |= Int16(POLLOUT) }
      // A socket without interests would report its end without pause.
      return pollfd(fd: events == 0 ? -1 : socket, events: events, revents: 0)
    }
    return [interest(client, request, answer), interest(server, answer, request)]
  }

  func milliseconds(from now: ContinuousClock.Instant) -> Int32? {
    [request, answer].compactMap { $0.milliseconds(from: now) }.min()
  }

  /// - Parameter ready: the two of `interests`, as poll() returned them.
  func proceed(_ ready: ArraySlice<pollfd>) {
    let isReady = ready.map { $0.revents & ~Int16(POLLOUT) != 0 }
    if isReady[0], request.takesMore, !read(&request, { crossing.takeRequest($0) }) {
      guard request.isHeld else { return reset() }
      request.isEnded = true
    }
    if isReady[1], answer.takesMore, !read(&answer, { crossing.answerBytes += $0.count }) { return reset() }
    let now = ContinuousClock.now
    guard request.write(now), answer.write(now) else { return reset() }
    meetFaults()
    guard !isOver else { return }
    // Whoever sent what is held has gone: the rest waits without them.
    if request.isHeld, request.isEnded { answer.swallow() }
    if request.isDone, answer.isDone { close() }
  }

  /// Whether its sender has gone, and bytes of theirs are still to come.
  func isLate(afterNextTry: Bool) -> Bool {
    !isOver && request.isHeld && fault?.kind == .late(afterNextTry: afterNextTry)
  }

  func deliver() {
    request.isHeld = false
    request.isEnded = true
    answer.swallow()
    if !request.write(.now) { reset() }
  }

  func close() {
    guard !isOver else { return }
    isOver = true
    Glibc.close(client)
    Glibc.close(server)
  }

  private func meetFaults() {
    guard !isOver else { return }
    guard request.meetsFault() || answer.meetsFault() else { return }
    crossing.metFault = true
    switch fault?.kind {
    case .reset: reset()
    case .end:
      request.swallow()
      answer.swallow()
      shutdown(client, Int32(SHUT_WR))
      shutdown(server, Int32(SHUT_WR))
    case .truncate, .garbage, .slice, .delay, .late, nil: break
    }
  }

  /// False where the other end has reset the connection.
  private func read(_ flow: inout Flow, _ tell: (ArraySlice<UInt8>) -> Void) -> Bool {
    var bytes = [UInt8](repeating: 0, count: 1 << 14)
    let count = recv(flow.from, &bytes, bytes.count, 0)
    guard count > 0 else {
      flow.isEnded = count == 0
      return count == 0 || errno == EAGAIN
    }
    tell(bytes[..<count])
    flow.take(bytes[..<count])
    return true
  }

  /// To both ends, without the orderly end.
  private func reset() {
    for socket in [client, server] {
      var linger = linger(l_onoff: 1, l_linger: 0)
      setsockopt(socket, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout.size(ofValue: linger)))
    }
    close()
  }
}
