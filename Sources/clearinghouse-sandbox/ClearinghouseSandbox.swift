// A stand-in clearinghouse, for trying out and for tests: HTTPS with client certificates, its own readers of
// X12 envelopes, claims as JSON and request signatures (it shares no code with the sender, so that a mistake
// there is seen here), receipts, and faults on request. It keeps what it received in a folder and is never a
// place for real claims: an interchange or a claim marked as production (P) is refused.

internal import ArgumentParser
internal import FoundationEssentials
internal import Glibc
internal import NIOSSL

@main
struct ClearinghouseSandbox: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "clearinghouse-sandbox",
    abstract: "A stand-in clearinghouse with scriptable faults and answers, for trying out and for tests.",
    subcommands: [Serve.self, Answer.self], defaultSubcommand: Serve.self)
}

struct Serve: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Listens for claims; what is done where no command is named.",
    discussion: """
      Takes POST requests with an X12 interchange (application/edi-x12) or a claim as JSON (application/json),
      over TLS with a client certificate.
      GET …/status/KEY says whether it has that submission.
      With --oauth-client, POST …/token gives out access tokens, and each request must bring a live one.
      GET /faults lists the faults to come; POST /faults replaces them (KIND[:COUNT], separated by spaces).
      Faults: \(FaultKind.list).
      With --answers, GET …/acknowledgments?after=ID lists what answers the claims, and
      GET …/acknowledgments/ID is one of them; GET /answers shows the script of the answers, and
      POST /answers replaces it. Its lines are
      SUBJECT [CONDITION VALUE]…: WORDS, and the first that fits wins.
      \(ScriptWords.help)
      """)

  @Option(help: "The address to listen at.")
  var address = "127.0.0.1"

  @Option(help: "The port; 0 takes a free one.")
  var port = 0

  @Option(help: "A file to write the port to, once it is open.")
  var portFile: String?

  @Option(help: "The server's certificate chain (PEM).")
  var certificate: String

  @Option(help: "The server's private key (PEM).")
  var key: String

  @Option(help: "The authority whose client certificates are taken (PEM).")
  var clientAuthority: String

  @Option(
    name: .customLong("signer"),
    help: "A certificate or public key (PEM, P-256) whose request signatures are taken; KEYID=PATH names it.")
  var signers: [String] = []

  @Flag(help: "Take requests without a request signature.")
  var unsigned = false

  @Flag(help: "Know no idempotency: a request that is taken counts, also under a key that was used before.")
  var forgetful = false

  @Option(name: .customLong("newest-tls"), help: "The newest version of TLS that is spoken: 1.2 or 1.3.")
  var newestTLS = "1.3"

  @Option(help: "The folder for what is received: one file for each payload, byte for byte.")
  var received: String

  @Flag(help: "Write each request's method, target and headers beside the payload, as JSON.")
  var recordHeaders = false

  @Option(
    name: .customLong("fault"), help: "KIND[:COUNT]; without a count, always. May be given several times.")
  var faults: [String] = []

  @Flag(help: "Answer claims as a clearinghouse and its payers do: TA1, 999, 277CA, 835.")
  var answers = false

  @Option(help: "The file with the script of the answers; without one all of them are good.")
  var answerScript: String?

  @Option(help: "Demand an access token of this client (OAuth 2.0, client credentials).")
  var oauthClient: String?

  @Option(help: "The file with that client's secret.")
  var oauthSecretFile: String?

  @Option(help: "How long an access token lives.")
  var tokenSeconds = 300

  func validate() throws {
    guard (oauthClient == nil) == (oauthSecretFile == nil) else {
      throw ValidationError("--oauth-client and --oauth-secret-file go together.")
    }
    guard signers.isEmpty == unsigned else {
      throw ValidationError(
        "Give --signer for the keys to take, or --unsigned to take requests without signatures.")
    }
    guard ["1.2", "1.3"].contains(newestTLS) else { throw ValidationError("--newest-tls is 1.2 or 1.3.") }
    guard (0...65_535).contains(port) else { throw ValidationError("--port is 0 to 65535.") }
    guard answers || answerScript == nil else { throw ValidationError("--answer-script needs --answers.") }
    _ = try plan()
  }

  func run() throws {
    unblockSignals()
    let tls = try tlsContext()
    var clearinghouse = Clearinghouse(
      signatures: try unsigned ? nil : SignatureVerifier(keys: signers.map(SignerKey.init(argument:))),
      received: try ReceivedFolder(path: received, recordsHeaders: recordHeaders),
      faults: try plan(), tokens: try tokenDesk())
    clearinghouse.isForgetful = forgetful
    if answers {
      clearinghouse.answers = try AnswerOffice(folder: received, script: try .read(answerScript))
      clearinghouse.settleAnswers(now: time(nil))
    }
    let server = try Server(clearinghouse, tls: tls, address: address, port: port)
    if let portFile { try Data("\(server.port)\n".utf8).write(to: URL(filePath: portFile), options: .atomic) }
    print("listening on https://\(address):\(server.port)")
    fflush(nil)
    try server.wait()
  }

  private func tokenDesk() throws -> TokenDesk? {
    guard let oauthClient, let oauthSecretFile else { return nil }
    let secret = try String(contentsOfFile: oauthSecretFile, encoding: .utf8)
    return TokenDesk(
      client: oauthClient, secret: String(secret.prefix { !$0.isNewline }), seconds: tokenSeconds)
  }

  private func plan() throws -> FaultPlan {
    guard let plan = FaultPlan(faults) else {
      throw ValidationError("--fault is KIND[:COUNT]; kinds: \(FaultKind.list).")
    }
    return plan
  }

  private func tlsContext() throws -> NIOSSLContext {
    var settings = TLSConfiguration.makeServerConfiguration(
      certificateChain: try NIOSSLCertificate.fromPEMFile(certificate).map { .certificate($0) },
      privateKey: .privateKey(try NIOSSLPrivateKey(file: key, format: .pem)))
    settings.trustRoots = .certificates(try NIOSSLCertificate.fromPEMFile(clientAuthority))
    settings.certificateVerification = .noHostnameVerification
    settings.minimumTLSVersion = .tlsv12
    settings.maximumTLSVersion = newestTLS == "1.2" ? .tlsv12 : .tlsv13
    settings.applicationProtocols = ["http/1.1"]
    return try NIOSSLContext(configuration: settings)
  }
}

/// A program that a thread of a Swift or Dispatch pool starts inherits a mask that blocks nearly every
/// signal: it could not be ended with SIGTERM.
private func unblockSignals() {
  var none = sigset_t()
  sigemptyset(&none)
  pthread_sigmask(SIG_SETMASK, &none, nil)
}
