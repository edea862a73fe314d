/// Interchange control numbers (ISA13) that nobody has received: first those of submissions that were taken
/// back unsent, so that no gap tells of them, then upward.
public struct FreeNumbers: Sendable {
  /// Ascending.
  private var returned: ArraySlice<Int>
  private var next: Int

  public init(returned: [Int], next: Int) {
    self.returned = returned[...]
    self.next = next
  }

  public mutating func take() -> Int {
    if let first = returned.popFirst() { return first }
    defer { next += 1 }
    return next
  }
}
