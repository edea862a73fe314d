/// Why the trail was not numbered, signed or written out. Carries paths and sizes.
public enum TrailError: Error, Equatable, Sendable {
  /// The last checkpoint of this size does not belong to its own tree, or is not signed as it says.
  case checkpointDamaged(size: Int)
  /// The witness holds a checkpoint of this size, and the database does not.
  case unknownToDatabase(size: Int, witness: String)
  case notAWitness(String)
  case cannotRead(String)
  case cannotWrite(String)
  /// What is to be written out does not have the root that was signed.
  case damaged
  case nothingSigned
  /// A line is longer than an entry of a tile may be.
  case entryTooLong(Int)
  /// The folder holds a log of which this is no continuation.
  case anotherLog(String)
}

extension TrailError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .checkpointDamaged(let size):
      "The last checkpoint, of \(size) entries, does not fit what was numbered; nothing was signed."
    case .unknownToDatabase(let size, let witness):
      "The witness \(witness) holds a checkpoint of \(size) entries that the database does not have; "
        + "nothing was signed."
    case .notAWitness(let path): "The file \(path) does not hold checkpoints."
    case .cannotRead(let path): "The file \(path) cannot be read."
    case .cannotWrite(let path): "\(path) cannot be written."
    case .damaged: "The entries do not have the root that the last checkpoint signs; nothing was exported."
    case .nothingSigned: "There is no checkpoint of the trail that is signed with this key."
    case .entryTooLong(let entry): "Entry \(entry) is too long to be exported."
    case .anotherLog(let path): "\(path) holds a log that this trail does not continue; it stays as it is."
    }
  }

  /// What to do about it, as a sentence.
  public var nextStep: String {
    switch self {
    case .checkpointDamaged, .damaged: "Run `scrim trail verify`; it says what is wrong."
    case .unknownToDatabase:
      "If a backup was restored, see to what came after it, then `scrim adopt`. If not, somebody cut it."
    case .notAWitness: "Name the file that `scrim` wrote, or one whole checkpoint."
    case .cannotRead: "Correct the path, or let the user that runs this command read it."
    case .cannotWrite: "Check that the volume is there, that this user may write to it, and that it has room."
    case .nothingSigned: "Make one with `scrim trail checkpoint`, or name the key that was in use with --key."
    case .entryTooLong: "Report this: no entry of Scrim is as long."
    case .anotherLog: "Export into a new folder, and compare the two: one of them was changed or cut."
    }
  }
}
