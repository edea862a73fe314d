import Delivery
import Foundation
import Signing
import Submissions
import Testing

/// OAuth 2.0 client credentials, against the sandbox clearinghouse.
struct `An access token` {
  private static let interchange = Array(
    """
    ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       \
    *261123*0200*^*00501*000000007*0*T*:~\
    GS*HC*SENDER*RECEIVER*20261123*0200*7*X*005010X222A1~ST*837*0001*005010X222A1~\
    BHT*0019*00*B*20261123*0200*CH~\
    CLM*A1*100***11:B:1~SE*4*0001~GE*1*7~IEA*1*000000007~
    """.utf8)

  private let folder: String
  private let secretFile: String

  init() throws {
    folder = try Certificates.fresh().path
    secretFile = folder + "/secret"
    try Data("s3cret\n".utf8).write(to: URL(filePath: secretFile))
  }

  private func sandbox(_ faults: [String] = [], seconds: Int = 300) throws -> Sandbox {
    try Sandbox(
      received: folder, faults: faults,
      options: [
        "--oauth-client", "scrim", "--oauth-secret-file", secretFile, "--token-seconds", "\(seconds)",
      ])
  }

  private func courier(_ sandbox: Sandbox, secret: String = "s3cret") throws -> Courier {
    var destination = try Destination.local(sandbox.port)
    let key = try PrivateKey(pem: destination.clientKey, passphrase: nil)
    destination.requestSigner = RequestSigner(key: key, keyID: key.publicKey.id)
    destination.clientCredentials = ClientCredentials(
      endpoint: "https://127.0.0.1:\(sandbox.port)/oauth/token", clientID: "scrim",
      clientSecret: Secret(secret), scope: "claims submit")
    return try Courier(destination)
  }

  private func send(_ courier: Courier, _ key: String) -> Delivery {
    courier.send(Self.interchange, key: key, digest: Digest(sha256Of: Self.interchange))
  }

  /// The token that a request brought.
  private func token(_ key: String) throws -> String {
    let record = try String(contentsOfFile: "\(folder)/\(key).json", encoding: .utf8)
    return try String(#require(record.firstMatch(of: #/Bearer (T-\d+)/#)).1)
  }

  @Test func `is fetched once and kept`() throws {
    let sandbox = try sandbox()
    let courier = try courier(sandbox)
    for key in ["s-1", "s-2", "s-3"] {
      guard case .accepted = send(courier, key).outcome else {
        Issue.record("\(key) was not accepted")
        return
      }
    }
    #expect(try [token("s-1"), token("s-3")] == ["T-1", "T-1"])
  }

  @Test func `that lives no longer is fetched again before it is used`() throws {
    let dead = try sandbox(seconds: 0)
    let courier = try courier(dead)
    _ = send(courier, "s-1")
    #expect(send(courier, "s-2").outcome == .inDoubt(.unauthorized))
    let shortLived = try sandbox(seconds: 1)
    let living = try self.courier(shortLived)
    guard case .accepted = send(living, "s-3").outcome else {
      Issue.record("not accepted")
      return
    }
    usleep(900_000)
    _ = send(living, "s-4")
    #expect(try token("s-4") == "T-2")
  }

  @Test func `that was kept and is refused is fetched once more; a fresh one that is refused is the end`()
    throws
  {
    let sandbox = try sandbox()
    let courier = try courier(sandbox)
    _ = send(courier, "s-1")
    let refusing = try self.sandbox(["401:9"])
    let other = try self.courier(refusing)
    #expect(send(other, "s-9").mayHelpToAskAgain == false)

    let changing = try self.sandbox(["429:1", "401:1"])
    let kept = try self.courier(changing)
    #expect(send(kept, "s-5").outcome == .inDoubt(.throttled))
    let refused = send(kept, "s-5")
    #expect(refused.outcome == .inDoubt(.unauthorized) && refused.mayHelpToAskAgain)
    guard case .accepted = send(kept, "s-5").outcome else {
      Issue.record("not accepted")
      return
    }
    #expect(try token("s-5") == "T-2")
  }

  @Test func `that is not given out leaves everything unsent`() throws {
    let sandbox = try sandbox()
    let refused = send(try courier(sandbox, secret: "wrong"), "s-1")
    #expect(refused.outcome == .notSent(.unauthorized) && refused.requestBytes == 0)
    #expect(try !FileManager.default.fileExists(atPath: folder + "/s-1.x12"))
    var destination = try Destination.local(sandbox.port)
    destination.clientCredentials = ClientCredentials(
      endpoint: "https://127.0.0.1:1/token", clientID: "scrim", clientSecret: Secret("x"), scope: nil)
    #expect(send(try Courier(destination), "s-1").outcome == .notSent(.connectionRefused))
  }

  @Test func `and the secret behind it are in nothing that can be printed`() throws {
    var destination = try Destination.local(1)
    destination.clientCredentials = ClientCredentials(
      endpoint: "https://127.0.0.1:1/token", clientID: "scrim", clientSecret: Secret("s3cret"), scope: nil)
    var printed = ""
    dump(destination, to: &printed)
    #expect(!printed.contains("s3cret") && printed.contains("<secret>"))
  }
}

/// The sign of life after a run.
struct `A heartbeat` {
  @Test func `is heard by whom it is meant for, and fails quietly`() throws {
    let server = try ScriptedServer("200", tls: "anyone")
    let authority = try Certificates.file("authority.crt.pem")
    #expect(try Heartbeat(url: "https://127.0.0.1:\(server.port)/beat", authority: authority).beat())
    // A header of a few lines, and no body.
    #expect(server.finish().contains { $0.wholeMatch(of: #/request \d{2,3} 0/#) != nil })
    let failing = try ScriptedServer("500", tls: "anyone")
    #expect(try !Heartbeat(url: "https://127.0.0.1:\(failing.port)/beat", authority: authority).beat())
    #expect(try !Heartbeat(url: "https://127.0.0.1:1/beat", authority: authority).beat())
    #expect(throws: DeliveryError.endpointNotHTTPS) {
      try Heartbeat(url: "http://127.0.0.1/beat", authority: authority)
    }
  }
}
