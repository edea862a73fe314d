internal import NIOCore
internal import NIOPosix
internal import Postgres
internal import Synchronization

/// Connections of the console's login, each used by one request at a time, on threads that may wait.
final class DatabasePool: Sendable {
  private let address: Address
  private let threads: NIOThreadPool
  private let idle = Mutex<[Idle]>([])

  /// As many as requests are served at once; the others wait their turn. More than the cores can work on
  /// make everybody wait for everybody: with eight on two cores the slowest in a hundred took twice as long.
  /// On one core, too, two that wait for the database must not stop all the others.
  static let connections = max(4, 2 * System.coreCount)

  /// A connection that nobody uses: whoever takes it out has it alone.
  private struct Idle: @unchecked Sendable { let connection: Connection }

  init(_ address: Address, connections: Int = DatabasePool.connections) {
    self.address = address
    threads = NIOThreadPool(numberOfThreads: connections)
    threads.start()
  }

  /// Opens the first connection, on the thread that starts the console.
  func prepare(_ work: (Connection) throws -> Void) throws {
    let connection = try Connection(address)
    try work(connection)
    give(connection)
  }

  func perform<Result: Sendable>(
    _ work: @escaping @Sendable (Connection) throws -> Result
  ) async throws -> Result {
    try await threads.runIfActive { [self] in
      let connection = try take()
      // One that a fault left in the middle of something is closed.
      let result = try work(connection)
      give(connection)
      return result
    }
  }

  private func take() throws -> Connection {
    while let one = idle.withLock({ $0.popLast() }) {
      if one.connection.isAlive { return one.connection }
    }
    return try Connection(address)
  }

  private func give(_ connection: Connection) {
    let one = Idle(connection: connection)
    idle.withLock { $0.append(one) }
  }
}
