/// One way in which a network can treat a connection. Offsets count the bytes that pass in one direction,
/// as they are on the wire: with TLS around them.
package struct NetworkFault: Hashable, Sendable {
  package enum Direction: String, CaseIterable, Sendable { case request, answer }

  package enum Kind: Hashable, Sendable {
    /// Both ends are reset (RST).
    case reset
    /// Both ends are told that nothing more comes (FIN).
    case end
    /// Nothing more passes; the connection stays.
    case truncate
    /// Bytes that nobody sent come in between.
    case garbage
    /// Each byte in a segment of its own.
    case slice
    /// What follows waits so long.
    case delay(milliseconds: Int)
    /// What follows arrives when the sender has long gone: before its next try, or after it.
    case late(afterNextTry: Bool)
  }

  package let kind: Kind
  package let direction: Direction
  package let offset: Int

  package init(_ kind: Kind, _ direction: Direction, after offset: Int) {
    (self.kind, self.direction, self.offset) = (kind, direction, offset)
  }

  /// The relay reads on until the sender itself has closed.
  package var isReadOn: Bool {
    switch kind {
    case .reset, .garbage, .slice, .delay: false
    case .end, .truncate, .late: true
    }
  }

  /// The sender finds out by its own clock alone.
  package var isSlow: Bool {
    switch kind {
    case .reset, .end, .garbage, .slice, .delay: false
    case .truncate, .late: true
    }
  }
}

extension NetworkFault: CustomStringConvertible {
  package var description: String {
    let what =
      switch kind {
      case .reset: "a reset"
      case .end: "an end"
      case .truncate: "silence"
      case .garbage: "garbage"
      case .slice: "single bytes"
      case .delay(let milliseconds): "\(milliseconds) ms of waiting"
      case .late(let afterNextTry): "the rest \(afterNextTry ? "after" : "before") the next try"
      }
    return "\(what) after byte \(offset) of the \(direction.rawValue)"
  }
}
