/// What each role may do with each object, as the server itself decided when it was tried. One line for each
/// object, one column for each role; `-` where every attempt was refused.
package struct AccessMatrix: Sendable {
  package let roles: [String]
  private var objects: [String] = []
  private var may: [String: [String: [String]]] = [:]
  /// Attempts: a role, an object, an action.
  package private(set) var cells = 0

  package init(roles: [String]) { self.roles = roles }

  /// - Parameter words: what was let through of `attempts`, each in a word.
  mutating func enter(_ words: [String], of attempts: Int, at object: String, as role: String) {
    if may[object] == nil { objects.append(object) }
    may[object, default: [:]][role] = words
    cells += attempts
  }

  package var text: String {
    let head = (["object"] + roles).joined(separator: "\t")
    let lines = objects.map { object in
      ([object] + roles.map { verdict(object, $0) }).joined(separator: "\t")
    }
    return ([head] + lines).joined(separator: "\n") + "\n"
  }

  /// What a file says of an object and a role.
  static func verdicts(in text: String) -> [String: [String: String]] {
    let lines = text.split(separator: "\n").map {
      $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    }
    guard let head = lines.first else { return [:] }
    return lines.dropFirst().reduce(into: [:]) { found, line in
      for (role, verdict) in zip(head, line).dropFirst() { found[line[0], default: [:]][role] = verdict }
    }
  }

  /// A sentence for each cell that is not as the reviewed file says, and for each object that only one of the
  /// two knows.
  package func differences(from reviewed: String) -> [String] {
    let expected = Self.verdicts(in: reviewed)
    let gone = expected.keys.filter { may[$0] == nil }.sorted().map { "\($0) is no longer there" }
    return gone
      + objects.flatMap { object in
        roles.compactMap { role in
          let (found, was) = (verdict(object, role), expected[object]?[role] ?? "not reviewed")
          return found == was || may[object]?[role] == nil
            ? nil : "\(object), \(role): \(found) (reviewed: \(was))"
        }
      }
  }

  /// What no review can allow: a detour that led somewhere, and a right in the records, the source views or
  /// the gate's tables for those who have nothing to do with them.
  var breaches: [String] {
    objects.flatMap { object in
      roles.compactMap { role in
        let verdict = verdict(object, role)
        if verdict.contains(Escalation.gained) { return "\(object), \(role): gained" }
        let isClosed = ["practice.", "source.", "gate."].contains(where: object.hasPrefix)
        return isClosed && Actor.everyday.contains(role) && verdict != "-"
          ? "\(object), \(role): \(verdict), which nobody may allow" : nil
      }
    }
  }

  private func verdict(_ object: String, _ role: String) -> String {
    let words = may[object]?[role] ?? []
    return words.isEmpty ? "-" : words.joined(separator: " ")
  }
}
