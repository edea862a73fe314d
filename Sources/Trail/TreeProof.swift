public import Signing

/// Proofs of RFC 6962, section 2.1: that a leaf is in a tree, and that a tree begins with another.
public enum TreeProof {
  /// The path from a leaf to the root, lowest first.
  public static func inclusion(of index: Int, in leaves: ArraySlice<Digest>) -> [Digest] {
    guard leaves.count > 1 else { return [] }
    let (left, right) = split(leaves)
    return index < left.count
      ? inclusion(of: index, in: left) + [root(of: right)]
      : inclusion(of: index - left.count, in: right) + [root(of: left)]
  }

  /// What leads from the root of the first `size` leaves to the root of all.
  public static func consistency(from size: Int, in leaves: ArraySlice<Digest>) -> [Digest] {
    size == 0 ? [] : consistency(from: size, in: leaves, isWhole: true)
  }

  private static func consistency(
    from size: Int, in leaves: ArraySlice<Digest>, isWhole: Bool
  ) -> [Digest] {
    guard size < leaves.count else { return isWhole ? [] : [root(of: leaves)] }
    let (left, right) = split(leaves)
    return size <= left.count
      ? consistency(from: size, in: left, isWhole: isWhole) + [root(of: right)]
      : consistency(from: size - left.count, in: right, isWhole: false) + [root(of: left)]
  }

  private static func root(of leaves: ArraySlice<Digest>) -> Digest {
    leaves.reduce(into: Frontier()) { $0.append($1) }.root
  }

  /// On the left the largest power of two that leaves something on the right.
  private static func split(_ leaves: ArraySlice<Digest>) -> (
    left: ArraySlice<Digest>, right: ArraySlice<Digest>
  ) {
    let width = 1 << (Int.bitWidth - 1 - (leaves.count - 1).leadingZeroBitCount)
    return (leaves.prefix(width), leaves.dropFirst(width))
  }
}

/// A tree's size and root: what a checkpoint says.
public struct TreeHead: Equatable, Sendable {
  public let size: Int
  public let root: Digest

  public init(size: Int, root: Digest) {
    self.size = size
    self.root = root
  }

  /// RFC 9162, section 2.1.3.2.
  public func includes(_ leaf: Digest, at index: Int, proof: [Digest]) -> Bool {
    guard index >= 0, index < size else { return false }
    var (place, last, hash) = (index, size - 1, leaf)
    for step in proof {
      guard last > 0 else { return false }
      if place & 1 == 1 || place == last {
        hash = TreeHash.node(step, hash)
        while place & 1 == 0, place > 0 { (place, last) = (place >> 1, last >> 1) }
      } else {
        hash = TreeHash.node(hash, step)
      }
      (place, last) = (place >> 1, last >> 1)
    }
    return last == 0 && hash == root
  }

  /// RFC 9162, section 2.1.4.2. Every tree begins with the empty one.
  public func isConsistent(with older: TreeHead, proof: [Digest]) -> Bool {
    guard older.size > 0, older.size < size else {
      return proof.isEmpty && (older == self || older == TreeHead(size: 0, root: TreeHash.empty) && size > 0)
    }
    var steps = proof[...]
    if older.size.nonzeroBitCount == 1 { steps = [older.root] + steps }
    guard let first = steps.popFirst() else { return false }
    let lone = (older.size - 1).trailingOnes
    var (place, last) = ((older.size - 1) >> lone, (size - 1) >> lone)
    var (small, large) = (first, first)
    for step in steps {
      guard last > 0 else { return false }
      if place & 1 == 1 || place == last {
        (small, large) = (TreeHash.node(step, small), TreeHash.node(step, large))
        while place & 1 == 0, place > 0 { (place, last) = (place >> 1, last >> 1) }
      } else {
        large = TreeHash.node(large, step)
      }
      (place, last) = (place >> 1, last >> 1)
    }
    return last == 0 && small == older.root && large == root
  }
}

extension Int {
  fileprivate var trailingOnes: Int { (~self).trailingZeroBitCount }
}
