import CLibCurl
import Delivery
import Foundation
import Signing
import Submissions
import Testing

/// libcurl sends a body again by itself in three situations. Each is made here, with libcurl as it comes to
/// show that it does so, and with the courier.
struct `A request` {
  private func requests(_ seen: [String]) -> Int { seen.count { $0.hasPrefix("request ") } }

  /// The server answers the first request, and reads the second and resets its connection.
  @Test
  func `is not repeated on a connection that was used before`() throws {
    let server = try ScriptedServer("keep-alive")
    let courier = try Courier(.local(server.port))
    #expect(courier.send().outcome.name == "accepted")
    #expect(courier.send().outcome == .inDoubt(.brokenOff))
    let seen = server.finish()
    #expect(requests(seen) == 2)
    #expect(seen.count { $0 == "connection" } == 2)
  }

  @Test
  func `would be repeated by libcurl as it comes`() throws {
    let server = try ScriptedServer("keep-alive")
    let curl = try BareCurl(.local(server.port))
    let body = [UInt8](repeating: 0x41, count: 2_000)
    let lines = [
      "Idempotency-Key: 1", "Content-Digest: \(contentDigest(body))", "Content-Type: application/edi-x12",
    ]
    #expect(curl.post(body, lines) == CURLE_OK)
    #expect(curl.post(body, lines) == CURLE_OK)
    #expect(requests(server.finish()) == 3)
  }

  @Test(arguments: ["refuse", "goaway"])
  func `goes over HTTP 1, whatever else is offered`(_ behaviour: String) throws {
    let server = try ScriptedServer.http2(behaviour)
    #expect(try Courier(.local(server.port)).send().outcome == .inDoubt(.answerUnreadable))
    #expect(server.finish() == ["connection", "protocol http/1.1", "request 2000"])
  }

  @Test
  func `would be repeated by libcurl over HTTP 2 where its stream is refused`() throws {
    let server = try ScriptedServer.http2("refuse")
    let curl = try BareCurl(.local(server.port), version: Int(CURL_HTTP_VERSION_2TLS))
    #expect(curl.post([UInt8](repeating: 0x41, count: 2_000)) == CURLE_OK)
    let seen = server.finish()
    #expect(seen.contains("protocol h2"))
    #expect(seen.count { $0 == "request 2000" } == 2)
  }

  /// libcurl 7.88 ends with an error; newer ones send again.
  @Test
  func `would be in doubt or repeated by libcurl over HTTP 2 where the connection is taken back`() throws {
    let server = try ScriptedServer.http2("goaway")
    let curl = try BareCurl(.local(server.port), version: Int(CURL_HTTP_VERSION_2TLS))
    let code = curl.post([UInt8](repeating: 0x41, count: 2_000))
    let seen = server.finish()
    #expect(seen.contains("protocol h2"))
    #expect(seen.count { $0 == "request 2000" } == (code == CURLE_OK ? 2 : 1))
  }
}

/// A server that ends TLS itself, so that bytes are counted in clear: it resets the connection, or closes
/// it, after each of them.
struct `An exchange that is cut in clear` {
  /// The n-th connection takes n times so many bytes of the request, and is reset: nothing is ever called
  /// accepted or not sent, and a whole request is seen only once, at the end.
  @Test
  func `after any byte of the request is in doubt, and sent once`() throws {
    let server = try ScriptedServer("cut-request:16")
    let courier = try Courier(.local(server.port))
    var cuts = 0
    var last = courier.send(bytes: 600)
    while last.outcome == .inDoubt(.brokenOff), cuts < 500 {
      #expect(last.requestBytes > 0)
      cuts += 1
      last = courier.send(bytes: 600)
    }
    let seen = server.finish()
    #expect(cuts > 600 / 16)
    #expect(last.outcome == .inDoubt(.receiptMissing))
    #expect(seen.count { $0.hasPrefix("request ") } == 1)
    #expect(seen.count { $0 == "connection" } == cuts + 1)
  }

  @Test
  func `after any byte of the answer is in doubt until the last`() throws {
    let server = try ScriptedServer("cut-answer:1")
    let courier = try Courier(.local(server.port))
    var outcomes: [Outcome] = []
    repeat {
      outcomes.append(courier.send(bytes: 600).outcome)
    } while outcomes.last?.name != "accepted"
      && outcomes.count < 1_000
    let seen = server.finish()
    let cuts = seen.filter { $0.hasPrefix("cut ") }.compactMap {
      $0.split(separator: " ").last.flatMap { Int($0) }
    }
    #expect(outcomes.dropLast().allSatisfy { $0.name == "in_doubt" })
    #expect(outcomes.count - 1 == cuts.last)
    #expect(seen.count { $0.hasPrefix("request ") } == outcomes.count)
  }
}
