internal import Hummingbird
internal import Logging
internal import NIOCore

/// What is known of a request before anybody has looked at it.
struct PageContext: RequestContext {
  var coreContext: CoreRequestContextStorage
  /// Of whoever connected: a browser, or the proxy in front of the console.
  let peer: String

  init(source: Source) {
    coreContext = .init(source: source)
    peer = source.channel.remoteAddress?.ipAddress ?? "127.0.0.1"
  }
}
