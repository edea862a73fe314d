import Delivery
import Signing
import Submissions
import Testing

/// What a scripted server does, and what the courier makes of it. On every line: the outcome, whether request
/// bytes were counted, and whether the server saw a request (which it can only have if they were).
struct ServerCase: CustomTestStringConvertible, Sendable {
  let behaviour: String
  let outcome: Outcome
  let bytesLeft: Bool
  let serverSaw: Bool
  var testDescription: String { behaviour }

  init(_ behaviour: String, _ outcome: Outcome, bytesLeft: Bool = true, serverSaw: Bool = true) {
    self.behaviour = behaviour
    self.outcome = outcome
    self.bytesLeft = bytesLeft
    self.serverSaw = serverSaw
  }
}

private let cases: [ServerCase] = [
  // before the request
  .init("close-at-once", .notSent(.tlsHandshakeFailed), bytesLeft: false, serverSaw: false),
  .init("plain-http", .notSent(.tlsHandshakeFailed), bytesLeft: false, serverSaw: false),
  .init("silent", .notSent(.connectTimedOut), bytesLeft: false, serverSaw: false),
  // during the request, and after it
  .init("close-unread", .inDoubt(.brokenOff), serverSaw: false),
  .init("reset-in-body", .inDoubt(.brokenOff)),
  .init("reset-after-body", .inDoubt(.brokenOff)),
  .init("close-after-body", .inDoubt(.brokenOff)),
  .init("hang-after-body", .inDoubt(.timedOut)),
  // an answer, but not a whole or readable one
  .init("half-header", .inDoubt(.brokenOff)),
  .init("half-answer", .inDoubt(.brokenOff)),
  .init("not-http", .inDoubt(.answerUnreadable)),
  .init("broken-chunks", .inDoubt(.brokenOff)),
  .init("huge-body", .inDoubt(.answerUnreadable)),
  .init("endless-header", .inDoubt(.answerUnreadable)),
  .init("hundred-megabytes", .inDoubt(.answerUnreadable)),
  .init("garbage", .inDoubt(.answerUnreadable)),
  .init("gzip-receipt", .inDoubt(.answerUnreadable)),
  .init("gzip-bomb", .inDoubt(.answerUnreadable)),
  .init("transfer-gzip-bomb", .inDoubt(.answerUnreadable)),
  .init("html", .inDoubt(.answerUnreadable)),
  .init("body:", .inDoubt(.answerUnreadable)),
  .init("body:thank you", .inDoubt(.answerUnreadable)),
  // an answer
  .init("receipt:{}", .accepted(Receipt(evidence: .digest, number: "R-1"))),
  .init("body:{}", .inDoubt(.receiptMissing)),
  .init(#"receipt:{"receipt":"R 1; see note"}"#, .inDoubt(.receiptMissing)),
  .init(#"receipt:{"submission":"another"}"#, .inDoubt(.receiptNamesAnother)),
  .init(#"receipt:{"digest":"sha256:00"}"#, .inDoubt(.receiptDigestDiffers)),
  .init("early-413", .rejected(Refusal(httpStatus: 413))),
  .init("400", .rejected(Refusal(httpStatus: 400))),
  .init("401", .inDoubt(.unauthorized)),
  .init("422", .rejected(Refusal(httpStatus: 422))),
  .init("429", .inDoubt(.throttled)),
  .init("503", .inDoubt(.serverError)),
  .init("307", .inDoubt(.answerUnreadable)),
  .init("308", .inDoubt(.answerUnreadable)),
  .init("600", .inDoubt(.answerUnreadable)),
  .init("999", .inDoubt(.answerUnreadable)),
]

struct `A courier` {
  @Test(arguments: cases)
  func `turns what a server does into an outcome, and asks once`(_ expected: ServerCase) throws {
    let server = try ScriptedServer(expected.behaviour)
    let silent = ["silent", "hang-after-body"].contains(expected.behaviour)
    let delivery = try Courier(.local(server.port, impatient: silent)).send()
    let seen = server.finish()
    #expect(delivery.outcome == expected.outcome)
    #expect((delivery.requestBytes > 0) == expected.bytesLeft)
    #expect(seen.filter { $0 == "connection" }.count == 1)
    #expect(seen.filter { $0.hasPrefix("request ") }.count == (expected.serverSaw ? 1 : 0))
  }

  @Test(arguments: ["tls1.2", "tls1.3"])
  func `delivers a long payload whole`(_ tls: String) throws {
    let server = try ScriptedServer("receipt:{}", tls: tls)
    let delivery = try Courier(.local(server.port)).send(bytes: 8 << 20)
    #expect(delivery.outcome == .accepted(Receipt(evidence: .digest, number: "R-1")))
    #expect(delivery.httpStatus == 200)
    #expect(delivery.requestBytes > 8 << 20)
    #expect(server.finish().contains { $0.hasPrefix("request ") && $0.hasSuffix(" \(8 << 20)") })
  }

  @Test
  func `is not ended by a connection that breaks under a long payload`() throws {
    let server = try ScriptedServer("reset-in-body")
    let delivery = try Courier(.local(server.port)).send(bytes: 32 << 20)
    #expect(delivery.outcome == .inDoubt(.brokenOff))
    #expect(server.finish().filter { $0 == "connection" }.count == 1)
  }

  @Test(arguments: ["huge-body", "hundred-megabytes", "transfer-gzip-bomb"])
  func `keeps at most 64 KiB of an answer`(_ behaviour: String) throws {
    let server = try ScriptedServer(behaviour)
    let delivery = try Courier(.local(server.port)).send()
    #expect(delivery.answer.count <= 64 << 10)
    #expect(!delivery.answer.isEmpty)
    _ = server.finish()
  }

  @Test
  func `leaves an encoded answer as it is`() throws {
    let server = try ScriptedServer("gzip-bomb")
    let delivery = try Courier(.local(server.port)).send()
    #expect(delivery.answer.starts(with: [0x1F, 0x8B]))
    #expect(delivery.httpStatus == 200)
    _ = server.finish()
  }

  /// What the ledger keeps: anything else it would refuse, and with it the end of the attempt.
  @Test(arguments: [("503", 503), ("600", nil), ("999", nil)])
  func `reports a status only where HTTP knows one`(_ behaviour: String, _ status: Int?) throws {
    let server = try ScriptedServer(behaviour)
    #expect(try Courier(.local(server.port)).send().httpStatus == status)
    _ = server.finish()
  }

  @Test
  func `proves that nothing left when nobody listens`() throws {
    let server = try ScriptedServer("receipt:{}")
    _ = server.finish()
    let delivery = try Courier(.local(server.port)).send()
    #expect(delivery.outcome == .notSent(.connectionRefused))
    #expect(delivery.requestBytes == 0)
  }

  @Test
  func `proves that nothing left when a connection is reset at once`() throws {
    let server = try ScriptedServer("reset-at-once")
    let delivery = try Courier(.local(server.port)).send()
    // A reset that comes before libcurl has looked at the new connection is a refused one.
    #expect([.notSent(.tlsHandshakeFailed), .notSent(.connectionRefused)].contains(delivery.outcome))
    #expect(delivery.requestBytes == 0)
    #expect(server.finish() == ["connection"])
  }

  @Test
  func `proves that nothing left when the name is unknown`() throws {
    var destination = try Destination.local(443)
    destination.endpoint = "https://clearinghouse.invalid/claims"
    let delivery = try Courier(destination).send()
    #expect(delivery.outcome == .notSent(.nameNotResolved) || delivery.outcome == .notSent(.connectTimedOut))
    #expect(delivery.requestBytes == 0)
  }

  @Test
  func `sends nothing under a digest of other bytes or an unfit key`() throws {
    let server = try ScriptedServer("receipt:{}")
    let courier = try Courier(.local(server.port))
    let other = Digest(sha256Of: [1])
    #expect(courier.send([2], key: "key", digest: other).outcome == .notSent(.other))
    let split = "key\r\nX-More: 1"
    #expect(courier.send([1], key: split, digest: other).outcome == .notSent(.other))
    #expect(server.finish() == [])
  }

  @Test
  func `believes an identifier only at its place, and nothing where no receipt is offered`() throws {
    let server = try ScriptedServer(#"body:{"claim":{"id":77,"name":"R-9"}}"#)
    defer { _ = server.finish() }
    func outcome(_ rule: ReceiptRule) throws -> Outcome {
      try Courier(.local(server.port, receipt: rule)).send().outcome
    }
    #expect(
      try outcome(.identifier(path: "claim.name")) == .accepted(Receipt(evidence: .identifier, number: "R-9"))
    )
    #expect(
      try outcome(.identifier(path: "claim.id")) == .accepted(Receipt(evidence: .identifier, number: "77")))
    #expect(try outcome(.identifier(path: "claim")) == .inDoubt(.receiptMissing))
    #expect(try outcome(.identifier(path: "id")) == .inDoubt(.receiptMissing))
    #expect(try outcome(.none) == .inDoubt(.receiptMissing))
  }

  @Test
  func `shows nothing of an answer when it is printed`() throws {
    let server = try ScriptedServer("body:{\"note\":\"marmalade\"}")
    let delivery = try Courier(.local(server.port)).send()
    _ = server.finish()
    #expect(String(decoding: delivery.answer, as: UTF8.self).contains("marmalade"))
    var dumped = ""
    dump(delivery, to: &dumped)
    let bytes = Array("marmalade".utf8).map(String.init).joined(separator: ", ")
    for shown in ["\(delivery)", String(reflecting: delivery), dumped] {
      #expect(!shown.contains("marmalade") && !shown.contains(bytes) && !shown.contains("109"))
    }
  }
}
