public import Demonstration
internal import FoundationEssentials
internal import Glibc

/// The PostgreSQL server of a test run: started when the first test asks for it, gone when the run ends. With
/// `SCRIM_TEST_CLUSTER` naming a folder, the cluster in it serves any number of runs and stays.
public enum TestCluster {
  public static func shared() throws -> PrivateCluster { try started.get() }

  /// Nothing here has to survive a power cut.
  private static let settings = ["fsync": "off", "full_page_writes": "off", "max_connections": "200"]

  private static let lasting = ProcessInfo.processInfo.environment["SCRIM_TEST_CLUSTER"]

  private static let folder =
    lasting ?? prefix + "\(getpid())-" + String(UInt32.random(in: .min ... .max), radix: 16)

  private static let prefix = "/tmp/scrim-tests-"

  private static let started: Result<PrivateCluster, any Error> = Result {
    clearRemains()
    let cluster = try PrivateCluster(folder, settings: settings)
    try cluster.start()
    atexit { TestCluster.end() }
    return cluster
  }

  private static func end() {
    guard let cluster = try? started.get() else { return }
    Template.dropAll(from: cluster)
    guard lasting == nil else { return }
    remove(cluster, folder)
  }

  /// Ends the servers of runs that were killed.
  private static func clearRemains() {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/tmp")) ?? []
    for path in names.map({ "/tmp/" + $0 }) where path.hasPrefix(prefix) {
      let process = path.dropFirst(prefix.count).split(separator: "-").first.flatMap { pid_t($0) }
      guard let process, kill(process, 0) != 0, errno == ESRCH else { continue }
      guard let cluster = try? PrivateCluster(path) else { continue }
      remove(cluster, path)
    }
  }

  private static func remove(_ cluster: PrivateCluster, _ folder: String) {
    try? cluster.stop()
    try? FileManager.default.removeItem(atPath: cluster.home)
    try? FileManager.default.removeItem(atPath: folder)
  }
}
