internal import Glibc

/// A file that was not there before and that only its owner can read. Unless it is kept, it is gone again.
final class NewFile {
  private let path: String
  private let descriptor: Int32
  private var isKept = false

  init(_ path: String) throws(Stop) {
    // Nothing of it is set before it is ours: what is taken down removes the file.
    let made = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard made >= 0 else {
      throw errno == EEXIST
        ? Stop(.usage, "\(path) is there already; nothing was done.", next: "Name a file that is not.")
        : Stop(.usage, "\(path) cannot be made.", next: "Check the folder and its permissions.")
    }
    (self.path, descriptor) = (path, made)
  }

  deinit {
    close(descriptor)
    if !isKept { unlink(path) }
  }

  func write(_ bytes: [UInt8]) throws(Stop) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw unwritten }
      rest = rest.dropFirst(count)
    }
  }

  /// On the disk, and left there.
  func keep() throws(Stop) {
    guard fsync(descriptor) == 0 else { throw unwritten }
    isKept = true
  }

  private var unwritten: Stop {
    Stop(.stopped, "\(path) cannot be written whole; it was removed.", next: "Make room on its disk.")
  }
}
