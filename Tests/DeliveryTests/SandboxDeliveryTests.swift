import Delivery
import Foundation
import Signing
import Submissions
import Testing

/// The built `clearinghouse-sandbox`, as a person starts it.
final class Sandbox {
  private let process = Process()
  let port: Int

  /// - Parameter options: further ones, such as those for access tokens.
  init(
    received: String, faults: [String] = [], signer: Certificates.Folder = .ours, options: [String] = []
  ) throws {
    let portFile = try Certificates.fresh().appending(path: "port")
    process.executableURL = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
      .appending(path: "clearinghouse-sandbox")
    process.arguments =
      [
        "--port-file", portFile.path, "--received", received, "--record-headers",
        "--certificate", try Certificates.file("server.crt.pem"), "--key",
        try Certificates.file("server.key.pem"),
        "--client-authority", try Certificates.file("authority.crt.pem"),
        "--signer", try Certificates.file("client.crt.pem", signer),
      ] + faults.flatMap { ["--fault", $0] } + options
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    port = try Self.port(in: portFile, from: process)
  }

  deinit {
    process.terminate()
    process.waitUntilExit()
  }

  private static func port(in file: URL, from process: Process) throws -> Int {
    for _ in 0..<1_000 where process.isRunning {
      let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
      if let port = Int(text.trimmingCharacters(in: .newlines)) { return port }
      usleep(10_000)
    }
    throw ServerDidNotStart()
  }
}

struct `The sandbox clearinghouse` {
  private static let interchange = Array(
    """
    ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       \
    *261123*0200*^*00501*000000007*0*T*:~\
    GS*HC*SENDER*RECEIVER*20261123*0200*7*X*005010X222A1~ST*837*0001*005010X222A1~\
    BHT*0019*00*B*20261123*0200*CH~\
    CLM*A1*100***11:B:1~SE*4*0001~GE*1*7~IEA*1*000000007~
    """.utf8)

  /// A courier that signs its requests with the client's key.
  private func courier(_ sandbox: Sandbox, impatient: Bool = false) throws -> Courier {
    var destination = try Destination.local(sandbox.port, impatient: impatient)
    let key = try PrivateKey(pem: destination.clientKey, passphrase: nil)
    destination.requestSigner = RequestSigner(key: key, keyID: key.publicKey.id)
    return try Courier(destination)
  }

  private func send(_ courier: Courier, key: String = "s-1", _ payload: [UInt8] = interchange) -> Outcome {
    courier.send(payload, key: key, digest: Digest(sha256Of: payload)).outcome
  }

  private func accepted(_ number: String) -> Outcome { .accepted(Receipt(evidence: .digest, number: number)) }

  @Test
  func `confirms a signed request and keeps its bytes, also over a restart`() throws {
    let folder = try Certificates.fresh().path
    var sandbox = try Sandbox(received: folder)
    #expect(send(try courier(sandbox)) == accepted("R-1"))
    #expect(try Data(contentsOf: URL(filePath: folder + "/s-1.x12")) == Data(Self.interchange))
    #expect(send(try courier(sandbox), key: "s-2") == accepted("R-2"))
    sandbox = try Sandbox(received: folder)
    #expect(send(try courier(sandbox)) == accepted("R-1"))
    #expect(send(try courier(sandbox), [1]) == .rejected(Refusal(httpStatus: 422)))
  }

  @Test
  func `hears nothing of what begins later than its permit allows`() throws {
    let received = try Certificates.fresh().path
    let sandbox = try Sandbox(received: received)
    let courier = try courier(sandbox)
    let digest = Digest(sha256Of: Self.interchange)
    let late = courier.send(Self.interchange, key: "late-1", digest: digest, beginBy: .now)
    #expect(late.outcome == .notSent(.permitOver) && late.requestBytes == 0)
    #expect(try !FileManager.default.contentsOfDirectory(atPath: received).contains { $0.hasPrefix("late") })
    let inTime = courier.send(
      Self.interchange, key: "late-1", digest: digest, beginBy: .now.advanced(by: .seconds(60)))
    #expect(inTime.outcome == accepted("R-1"))
    #expect(courier.permitTime.toEnd > courier.permitTime.toBegin)
  }

  @Test
  func `refuses a request that nobody it knows has signed`() throws {
    let sandbox = try Sandbox(received: try Certificates.fresh().path, signer: .theirs)
    #expect(send(try courier(sandbox)) == .inDoubt(.unauthorized))
    #expect(send(try Courier(.local(sandbox.port))) == .inDoubt(.unauthorized))
  }

  @Test(arguments: [
    ("refuse", .notSent(.tlsHandshakeFailed)), ("hang", .inDoubt(.timedOut)), ("reset", .inDoubt(.brokenOff)),
    ("drop-answer", .inDoubt(.brokenOff)), ("half-answer", .inDoubt(.brokenOff)),
    ("wrong-digest", .inDoubt(.receiptDigestDiffers)), ("wrong-submission", .inDoubt(.receiptNamesAnother)),
    ("no-receipt", .inDoubt(.receiptMissing)), ("huge-answer", .inDoubt(.answerUnreadable)),
    ("500", .inDoubt(.serverError)), ("429", .inDoubt(.throttled)),
    ("308", Outcome.inDoubt(.answerUnreadable)),
  ])
  func `misbehaves once and then answers truthfully`(_ fault: String, _ outcome: Outcome) throws {
    let sandbox = try Sandbox(received: try Certificates.fresh().path, faults: [fault + ":1"])
    #expect(send(try courier(sandbox, impatient: fault == "hang")) == outcome)
    #expect(send(try courier(sandbox)) == accepted("R-1"))
  }
}
