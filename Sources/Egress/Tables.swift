/// The manifest and the grammar, compiled once into flat arrays: reading a payload then costs a table look-up
/// for each byte and a comparison or two for each element.
final class Tables: Sendable {
  let manifest: Manifest
  /// For each byte the sets that it belongs to, one bit for each set.
  let sets: [UInt64]
  let slots: [Slot]
  /// Literal alternatives, up to sixteen bytes each, as big-endian numbers. No byte is zero, so that two of
  /// different lengths are different numbers.
  let literals: [UInt128]
  let alternatives: [Alternative]
  let items: [Item]
  /// Indexed by `Place.rawValue`.
  let forms: [Form]
  let successors: [Successor]

  static let professionalClaim: Result<Tables, EgressRefusal> = Result { () throws(EgressRefusal) in
    try Tables(.professionalClaim(), Grammar.rules)
  }

  static let broken = EgressRefusal(code: .manifest, segment: 0, element: "manifest")

  init(_ manifest: Manifest, _ rules: [Rule]) throws(EgressRefusal) {
    var builder = TableBuilder(manifest)
    try builder.compile(rules)
    self.manifest = manifest
    (sets, slots, literals) = (builder.sets, builder.slots, builder.literals)
    (alternatives, items) = (builder.alternatives, builder.items)
    (forms, successors) = (builder.forms, builder.successors)
  }

  /// An element or component at its position in a segment; a position that the manifest does not list is
  /// there too, and must be empty.
  struct Slot: Sendable {
    /// The separator before it: `*` for an element, `:` for a component after the first.
    var separator = UInt8(ascii: "*")
    var mayBeEmpty = true
    /// The segment may end, or its composite may, before this slot.
    var segmentMayEnd = false
    var compositeMayEnd = false
    var check = Manifest.Check.none
    var set: UInt64 = 0
    var least = 0
    var most = 0
    /// First slot of the next element.
    var nextElement = 0
    /// The one value that it may have, if that is of at most eight bytes; otherwise its mask is zero.
    var constant = Word.none
    /// Set and length say all that there is to say.
    var isPlain = true
    /// Both empty where set and length say all that the pattern does.
    var literals = 0..<0
    var alternatives = 0..<0
    /// Index in the manifest, -1 for a position that is not listed.
    var entry = -1
  }

  /// A row of items; a pattern may have several.
  struct Alternative: Sendable {
    let items: Range<Int>
    let least: Int
    let most: Int
  }

  struct Item: Sendable {
    let set: UInt64
    let least: Int
    let most: Int
    /// The slot's own set says the same: nothing to check again.
    let isWhole: Bool
  }

  /// A place's slots and what may stand after it.
  struct Form: Sendable {
    var slots = 0..<0
    var successors = 0..<0
    /// Bytes of the segment's identifier: `NM1` has three.
    var identifierCount = 0
    /// Loop and segment, for refusals.
    var name = ""
    /// The first slot of each element, counted from 1.
    var elements: [Int] = []
  }

  struct Successor: Sendable {
    let place: Place
    let begins: Word
    let ends: Word
    /// `NM1*`: to tell a segment out of place from one that the manifest does not list.
    let identifier: Word
  }

  /// Up to eight bytes, big-endian in the high bytes, with a mask of those that count.
  struct Word: Sendable {
    let value: UInt64
    let mask: UInt64

    static let none = Word(value: 0, mask: 0)

    private init(value: UInt64, mask: UInt64) { (self.value, self.mask) = (value, mask) }

    init?(_ text: some StringProtocol) {
      guard text.utf8.count <= 8 else { return nil }
      let empty = UInt64(8 - text.utf8.count) * 8
      value = text.utf8.reduce(0) { $0 << 8 | UInt64($1) } << empty
      mask = empty == 64 ? 0 : ~0 << empty
    }
  }
}
