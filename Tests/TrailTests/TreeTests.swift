import Signing
import Testing
import Trail

/// Hashes against the vectors of RFC 6962's reference implementation, and against its recursive definition.
@Suite struct `The tree` {
  /// The eight leaves of the reference implementation's tests, and the roots of the first 0, 1, … 8.
  private static let inputs: [[UInt8]] = [
    [], [0x00], [0x10], [0x20, 0x21], [0x30, 0x31], [0x40, 0x41, 0x42, 0x43],
    [0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57],
    [0x60, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x6b, 0x6c, 0x6d, 0x6e, 0x6f],
  ]
  private static let roots = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
  ]

  @Test func `has the roots of the reference implementation`() {
    var frontier = Frontier()
    var found = [frontier.root.hex]
    for input in Self.inputs {
      frontier.append(TreeHash.leaf(input))
      found.append(frontier.root.hex)
    }
    #expect(found == Self.roots)
  }

  private func leaves(_ count: Int) -> [Digest] { (0..<count).map { TreeHash.leaf(Array("\($0)".utf8)) } }

  /// MTH of RFC 6962, section 2.1, as it is written there.
  private func definition(_ leaves: ArraySlice<Digest>) -> Digest {
    guard leaves.count > 1 else { return leaves.first ?? TreeHash.empty }
    var width = 1
    while width * 2 < leaves.count { width *= 2 }
    return TreeHash.node(definition(leaves.prefix(width)), definition(leaves.dropFirst(width)))
  }

  @Test func `has the root of the definition at every size, and goes on from its own bytes`() throws {
    let leaves = leaves(300)
    var frontier = Frontier()
    for (index, leaf) in leaves.enumerated() {
      #expect(frontier.root == definition(leaves.prefix(index)))
      frontier = try #require(Frontier(size: index, bytes: frontier.bytes))
      frontier.append(leaf)
    }
    #expect(Frontier(size: 301, bytes: frontier.bytes) == nil)
  }

  @Test func `proves each leaf of every small tree, and no other`() {
    let leaves = leaves(33)
    for size in 1...33 {
      let head = TreeHead(size: size, root: definition(leaves.prefix(size)))
      for index in 0..<size {
        let proof = TreeProof.inclusion(of: index, in: leaves.prefix(size))
        #expect(head.includes(leaves[index], at: index, proof: proof))
        #expect(!head.includes(leaves[(index + 1) % 33], at: index, proof: proof))
        #expect(!head.includes(leaves[index], at: (index + 1) % size, proof: proof) || size == 1)
        #expect(!head.includes(leaves[index], at: index, proof: proof + [TreeHash.empty]))
        #expect(proof.isEmpty || !head.includes(leaves[index], at: index, proof: proof.dropLast()))
      }
    }
  }

  @Test func `proves that it begins with each smaller one, and with no other`() {
    let leaves = leaves(33)
    let heads = (0...33).map { TreeHead(size: $0, root: definition(leaves.prefix($0))) }
    for size in 1...33 {
      for old in 0...size {
        let proof = TreeProof.consistency(from: old, in: leaves.prefix(size))
        #expect(heads[size].isConsistent(with: heads[old], proof: proof), "\(old) in \(size)")
        let other = TreeHead(size: old, root: TreeHash.leaf([9]))
        #expect(!heads[size].isConsistent(with: other, proof: proof))
        #expect(!heads[size].isConsistent(with: heads[old], proof: proof + [TreeHash.empty]))
        #expect(old == 0 || !heads[old].isConsistent(with: heads[size], proof: proof) || old == size)
      }
    }
  }
}
