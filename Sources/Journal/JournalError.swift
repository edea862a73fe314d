public import Signing

/// Why a mark was not written into the journal, or not read from it. Carries paths, and names of files, which
/// are random.
public enum JournalError: Error, Equatable, Sendable {
  case notAJournal(String)
  case cannotRead(String)
  case cannotWrite(String)
  /// A file that ends as a mark does and is named as none.
  case foreignFile(String)
  case keyUnusable(String)
  case unreadable(UniqueID)
  case damaged(UniqueID)
  /// Sealed for a key that was not given.
  case anotherKey(UniqueID)
}

extension JournalError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .notAJournal(let folder): "The folder \(folder) does not hold the journal."
    case .cannotRead(let folder): "The journal \(folder) cannot be listed."
    case .cannotWrite(let folder): "The journal \(folder) cannot be written."
    case .foreignFile(let folder): "The journal \(folder) has a file that ends in .mark and is none."
    case .keyUnusable(let path): "The journal's public key \(path) is missing, or not RSA with 3072 bits."
    case .unreadable(let id): "The file \(id).mark of the journal cannot be read."
    case .damaged(let id): "The file \(id).mark of the journal is damaged: no key opens it."
    case .anotherKey(let id): "The file \(id).mark of the journal was sealed for another key."
    }
  }

  /// What to do about it, as a sentence.
  public var nextStep: String {
    switch self {
    case .notAJournal:
      "Mount its volume. A new journal begins with an empty file \(MarkJournal.sign) in its folder."
    case .cannotRead: "Let the user that runs this command list the folder."
    case .cannotWrite: "Check that this user may add files to the folder, and that the volume has room."
    case .foreignFile: "Move what does not belong there into another folder."
    case .keyUnusable: "Name the public half that `scrim keys journal` made as keys.journalPublicKey."
    case .unreadable: "Let the user that runs this command read it, or call this as one who may."
    case .damaged(let id):
      "Restore it from a backup of the journal; or go on without it: --without \(id)."
    case .anotherKey(let id):
      "Name that key with a further --journal-key; or go on without the file: --without \(id)."
    }
  }
}
