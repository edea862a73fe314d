/// What stands in the way of a leak, as in SECURITY.md; and beyond that, what would tell of it.
enum Layer: String, Sendable {
  case database = "D"
  case types = "T"
  case egress = "E"
  case system = "O"
  case proof
}

/// A leak that was built in on purpose. Where it goes unseen there is a wall missing.
protocol Mutant: Sendable {
  /// A heading: what is done wrong.
  var name: String { get }
  /// Leaks of what a session record says must meet two layers, so that one mistake lets nothing out.
  var isClinical: Bool { get }
  /// Tries it, wall after wall, and says what became of it.
  func tried(_ place: Workshop) throws -> Verdict
}

/// What became of one mutant.
struct Verdict: Sendable {
  let mutant: String
  /// In order of the walls: `E: segment-not-listed`.
  private(set) var caught: [String] = []
  private(set) var findings: [String] = []

  init(of mutant: String) { self.mutant = mutant }

  mutating func add(_ layer: Layer, _ what: String, isSeen: Bool, isSeenWithout: Bool) {
    let named = "\(layer.rawValue): \(what)"
    if isSeenWithout {
      findings.append("\(mutant): \"\(named)\" is seen without the mutant too, and so tells nothing")
    } else if isSeen {
      caught.append(named)
    } else {
      findings.append("\(mutant): not caught by \(named)")
    }
  }

  mutating func missing(_ what: String) { findings.append("\(mutant): \(what)") }

  var line: String {
    "\(mutant) – caught by \(caught.isEmpty ? "nobody" : caught.joined(separator: "; then "))"
  }
}
