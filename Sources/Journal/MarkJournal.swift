internal import Archive
internal import FoundationEssentials
internal import Glibc
internal import ProcessShim
public import Signing

/// A folder on another volume than the database's, with a file for each mark: `<id>.mark`, sealed for the
/// privacy officer. People's processes share no file, so none can spoil another's, and the folder can be one
/// that they may only add to.
public struct MarkJournal: Sendable {
  public let folder: String

  public init(_ folder: String) { self.folder = folder }

  /// A file that says that this is the journal, and not the empty place where its volume should be.
  public static let sign = "scrim-journal"

  public func requireFolder() throws(JournalError) {
    guard access("\(folder)/\(Self.sign)", F_OK) == 0 else { throw .notAJournal(folder) }
  }

  /// The ids of all marks, in no order.
  public func ids() throws(JournalError) -> [UniqueID] {
    try requireFolder()
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
      throw .cannotRead(folder)
    }
    var ids: [UniqueID] = []
    for name in names where name.hasSuffix(Self.ending) {
      guard let id = UniqueID(String(name.dropLast(Self.ending.count))) else { throw .foreignFile(folder) }
      ids.append(id)
    }
    return ids
  }

  /// On the disk, and found there after a power cut, before this returns.
  ///
  /// - Parameter key: path of the privacy officer's public key.
  public func write(_ record: MarkRecord, id: UniqueID, for key: String) throws(JournalError) {
    try requireFolder()
    let recipient: Recipient
    do { recipient = try Recipient(publicKey: key) } catch { throw .keyUnusable(key) }
    guard let text = try? record.padded(), let bytes = try? recipient.seal(text, name: id.description) else {
      throw .keyUnusable(key)
    }
    let part = "\(folder)/\(id).part"
    let file = open(part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard file >= 0 else { throw .cannotWrite(folder) }
    defer { close(file) }
    guard Self.fill(file, bytes), fchmod(file, mode) == 0, fsync(file) == 0, rename(part, path(id)) == 0
    else {
      unlink(part)
      throw .cannotWrite(folder)
    }
    guard isNameOnDisk(file) else { throw .cannotWrite(folder) }
  }

  /// - Parameter keys: of the privacy officer, newest first.
  public func read(_ id: UniqueID, with keys: [PrivateKey]) throws(JournalError) -> MarkRecord {
    guard let bytes = FileManager.default.contents(atPath: path(id)) else { throw .unreadable(id) }
    guard let sealed = SealedFile(Array(bytes)) else { throw .damaged(id) }
    guard let key = keys.first(where: { $0.publicKey.id == sealed.keyID }) else { throw .anotherKey(id) }
    guard let dataKey = key.unwrap(sealed.wrappedKey),
      let text = try? sealed.open(name: id.description, dataKey: dataKey),
      let record = MarkRecord(padded: text)
    else { throw .damaged(id) }
    return record
  }

  private static let ending = ".mark"

  private func path(_ id: UniqueID) -> String { "\(folder)/\(id)\(Self.ending)" }

  /// Where the folder gives its group to what is made in it, the group is meant to read: the gateway's user,
  /// for whom the privacy officer replays.
  private var mode: mode_t {
    var status = stat()
    return stat(folder, &status) == 0 && status.st_mode & S_ISGID != 0 ? 0o640 : 0o600
  }

  private static func fill(_ file: Int32, _ bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  /// A folder that may only be added to cannot be opened; then its whole volume is written out.
  private func isNameOnDisk(_ file: Int32) -> Bool {
    let opened = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard opened >= 0 else { return process_shim_sync_volume(file) == 0 }
    defer { close(opened) }
    return fsync(opened) == 0
  }
}
