internal import COpenSSL
internal import Glibc

extension Secret {
  /// The one line in a file (a passphrase, a password, a header's value), without the line end.
  ///
  /// Refused unless it is a regular file that belongs to the caller or to root and that nobody else may
  /// touch.
  public static func read(file path: String) throws(SecretFileError) -> Secret {
    var bytes = try readPrivateFile(path)
    defer { cleanse(&bytes) }
    if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
    if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
    guard !bytes.isEmpty else { throw .empty(path) }
    guard bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7f }) else { throw .notOneLine(path) }
    return Secret(bytes)
  }

  /// A private key in PEM, whole. Refused like `read`, but for its lines.
  public static func readPEM(file path: String) throws(SecretFileError) -> Secret {
    Secret(try readPrivateFile(path))
  }

  /// A symmetric key: a file with one line of 64 hexadecimal digits, as `KeyFiles` writes it. 32 bytes.
  public static func readKey(file path: String) throws(SecretFileError) -> Secret {
    let line = try read(file: path)
    guard line.count == 64, var key = line.withUnsafeBytes({ decodedHex($0) }) else {
      throw .notAKey(path)
    }
    defer { cleanse(&key) }
    return Secret(key)
  }
}

/// A file that is nobody else's business, whole. The rules are those of `Secret.read`.
func readPrivateFile(_ path: String) throws(SecretFileError) -> [UInt8] {
  // Without O_NONBLOCK, opening a named pipe would wait for a writer.
  let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
  guard file >= 0 else { throw errno == ENOENT ? .missing(path) : .unreadable(path) }
  defer { close(file) }
  try requirePrivate(file, path)
  var bytes = [UInt8](repeating: 0, count: SecretFileError.bytesMax + 1)
  var count = 0
  while count < bytes.count {
    let got = bytes[count...].withUnsafeMutableBytes { Glibc.read(file, $0.baseAddress, $0.count) }
    guard got >= 0 else { throw .unreadable(path) }
    if got == 0 { break }
    count += got
  }
  guard count > 0 else { throw .empty(path) }
  guard count <= SecretFileError.bytesMax else { throw .tooLong(path) }
  bytes.removeLast(bytes.count - count)
  return bytes
}

/// Looks at the open file, not at the path again, so that nobody can change it in between.
private func requirePrivate(_ file: Int32, _ path: String) throws(SecretFileError) {
  var status = stat()
  guard fstat(file, &status) == 0 else { throw .unreadable(path) }
  guard status.st_mode & S_IFMT == S_IFREG else { throw .notAFile(path) }
  guard status.st_uid == geteuid() || status.st_uid == 0 else { throw .ownedByAnother(path) }
  guard status.st_mode & 0o077 == 0 else { throw .openToOthers(path) }
}

/// Overwrites an array's bytes in place.
func cleanse(_ bytes: inout [UInt8]) {
  bytes.withUnsafeMutableBytes { OPENSSL_cleanse($0.baseAddress, $0.count) }
}

/// Why a file that holds a secret was not read.
public enum SecretFileError: Error, Equatable, Sendable {
  case missing(String)
  case unreadable(String)
  case notAFile(String)
  case ownedByAnother(String)
  case openToOthers(String)
  case empty(String)
  case tooLong(String)
  case notOneLine(String)
  case notAKey(String)

  /// No passphrase, key or encrypted PEM file is longer.
  static let bytesMax = 65_536

  /// What to do about it, as a sentence.
  public var nextStep: String {
    switch self {
    case .missing(let path): "Create \(path), or correct the path in the configuration."
    case .unreadable(let path): "Let the user that runs this command read \(path)."
    case .notAFile(let path): "Put the secret into a regular file at \(path)."
    case .ownedByAnother(let path): "Run `chown` on \(path) for the user that runs this command."
    case .openToOthers(let path):
      "Run `chmod 600 \(path)`, and replace the secret if others may have read it."
    case .empty(let path): "Write the secret into \(path)."
    case .tooLong, .notOneLine: "Put one line into the file: the secret and nothing else."
    case .notAKey: "Make a new key with `scrim keys generate`; the file holds 64 hexadecimal digits."
    }
  }
}

extension SecretFileError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .missing(let path): "The secret file \(path) does not exist."
    case .unreadable(let path): "The secret file \(path) cannot be read."
    case .notAFile(let path): "The secret file \(path) is not a regular file."
    case .ownedByAnother(let path): "The secret file \(path) belongs to another user."
    case .openToOthers(let path): "The secret file \(path) is open to other users."
    case .empty(let path): "The secret file \(path) is empty."
    case .tooLong(let path): "The secret file \(path) is too long to be one."
    case .notOneLine(let path): "The secret file \(path) holds more than one line, or control characters."
    case .notAKey(let path): "The file \(path) does not hold a key."
    }
  }
}
