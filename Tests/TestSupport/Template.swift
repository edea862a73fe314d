internal import Demonstration
internal import Glibc
public import Postgres
internal import Schema

/// A database that is prepared once in a test run and copied for each test that needs it.
public struct Template: Sendable {
  private let name: String
  private let prepare: @Sendable (_ database: Address) throws -> Void

  /// - Parameters:
  ///   - name: a-z, 0-9 and _; unique in the run.
  ///   - prepare: fills the new database; gets its address as `scrim_migrator`, and must leave no connection
  ///     behind.
  public init(_ name: String, _ prepare: @escaping @Sendable (_ database: Address) throws -> Void) {
    self.name = name
    self.prepare = prepare
  }

  /// All of our migrations, synthetic, no practice data.
  public static let migrated = Template("migrated") { address in
    _ = try Migrator(Connection(address)).migrate(kind: .synthetic)
  }

  func database(on cluster: PrivateCluster) throws -> String {
    try Self.made.withLock { made in
      let database = "template_\(name)_\(getpid())"
      let place = Place(cluster: cluster.home, database: database)
      // A cluster that took over has it as a copy.
      let isThere = try made.contains(place) || cluster.hasDatabase(database)
      guard !isThere else { return database }
      try cluster.createDatabase(database)
      made.insert(place)
      do {
        try prepare(cluster.address(database: database, user: "scrim_migrator"))
      } catch {
        made.remove(place)
        try cluster.dropDatabase(database)
        throw error
      }
      return database
    }
  }

  static func dropAll(from cluster: PrivateCluster) {
    made.withLock { made in
      for place in made where place.cluster == cluster.home { try? cluster.dropDatabase(place.database) }
      made = made.filter { $0.cluster != cluster.home }
    }
  }

  private struct Place: Hashable { let cluster, database: String }
  private static let made = Guarded<Set<Place>>([])
}

/// A value behind a lock of the C library: the thread sanitizer does not know that of
/// `Synchronization.Mutex`.
private final class Guarded<Value>: @unchecked Sendable {
  private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private var value: Value

  init(_ value: Value) {
    self.value = value
    pthread_mutex_init(lock, nil)
  }

  deinit {
    pthread_mutex_destroy(lock)
    lock.deallocate()
  }

  func withLock<T>(_ body: (inout Value) throws -> T) rethrows -> T {
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    return try body(&value)
  }
}
