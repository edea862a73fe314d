public import Signing

/// The hashes of RFC 6962, section 2.1: a leaf can never be taken for a node.
public enum TreeHash {
  public static let empty = Digest(sha256Of: [])

  public static func leaf(_ bytes: [UInt8]) -> Digest { Digest(sha256Of: [0] + bytes) }

  public static func node(_ left: Digest, _ right: Digest) -> Digest {
    Digest(sha256Of: [1] + left.bytes + right.bytes)
  }
}

/// A tree while it grows: the roots of its complete subtrees, one for each bit of its size. Whatever is
/// appended, the new tree is consistent with the old one.
public struct Frontier: Equatable, Sendable {
  public private(set) var size = 0
  /// From the largest, on the left, to the smallest.
  private var subtrees: [Digest] = []

  public init() {}

  /// Reads `bytes` of a tree of this size; nil where they cannot be.
  public init?(size: Int, bytes: [UInt8]) {
    guard size >= 0, bytes.count == size.nonzeroBitCount * 32 else { return nil }
    self.size = size
    subtrees = stride(from: 0, to: bytes.count, by: 32).compactMap {
      Digest(bytes: Array(bytes[$0..<($0 + 32)]))
    }
  }

  public mutating func append(_ leaf: Digest) {
    var hash = leaf
    for _ in 0..<(~size).trailingZeroBitCount { hash = TreeHash.node(subtrees.removeLast(), hash) }
    subtrees.append(hash)
    size += 1
  }

  /// The Merkle tree head.
  public var root: Digest {
    guard let smallest = subtrees.last else { return TreeHash.empty }
    return subtrees.dropLast().reversed().reduce(smallest) { TreeHash.node($1, $0) }
  }

  public var bytes: [UInt8] { subtrees.flatMap(\.bytes) }
}
