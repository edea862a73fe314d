internal import Glibc

/// Where an acknowledgment's bytes come from; read from the first to the last as often as somebody asks.
protocol AcknowledgmentSource {
  /// What a person calls it.
  var name: String { get }
  /// Its name at the clearinghouse, where it was picked up there.
  var nameThere: String? { get }
  /// Gives the next piece each time it is called; nil after the last. None is empty.
  func pieces() throws -> () throws -> [UInt8]?
}

/// A file of this machine. Read in pieces: it may be of any size.
struct FileBytes: AcknowledgmentSource {
  let path: String
  var name: String { path }
  var nameThere: String? { nil }

  func pieces() throws -> () throws -> [UInt8]? {
    let file = try OpenFile(path)
    return { try file.next() }
  }

  private final class OpenFile {
    private let descriptor: Int32

    init(_ path: String) throws(Stop) {
      // A pipe would be read once and never again, and one that nobody writes to would be waited for.
      descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
      var state = stat()
      guard descriptor >= 0, fstat(descriptor, &state) == 0, state.st_mode & S_IFMT == S_IFREG else {
        throw Self.unreadable
      }
    }

    deinit { close(descriptor) }

    func next() throws(Stop) -> [UInt8]? {
      var piece = [UInt8](repeating: 0, count: pieceBytes)
      var count = -1
      repeat { count = read(descriptor, &piece, piece.count) } while count < 0 && errno == EINTR
      guard count >= 0 else { throw Self.unreadable }
      return count == 0 ? nil : Array(piece.prefix(count))
    }

    private static let unreadable = Stop(
      .usage, "The file cannot be opened, or is none.", next: "Look at the path and at its permissions.")
  }
}

/// One that was picked up.
struct PickedBytes: AcknowledgmentSource {
  let clearinghouse: String
  let id: String
  let bytes: [UInt8]
  var name: String { "\(clearinghouse) \(id)" }
  var nameThere: String? { id }

  func pieces() -> () throws -> [UInt8]? {
    var rest = bytes[...]
    return {
      defer { rest = rest.dropFirst(pieceBytes) }
      return rest.isEmpty ? nil : Array(rest.prefix(pieceBytes))
    }
  }
}

private let pieceBytes = 256 << 10
