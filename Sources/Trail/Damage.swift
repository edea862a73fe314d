/// What is wrong with a trail, with its place. Numbers count from 0, as in the tree.
public enum Damage: Equatable, Sendable {
  /// Where a checkpoint comes from.
  public enum Source: String, Sendable {
    case database, witness, given
  }
  /// The entry does not have the hash that it was numbered with: it, or the hash, was changed.
  case entryChanged(number: Int, entry: Int64)
  case entryMissing(number: Int, entry: Int64)
  /// There is no entry under these numbers.
  case numbersMissing(from: Int, through: Int)
  /// Something between these numbers was changed, exchanged or put in together with its hash.
  case hashesChanged(from: Int, through: Int, Source)
  /// A checkpoint counts more entries than there are numbers.
  case truncated(size: Int, signed: Int, Source)
  /// So many entries have no number and wait for none.
  case entriesAside(Int)
  /// The database has checkpoints, and the witness that should hold them too has none.
  case witnessEmpty
  /// A checkpoint that none of the keys signed as it stands.
  case checkpointRefused(size: Int?, Source)
}

extension Damage: CustomStringConvertible {
  public var description: String {
    switch self {
    case .entryChanged(let number, let entry):
      "Entry \(entry), number \(number), was changed after it was numbered."
    case .entryMissing(let number, let entry): "Entry \(entry), number \(number), is missing."
    case .numbersMissing(let from, let through) where from == through: "Number \(from) is missing."
    case .numbersMissing(let from, let through): "Numbers \(from) to \(through) are missing."
    case .hashesChanged(let from, let through, let source):
      "Between numbers \(from) and \(through), entries were changed, exchanged or put in together with their "
        + "hashes: they do not have the root that \(source.words) signs."
    case .truncated(let size, let signed, let source):
      "The end is missing: \(source.words) signs \(signed) entries, and \(size) are numbered."
    case .entriesAside(let count):
      "Entries without a number that do not wait for one: \(count). They would never be signed."
    case .witnessEmpty: "The witness holds no checkpoint, and the database does."
    case .checkpointRefused(let size, let source):
      size.map { "\(source.words.capitalizedFirst), of \($0) entries, is not as it was signed." }
        ?? "\(source.words.capitalizedFirst) is not signed by the key of this trail."
    }
  }
}

extension Damage.Source {
  var words: String {
    switch self {
    case .database: "a checkpoint in the database"
    case .witness: "a checkpoint of the witness"
    case .given: "the given checkpoint"
    }
  }
}

extension String {
  fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
