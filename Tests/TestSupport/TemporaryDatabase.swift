public import Demonstration
internal import FoundationEssentials
public import Postgres

/// A database of its own for one test, on the cluster of the run; dropped with its last reference.
public final class TemporaryDatabase: Sendable {
  public let name: String
  public let cluster: PrivateCluster

  /// - Parameters:
  ///   - template: what is in it at first; nil: nothing.
  ///   - other: another cluster than that of the run.
  public init(_ template: Template? = nil, on other: PrivateCluster? = nil) throws {
    cluster = try other ?? TestCluster.shared()
    name = "test_" + String(UInt64.random(in: .min ... .max), radix: 36)
    try cluster.createDatabase(name, copying: template?.database(on: cluster))
  }

  /// The same database on the cluster that took over.
  public init(_ earlier: TemporaryDatabase, nowOn cluster: PrivateCluster) {
    (name, self.cluster) = (earlier.name, cluster)
  }

  deinit { try? cluster.dropDatabase(name) }

  public func address(as user: String = "scrim_migrator") -> Address {
    cluster.address(database: name, user: user)
  }

  public func connect(as user: String = "scrim_migrator") throws(PostgresError) -> Connection {
    try Connection(address(as: user))
  }
}
