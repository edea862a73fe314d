public import Postgres

/// Why a private cluster could not be made, started or stopped; each with what to do.
public enum ClusterError: Error, Equatable, Sendable, CustomStringConvertible {
  case programsMissing(version: String?)
  case accountMissing
  case folderRefused(String)
  case ownerDiffers(String)
  case fileFailed(String, errno: Int32)
  case programFailed(String, lastLine: String)
  case startFailed(log: String)
  case notRunning(String)
  case nameRefused(String)
  case database(PostgresError)

  public var description: String {
    switch self {
    case .programsMissing(let version):
      "initdb and pg_ctl of PostgreSQL \(version ?? "15 or newer") were not found: install the package "
        + "postgresql."
    case .accountMissing:
      "The server does not run as root, and there is no account \"postgres\" with setpriv or runuser to run it "
        + "under: install the package postgresql, or call this as an ordinary user."
    case .folderRefused(let path): "\(path) belongs to somebody else or can be changed by others: remove it."
    case .ownerDiffers(let path):
      "\(path) was made by another user: call this as that user, or remove the folder."
    case .fileFailed(let path, let code): "\(path) could not be written (error \(code))."
    case .programFailed(let name, let lastLine): "\(name) failed: \(lastLine)"
    case .startFailed(let log): "PostgreSQL did not start; the reason is in \(log)."
    case .notRunning(let path): "The private cluster in \(path) is not running."
    case .nameRefused(let name): "\"\(name)\" is no plain name (a-z, 0-9 and _ only, 63 at most)."
    case .database(let error): error.description
    }
  }
}
