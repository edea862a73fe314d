internal import Delivery
internal import Foundation
internal import Signing
internal import Submissions

/// What Scrim must not be: it sends again whatever was not accepted, under a key of its own for each try.
enum NaiveSender {
  /// The most effects that one payload had, where the answer is reset after these bytes.
  static func effects(_ offsets: [Int], payload: [UInt8]) throws -> Int {
    let folder = FileManager.default.temporaryDirectory.path + "/scrim-naive-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let sandbox = try Sandbox(in: folder)
    defer { sandbox.end() }
    let relay = try Relay(to: sandbox.port, faults: offsets.map { NetworkFault(.reset, .answer, after: $0) })
    defer { relay.end() }
    return try relay.ports.map { port in
      let before = try ReceiptList(sandbox.received).count(digest: Digest(sha256Of: payload).description)
      try send(payload, Courier(Destination.sandbox(port)))
      return try ReceiptList(sandbox.received).count(digest: Digest(sha256Of: payload).description) - before
    }.max() ?? 0
  }

  private static func send(_ payload: [UInt8], _ courier: Courier) throws {
    for _ in 0..<2 {
      let digest = Digest(sha256Of: payload)
      if case .accepted = courier.send(payload, key: UniqueID.v4().description, digest: digest).outcome {
        return
      }
    }
  }
}
