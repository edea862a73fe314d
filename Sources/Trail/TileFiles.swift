internal import FoundationEssentials
internal import Glibc
internal import Signing

/// The folder of an exported log. A tile never changes once it is there; the checkpoint is exchanged when all
/// that it signs is on the disk.
struct TileFiles {
  let folder: String

  private var checkpoint: String { folder + "/checkpoint" }

  /// An export that was made before must be a beginning of this one. Its tiles are compared as they are
  /// written; here, only that it is not the longer one.
  func requireContinued(by new: Checkpoint) throws(TrailError) {
    try make(folder)
    guard let bytes = FileManager.default.contents(atPath: checkpoint) else { return }
    guard let note = SignedNote(String(decoding: bytes, as: UTF8.self)),
      let old = Checkpoint(text: note.text),
      old.origin == new.origin, old.head.size < new.head.size || old.head == new.head
    else { throw .anotherLog(folder) }
  }

  /// - Parameter width: of a tile that is not full.
  func write(_ bytes: [UInt8], to level: String, tile: Int, width: Int? = nil) throws(TrailError) {
    var path = folder + "/tile/\(level)/" + Self.path(of: tile)
    if let width { path += ".p/\(width)" }
    if let there = FileManager.default.contents(atPath: path) {
      guard there.elementsEqual(bytes) else { throw .anotherLog(folder) }
      return
    }
    try make(String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)]))
    try put(bytes, path)
  }

  /// The tiles are on the disk; with this, their names are too.
  func publish(_ note: SignedNote) throws(TrailError) {
    sync()
    try put(Array(note.description.utf8), checkpoint)
    sync()
  }

  /// `x001/x234/067` for 1,234,067.
  static func path(of tile: Int) -> String {
    var (groups, rest) = ([group(tile % 1000)], tile / 1000)
    while rest > 0 {
      groups.append("x" + group(rest % 1000))
      rest /= 1000
    }
    return groups.reversed().joined(separator: "/")
  }

  private static func group(_ number: Int) -> String { String(String(1000 + number).dropFirst()) }

  /// Whole and on the disk, or not under this name.
  private func put(_ bytes: [UInt8], _ path: String) throws(TrailError) {
    let draft = path + ".new"
    let file = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw .cannotWrite(path) }
    defer { close(file) }
    guard Glibc.write(file, bytes, bytes.count) == bytes.count, fsync(file) == 0, rename(draft, path) == 0
    else { throw .cannotWrite(path) }
  }

  private func make(_ place: String) throws(TrailError) {
    do {
      try FileManager.default.createDirectory(
        atPath: place, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw .cannotWrite(place)
    }
  }
}
