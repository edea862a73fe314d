internal import X12

/// What a payer's identifiers look like: alternatives, each a row of sets of characters with counts. Matched
/// in one pass over the text, whatever it says.
public struct IdentifierPattern: Sendable {
  public typealias Part = (characters: Set<UInt8>, counts: ClosedRange<Int>)

  /// One character; an optional one may be left out.
  private struct Step: Sendable {
    let characters: ByteSet
    let isOptional: Bool
  }

  private let alternatives: [[Step]]

  /// - Parameter alternatives: none longer than 60 characters.
  public init(_ alternatives: [[Part]]) {
    self.alternatives = alternatives.map { parts in
      parts.flatMap { part in
        let characters = ByteSet(String(decoding: part.characters.sorted(), as: UTF8.self))
        return (0..<part.counts.upperBound).map {
          Step(characters: characters, isOptional: $0 >= part.counts.lowerBound)
        }
      }
    }
    precondition(self.alternatives.allSatisfy { $0.count <= 60 }, "a pattern of an unchecked configuration")
  }

  /// The whole text.
  func matches(_ text: String) -> Bool { alternatives.contains { Self.matches(text, $0) } }

  /// Bit n of `reached`: n steps are taken.
  private static func matches(_ text: String, _ steps: [Step]) -> Bool {
    var reached = skipping(1, steps)
    for byte in text.utf8 {
      var next: UInt64 = 0
      for (place, step) in steps.enumerated() where reached >> UInt64(place) & 1 == 1 {
        if step.characters.contains(byte) { next |= 1 << UInt64(place + 1) }
      }
      if next == 0 { return false }
      reached = skipping(next, steps)
    }
    return reached >> UInt64(steps.count) & 1 == 1
  }

  private static func skipping(_ reached: UInt64, _ steps: [Step]) -> UInt64 {
    var reached = reached
    for (place, step) in steps.enumerated() where step.isOptional && reached >> UInt64(place) & 1 == 1 {
      reached |= 1 << UInt64(place + 1)
    }
    return reached
  }
}
