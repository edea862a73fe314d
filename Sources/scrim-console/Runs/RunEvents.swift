internal import Accounts
internal import Desk
internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import Postgres
internal import Synchronization

/// How far a preview or run is, told every second for as long as somebody looks at its page: counts alone.
///
/// Each look asks again whose token it is, and does not count as coming: a page that is left open ends like
/// any other. A stream lasts for less than half a minute, then the browser asks anew.
struct RunEvents {
  let site: Site

  private static let ticks = 25
  private static let open = OpenStreams(most: 64)

  func add(to router: Router<PageContext>) {
    router.get("/runs/:request/events") { request, context in
      let id = RunPages.id(context)
      guard let token = site.token(of: request) else { return site.signIn(instead: request) }
      guard let id = try? id() else { return site.response(to: .page(.missing)) }
      switch try await look(token, id) {
      case .signedOut: return site.signIn(instead: request)
      case .notYours: return site.response(to: .page(.notYours))
      case .missing: return site.response(to: .page(.missing))
      case .going(let words): return stream(token, id, .going(words))
      case .ended: return stream(token, id, .ended)
      }
    }
  }

  private enum Look: Sendable {
    case going(String)
    case ended, missing, notYours, signedOut

    /// As an event of the stream (HTML, section 9.2). The words hold no line break.
    var event: String {
      switch self {
      case .going(let words): "event: progress\ndata: \(words)\n\n"
      case .ended, .missing, .notYours, .signedOut: "event: ended\ndata: now\n\n"
      }
    }

    var isOver: Bool {
      if case .going = self { false } else { true }
    }
  }

  private func look(_ token: String, _ id: String) async throws -> Look {
    try await site.pool.perform { connection in
      do {
        return try connection.transaction {
          _ = try connection.query("select set_config('scrim.token', $1, true)", [.text(token)])
          guard let found = try RunDesk(console: connection).progress(id) else { return .missing }
          return found.state == .ended ? .ended : .going(RunWords.progress(found.state, found.progress))
        }
      } catch let error as PostgresError where error.sqlState == "SC030" {
        return .signedOut
      } catch let error as PostgresError where error.sqlState == "SC031" {
        return .notYours
      }
    }
  }

  private func stream(_ token: String, _ id: String, _ first: Look) -> Response {
    var headers = HTTPFields()
    headers[.contentType] = "text/event-stream; charset=utf-8"
    return Response(
      status: .ok, headers: headers,
      body: ResponseBody { writer in
        try await writer.write(ByteBuffer(string: "retry: 2000\n\n" + first.event))
        if !first.isOver, Self.open.enter() {
          defer { Self.open.leave() }
          for _ in 1...Self.ticks {
            try await Task.sleep(for: .seconds(1))
            let look = try await look(token, id)
            try await writer.write(ByteBuffer(string: look.event))
            if look.isOver { break }
          }
        }
        try await writer.finish(nil)
      })
  }
}

/// How many streams are open at once: whoever comes when there are too many is told once, and asks again.
private final class OpenStreams: Sendable {
  private let most: Int
  private let count = Mutex(0)

  init(most: Int) { self.most = most }

  func enter() -> Bool {
    count.withLock { count in
      guard count < most else { return false }
      count += 1
      return true
    }
  }

  func leave() { count.withLock { $0 -= 1 } }
}
