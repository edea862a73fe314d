internal import Foundation
internal import TestSupport

/// A network of our own between a sender and a clearinghouse: TCP on this machine, and TLS passes through
/// it from end to end. Each door is a port; the first connection through it meets the door's fault, and
/// every other passes untouched.
final class Relay: @unchecked Sendable {  // under the monitor
  private let monitor = Monitor()
  private let target: Int
  private let doors: [Door]
  private let wake: [Int32]
  private var passages: [Passage] = []
  private var isEnding = false
  private var isOver = false

  private struct Door {
    let listener: Int32
    let port: Int
    let fault: NetworkFault?
  }

  /// - Parameters:
  ///   - target: the clearinghouse's port.
  ///   - faults: a door each.
  init(to target: Int, faults: [NetworkFault?]) throws {
    self.target = target
    doors = try faults.map { fault in
      let (listener, port) = try LocalSocket.listen()
      return Door(listener: listener, port: port, fault: fault)
    }
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0, ends.allSatisfy({ LocalSocket.isPrivate($0) && LocalSocket.isWaiting($0) })
    else { throw LocalSocket.Failed(number: errno) }
    wake = ends
    Thread.detachNewThread { [self] in work() }
  }

  var ports: [Int] { doors.map(\.port) }

  /// What was seen at a door, connection by connection.
  func crossings(_ door: Int) -> [Crossing] {
    monitor.locked { passages.filter { $0.door == door }.map(\.crossing) }
  }

  /// What was held back arrives now. Returns when it has.
  func deliverLate(afterNextTry: Bool) {
    monitor.locked {
      let late = passages.filter { $0.isLate(afterNextTry: afterNextTry) }
      for passage in late { passage.deliver() }
      stir()
      while late.contains(where: { !$0.isOver }), !isOver { monitor.wait() }
    }
  }

  /// Ends every connection and closes the doors.
  func end() {
    monitor.locked {
      isEnding = true
      stir()
      while !isOver { monitor.wait() }
    }
  }

  private func stir() {
    var byte: UInt8 = 0
    write(wake[1], &byte, 1)
  }

  private func work() {
    while monitor.locked({ !isEnding }) {
      var (waiting, active, milliseconds) = monitor.locked { interests() }
      poll(&waiting, nfds_t(waiting.count), milliseconds)
      monitor.locked { proceed(waiting, active) }
    }
    monitor.locked {
      for passage in passages { passage.close() }
      for descriptor in doors.map(\.listener) + wake { close(descriptor) }
      isOver = true
      monitor.wakeAll()
    }
  }

  private func interests() -> ([pollfd], [Passage], Int32) {
    let now = ContinuousClock.now
    let active = passages.filter { !$0.isOver }
    let fixed = [wake[0]] + doors.map(\.listener)
    let waiting =
      fixed.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) } + active.flatMap { $0.interests(now) }
    return (waiting, active, active.compactMap { $0.milliseconds(from: now) }.min() ?? -1)
  }

  private func proceed(_ ready: [pollfd], _ active: [Passage]) {
    if ready[0].revents != 0 {
      var bytes = [UInt8](repeating: 0, count: 64)
      read(wake[0], &bytes, bytes.count)
    }
    for (index, passage) in active.enumerated() where !passage.isOver {
      let first = 1 + doors.count + 2 * index
      passage.proceed(ready[first..<first + 2])
    }
    for index in doors.indices where ready[1 + index].revents != 0 { admit(index) }
    monitor.wakeAll()
  }

  /// Where the clearinghouse is not there, the sender is reset.
  private func admit(_ index: Int) {
    guard let client = LocalSocket.accept(doors[index].listener) else { return }
    guard let server = LocalSocket.connect(target) else {
      close(client)
      return
    }
    let isFirst = !passages.contains { $0.door == index }
    passages.append(
      Passage(client, to: server, door: index, fault: isFirst ? doors[index].fault : nil))
  }
}
