import Crypto
import Foundation
import Testing
import clearinghouse_sandbox

struct `A clearinghouse` {
  private func clearinghouse(
    _ folder: String = Scratch.fresh().path,
    faults: [String] = [], signed: Bool = false
  ) throws -> Clearinghouse {
    Clearinghouse(
      signatures: signed ? SignatureVerifier(keys: [Signed.signer]) : nil,
      received: try ReceivedFolder(path: folder, recordsHeaders: true),
      faults: try #require(FaultPlan(faults)))
  }

  private func request(_ key: String, _ body: [UInt8] = Interchange.bytes()) -> ReceivedRequest {
    let digest = Data(SHA256.hash(data: body)).base64EncodedString()
    return ReceivedRequest(
      method: "POST", target: "https://127.0.0.1/claims",
      fields: [
        ("Content-Type", "application/edi-x12"), ("Idempotency-Key", key),
        ("Content-Digest", "sha-256=:\(digest):"),
      ], body: body)
  }

  private func text(_ reply: Reply) -> String { String(decoding: reply.body, as: UTF8.self) }

  @Test
  func `keeps a payload byte for byte and names it in the receipt`() throws {
    let folder = Scratch.fresh()
    var clearinghouse = try clearinghouse(folder.path)
    let reply = clearinghouse.reply(to: request("s-1"), now: 0)
    #expect(reply.status == 200)
    let receipt = try JSONDecoder().decode(GivenReceipt.self, from: Data(reply.body))
    let digest = SHA256.hash(data: Interchange.bytes())
    #expect(
      receipt == GivenReceipt(receipt: "R-1", submission: "s-1", digest: "sha256:" + hexadecimal(digest)))
    #expect(try Data(contentsOf: folder.appending(path: "s-1.x12")) == Data(Interchange.bytes()))
    #expect(FileManager.default.fileExists(atPath: folder.appending(path: "s-1.json").path))
  }

  @Test
  func `answers the same key with the same receipt, also after a restart, and refuses other bytes under it`()
    throws
  {
    let folder = Scratch.fresh().path
    var first = try clearinghouse(folder)
    let receipt = first.reply(to: request("s-1"), now: 0)
    _ = first.reply(to: request("s-2"), now: 0)
    #expect(first.reply(to: request("s-1"), now: 0) == receipt)
    var second = try clearinghouse(folder)
    #expect(second.reply(to: request("s-1"), now: 0) == receipt)
    #expect(text(second.reply(to: request("s-3"), now: 0)).contains("R-3"))
    let other = Interchange.with("BHT", "BHT*0019*00*B-9*20261123*0200*CH")
    #expect(second.reply(to: request("s-1", other), now: 0).status == 422)
  }

  @Test
  func `that forgets keys does everything again`() throws {
    let folder = Scratch.fresh()
    var clearinghouse = Clearinghouse(
      signatures: nil, received: try ReceivedFolder(path: folder.path, recordsHeaders: false),
      faults: try #require(FaultPlan([])))
    clearinghouse.isForgetful = true
    #expect(text(clearinghouse.reply(to: request("s-1"), now: 0)).contains("R-1"))
    #expect(clearinghouse.reply(to: request("s-1"), now: 0).status == 200)
    let list = try String(contentsOf: folder.appending(path: ".receipts.jsonl"), encoding: .utf8)
    #expect(list.split(separator: "\n").count == 2)
  }

  @Test
  func `refuses production, a wrong envelope, a wrong digest, and what names no file`() throws {
    var clearinghouse = try clearinghouse()
    let production = Array(
      String(decoding: Interchange.bytes(), as: UTF8.self).replacing("*0*T*:", with: "*0*P*:").utf8)
    #expect(clearinghouse.reply(to: request("s", production), now: 0) == .refusal(400, "isa15-not-a-test"))
    #expect(
      clearinghouse.reply(to: request("s", Interchange.with("IEA", "")), now: 0)
        == .refusal(400, "interchange-incomplete"))
    var changed = request("s")
    changed.body[200] ^= 1
    #expect(clearinghouse.reply(to: changed, now: 0) == .refusal(400, "content-digest-differs"))
    for key in ["", "../s", "a b", String(repeating: "s", count: 65)] {
      #expect(clearinghouse.reply(to: request(key), now: 0) == .refusal(400, "idempotency-key"))
    }
    var json = request("s")
    json.fields[0].value = "application/json"
    #expect(clearinghouse.reply(to: json, now: 0).status == 415)
  }

  @Test
  func `asks for a signature when it has signers`() throws {
    var clearinghouse = try clearinghouse(signed: true)
    #expect(clearinghouse.reply(to: request("s"), now: Signed.now) == .refusal(401, "signature-missing"))
    var signed = Signed()
    signed.request = request("s")
    #expect(clearinghouse.reply(to: try signed.signed(), now: Signed.now).status == 200)
  }

  @Test
  func `misbehaves in the order and as often as it was told`() throws {
    var clearinghouse = try clearinghouse(faults: ["500:2", "reset:1", "drop-answer:1", "wrong-digest"])
    #expect(clearinghouse.reply(to: request("s"), now: 0).status == 500)
    #expect(clearinghouse.reply(to: request("s"), now: 0).status == 500)
    #expect(clearinghouse.reply(to: request("s"), now: 0) == Reply(manner: .reset))
    let dropped = clearinghouse.reply(to: request("s"), now: 0)
    #expect(dropped.manner == .reset && text(dropped).contains("R-1"))
    for _ in 0..<3 { #expect(text(clearinghouse.reply(to: request("s"), now: 0)).contains("sha256:0000")) }
  }

  @Test
  func `takes its faults over the network as well`() throws {
    var clearinghouse = try clearinghouse(faults: ["hang"])
    var script = ReceivedRequest(method: "GET", target: "https://127.0.0.1/faults", fields: [], body: [])
    #expect(text(clearinghouse.reply(to: script, now: 0)) == #"{"faults":["hang"]}"#)
    script.method = "POST"
    script.body = Array("refuse:1, 429:1\nno-receipt".utf8)
    #expect(text(clearinghouse.reply(to: script, now: 0)) == #"{"faults":["refuse:1","429:1","no-receipt"]}"#)
    let connections = [clearinghouse.refusesConnection(), clearinghouse.refusesConnection()]
    #expect(connections == [true, false])
    #expect(clearinghouse.reply(to: request("s"), now: 0).status == 429)
    #expect(text(clearinghouse.reply(to: request("s"), now: 0)) == "{}")
    script.body = Array("explode".utf8)
    #expect(clearinghouse.reply(to: script, now: 0).status == 400)
    script.body = []
    #expect(text(clearinghouse.reply(to: script, now: 0)) == #"{"faults":[]}"#)
  }
}
