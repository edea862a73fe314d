internal import FoundationEssentials
internal import Glibc

/// Files that are whole or not there, also after a power cut.
enum DurableFile {
  /// Writes, syncs, then gives it its name.
  static func write(_ bytes: [UInt8], to file: URL) throws {
    let draft = file.deletingLastPathComponent().appending(path: ".draft")
    let descriptor = open(draft.path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    try store(bytes, descriptor)
    try rename(draft, to: file)
  }

  static func append(_ bytes: [UInt8], to file: URL) throws {
    try store(bytes, open(file.path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o644))
  }

  static func rename(_ file: URL, to other: URL) throws {
    guard Glibc.rename(file.path, other.path) == 0 else { throw AnswerFault.notWritten }
    try sync(other.deletingLastPathComponent())
  }

  /// Makes the names within a folder last.
  static func sync(_ folder: URL) throws {
    let descriptor = open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw AnswerFault.notWritten }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw AnswerFault.notWritten }
  }

  private static func store(_ bytes: [UInt8], _ descriptor: Int32) throws {
    guard descriptor >= 0 else { throw AnswerFault.notWritten }
    defer { close(descriptor) }
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 else { throw AnswerFault.notWritten }
      rest = rest.dropFirst(count)
    }
    guard fsync(descriptor) == 0 else { throw AnswerFault.notWritten }
  }
}

package enum AnswerFault: Error {
  case notWritten
  /// A line of the book that nobody here wrote.
  case bookUnreadable
}
