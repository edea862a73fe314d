// The network side: TLS with client certificates, HTTP/1.1, one request for each connection.

internal import Glibc
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import NIOSSL
internal import Synchronization

/// Listens until the process ends.
struct Server {
  private let listener: any Channel

  init(_ clearinghouse: Clearinghouse, tls: NIOSSLContext, address: String, port: Int) throws {
    let shared = SharedClearinghouse(clearinghouse)
    listener = try ServerBootstrap(group: MultiThreadedEventLoopGroup(numberOfThreads: 1))
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          // A channel whose initializer throws is closed.
          if shared.with({ $0.refusesConnection() }) { throw ConnectionRefused() }
          let pipeline = channel.pipeline.syncOperations
          try pipeline.addHandler(NIOSSLServerHandler(context: tls))
          try pipeline.configureHTTPServerPipeline(withPipeliningAssistance: false)
          try pipeline.addHandler(RequestHandler(shared))
        }
      }
      .bind(host: address, port: port).wait()
  }

  var port: Int { listener.localAddress?.port ?? 0 }

  func wait() throws { try listener.closeFuture.wait() }
}

private struct ConnectionRefused: Error {}

/// The one clearinghouse of all connections.
final class SharedClearinghouse: Sendable {
  private let state: Mutex<Clearinghouse>

  init(_ clearinghouse: Clearinghouse) { state = Mutex(clearinghouse) }

  func with<Value: Sendable>(_ body: (inout Clearinghouse) -> Value) -> Value {
    state.withLock { body(&$0) }
  }
}

/// Collects one request, asks the clearinghouse, answers, closes.
private final class RequestHandler: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  private let clearinghouse: SharedClearinghouse
  private var head: HTTPRequestHead?
  private var body: [UInt8] = []

  init(_ clearinghouse: SharedClearinghouse) { self.clearinghouse = clearinghouse }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head): self.head = head
    case .body(let part):
      guard head != nil else { return }
      body.append(contentsOf: part.readableBytesView)
      if body.count > Clearinghouse.payloadBytes { answer(context, .refusal(413, "payload-too-long")) }
    case .end:
      guard let head else { return }
      let request = received(head)
      answer(context, clearinghouse.with { $0.reply(to: request, now: time(nil)) })
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

  private func received(_ head: HTTPRequestHead) -> ReceivedRequest {
    let fields = head.headers.map { (name: $0.name, value: $0.value) }
    let host = fields.first { $0.name.lowercased() == "host" }?.value ?? ""
    return ReceivedRequest(
      method: head.method.rawValue, target: "https://\(host)\(head.uri)", fields: fields, body: body)
  }

  private func answer(_ context: ChannelHandlerContext, _ reply: Reply) {
    head = nil  // anything further is not read
    body = []
    switch reply.manner {
    case .silent: return
    case .reset: return reset(context)
    case .whole, .half: break
    }
    var headers: HTTPHeaders = ["content-type": reply.mediaType, "connection": "close"]
    headers.add(name: "content-length", value: String(reply.body.count))
    if let location = reply.location { headers.add(name: "location", value: location) }
    let status = HTTPResponseStatus(statusCode: reply.status)
    context.write(
      wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: status, headers: headers)))
    )
    .assumeIsolated().whenFailure { _ in context.close(promise: nil) }
    let sent = reply.manner == .half ? reply.body.prefix(reply.body.count / 2) : reply.body[...]
    context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: sent)))), promise: nil)
    guard reply.manner == .whole else { return flushAndReset(context) }
    context.writeAndFlush(wrapOutboundOut(.end(nil))).assumeIsolated().whenComplete { _ in
      context.close(promise: nil)
    }
  }

  private func flushAndReset(_ context: ChannelHandlerContext) {
    context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(ByteBuffer())))).assumeIsolated().whenComplete {
      _ in
      self.reset(context)
    }
  }

  /// Closes below TLS, with a reset instead of an orderly end.
  private func reset(_ context: ChannelHandlerContext) {
    let pipeline = context.pipeline.syncOperations
    _ = (context.channel as? any SocketOptionProvider)?.setSoLinger(linger(l_onoff: 1, l_linger: 0))
    if let tls = try? pipeline.context(handlerType: NIOSSLServerHandler.self) {
      tls.close(promise: nil)
    } else {
      context.close(promise: nil)
    }
  }
}
