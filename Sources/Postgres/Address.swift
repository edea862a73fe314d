/// Where a database is, and as whom to knock. Printing one never shows the password.
public struct Address: Sendable {
  /// A folder (starts with "/"): the Unix socket in it. Otherwise a host name, reached by verified TLS alone;
  /// or several with commas between them, of which the one that takes writes is meant.
  public var host: String
  public var port: Int
  public var database: String
  public var user: String
  public var password: String?
  /// PEM file of the authority that signed the server's certificate; required for a host name.
  public var rootCertificate: String?
  public var applicationName = "scrim"
  /// Whose days `current_date` means, an IANA name.
  public var timeZone = "UTC"
  public var connectTimeoutSeconds = 10

  public init(host: String, port: Int = 5432, database: String, user: String) {
    self.host = host
    self.port = port
    self.database = database
    self.user = user
  }

  public var isSocket: Bool { host.hasPrefix("/") }
}

extension Address: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  public var description: String { "\(user)@\(host):\(port)/\(database)" }
  public var debugDescription: String { description }
  public var customMirror: Mirror { Mirror(self, children: ["address": description]) }
}

extension Address {
  /// A path that cannot exist. (`/dev/null` itself makes libpq warn on standard error.)
  private static let nowhere = "/dev/null/none"

  /// Pinned for the session, stronger than what `ALTER ROLE … SET` says. No notices: nobody would read them,
  /// and their text may carry values. No machine code is made of plans: making it takes longer than it saves.
  private static let options = """
    -c client_min_messages=error -c default_transaction_isolation=read\\ committed \
    -c default_transaction_read_only=off -c jit=off
    """

  /// So that the server lets go of the locks of whoever is cut off.
  private static let networkOptions = """
     -c tcp_keepalives_idle=20 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=4 \
    -c tcp_user_timeout=40000
    """

  /// Keywords for libpq, none empty: an empty value would mean "look elsewhere", and there are no files and
  /// no environment to look at. A dead network is noticed by both sides within 40 seconds.
  func keywords() throws(PostgresError) -> [(String, String)] {
    var pairs = [
      ("host", host), ("port", String(port)), ("dbname", database), ("user", user),
      ("application_name", applicationName), ("client_encoding", "UTF8"),
      ("options", "-c TimeZone=\(timeZone) \(Self.options)" + (isSocket ? "" : Self.networkOptions)),
      ("passfile", Self.nowhere), ("sslcert", Self.nowhere), ("sslkey", Self.nowhere),
      ("gssencmode", "disable"), ("target_session_attrs", host.contains(",") ? "read-write" : "any"),
      ("keepalives", "1"), ("keepalives_idle", "20"), ("keepalives_interval", "5"), ("keepalives_count", "4"),
      ("tcp_user_timeout", "40000"),
    ]
    if let password { pairs.append(("password", password)) }
    if isSocket {
      pairs.append(("sslmode", "disable"))
    } else {
      guard let rootCertificate, !rootCertificate.isEmpty else { throw .wrongUse }
      pairs += [("sslmode", "verify-full"), ("sslrootcert", rootCertificate)]
    }
    // "@name" is an abstract socket, for which libpq would skip TLS.
    guard timeZone.utf8.allSatisfy(Self.isOfZone) else { throw .wrongUse }
    let usable = pairs.allSatisfy { !$0.1.isEmpty && !$0.1.utf8.contains(0) } && !host.hasPrefix("@")
    guard usable else { throw .wrongUse }
    return pairs
  }

  /// Nothing that could end the option.
  private static func isOfZone(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    default: "/_+-".utf8.contains(byte)
    }
  }
}
