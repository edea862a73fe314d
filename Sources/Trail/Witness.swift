internal import FoundationEssentials
internal import Glibc
public import Signing

/// A file on another volume that holds every checkpoint: whoever cuts the database back to an older state,
/// its checkpoints included, cannot cut it here.
public struct Witness: Sendable {
  public let path: String

  public init(_ path: String) { self.path = path }

  /// Whether a checkpoint could be added now.
  public func requireWritable() throws(TrailError) { close(try open()) }

  /// All checkpoints, in the order in which they were added; none if there is no file.
  public func notes() throws(TrailError) -> [SignedNote] {
    FileManager.default.fileExists(atPath: path) ? try Self.notes(in: path) : []
  }

  /// The checkpoint of the largest tree. Not always the last: of two processes that sign at the same time the
  /// later may be the first to write.
  public func newest() throws(TrailError) -> SignedNote? {
    let notes = try notes()
    // What cannot be read as a checkpoint is for whoever asks to complain about.
    if let damaged = notes.first(where: { Checkpoint(text: $0.text) == nil }) { return damaged }
    return notes.max { Self.size($0) < Self.size($1) }
  }

  private static func size(_ note: SignedNote) -> Int { Checkpoint(text: note.text)?.head.size ?? 0 }

  /// The checkpoints in a file, one or many.
  public static func notes(in path: String) throws(TrailError) -> [SignedNote] {
    guard let bytes = FileManager.default.contents(atPath: path) else { throw .cannotRead(path) }
    guard let notes = SignedNote.all(in: String(decoding: bytes, as: UTF8.self)),
      !notes.isEmpty || bytes.isEmpty
    else { throw .notAWitness(path) }
    return notes
  }

  /// Puts the file aside under another name, which is returned: the next checkpoint begins a new one.
  public func setAside(_ mark: String) throws(TrailError) -> String {
    let aside = "\(path).before-\(mark)"
    guard rename(path, aside) == 0 else { throw .cannotWrite(path) }
    return aside
  }

  /// Adds a note, on the disk before this returns; nothing if it is the last one already.
  func append(_ note: SignedNote) throws(TrailError) {
    let file = try open()
    defer { close(file) }
    guard flock(file, LOCK_EX) == 0 else { throw .cannotWrite(path) }
    if try notes().last == note { return }
    let bytes = Array("\(note)\n".utf8)
    let end = lseek(file, 0, SEEK_END)
    guard write(file, bytes, bytes.count) == bytes.count, fsync(file) == 0 else {
      ftruncate(file, end)  // half a checkpoint would make the file unreadable
      throw .cannotWrite(path)
    }
  }

  private func open() throws(TrailError) -> Int32 {
    let file = Glibc.open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw .cannotWrite(path) }
    return file
  }
}
