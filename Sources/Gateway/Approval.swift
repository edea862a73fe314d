internal import Sessions
public import Signing

/// What a person approves: the window, every destination, and every payload, byte for byte, in their order.
public struct Approval: Sendable {
  private var lines: [UInt8] = []
  public private(set) var payloads: [Digest] = []

  public init() { add("scrim-approval-1") }

  package mutating func begin(_ route: Route) {
    let payers = route.admission.payers.map(\.id).sorted().joined(separator: " ")
    add("clearinghouse \(route.profile.id) \(route.profile.destination)")
    add("window \(route.admission.from) \(route.admission.through) \(payers)")
  }

  package mutating func add(_ payload: Digest) {
    payloads.append(payload)
    add(payload.description)
  }

  public var digest: Digest { Digest(sha256Of: lines) }

  private mutating func add(_ line: String) { lines.append(contentsOf: (line + "\n").utf8) }
}
