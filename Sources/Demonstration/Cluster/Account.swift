internal import FoundationEssentials
internal import Glibc

/// A user of the operating system.
struct Account: Equatable {
  let name: String
  let user: uid_t
  let group: gid_t

  private init?(_ entry: UnsafeMutablePointer<passwd>?) {
    guard let entry else { return nil }
    name = String(cString: entry.pointee.pw_name)
    user = entry.pointee.pw_uid
    group = entry.pointee.pw_gid
  }

  /// Who runs this program; nil for a number without a name, as some containers have.
  static var caller: Account? { Account(getpwuid(geteuid())) }

  /// Under whom the server runs: PostgreSQL refuses root.
  static func server() throws(ClusterError) -> Account {
    guard let account = geteuid() == 0 ? Account(getpwnam("postgres")) : caller else { throw .accountMissing }
    return account
  }

  /// What stands before a command so that it runs as this account.
  func prefix() throws(ClusterError) -> [String] {
    guard user != geteuid() else { return [] }
    if let setpriv = Self.find("setpriv") {
      return [setpriv, "--reuid=\(user)", "--regid=\(group)", "--init-groups", "--"]
    }
    guard let runuser = Self.find("runuser") else { throw .accountMissing }
    return [runuser, "-u", name, "--"]
  }

  private static func find(_ program: String) -> String? {
    ["/usr/bin", "/usr/sbin", "/bin", "/sbin"].map { "\($0)/\(program)" }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }
}
