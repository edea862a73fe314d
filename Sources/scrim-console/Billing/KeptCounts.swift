internal import Accounts
internal import Desk
internal import Hummingbird

/// What is kept for billing's pages.
struct KeptCounts: Sendable {
  let today: KeptCount<TodayPages.Counts>
  let unbilled: KeptCount<[UnbilledGroup]>

  init(seconds: Int) {
    today = KeptCount(seconds: seconds)
    unbilled = KeptCount(seconds: seconds)
  }

  func forget() {
    today.forget()
    unbilled.forget()
  }
}

extension Site {
  typealias Counted<Value: Sendable> = @Sendable (SignedIn) throws -> Value

  /// A page of billing's with what is counted over the whole practice. Whoever comes where nothing is kept
  /// waits; whoever comes later does not, and where it gets old it is counted again behind them.
  func show<Value>(
    _ request: Request, _ kept: KeptCount<Value>, _ count: @escaping Counted<Value>,
    _ body: @escaping @Sendable (SignedIn, KeptCount<Value>.Made) throws -> Page
  ) async throws -> Response {
    guard let token = token(of: request) else { return signIn(instead: request) }
    let isToCount = request.uri.queryParameters["count"] == "now"
    let quick = try await visit(token, [.billing], nil) { visit -> Rendered? in
      if isToCount { kept.forget() }
      guard let made = kept.look(try stamp(visit)) else { return nil }
      return rendered(.page(try body(visit, made)), visit.present)
    }
    switch quick {
    case .done(nil):
      return try await slowly.show(request, [.billing]) { visit in
        .page(try body(visit, kept.look(stamp(visit), at: billing.now) { try count(visit) }))
      }
    case .done(let page?):
      if kept.takeRemaking() { remake(token, kept, count) }
      return page.response
    case .refused(let page): return answer(.refused(page), to: request)
    case .signedOut: return answer(.signedOut, to: request)
    case .unconfirmed: return answer(.unconfirmed, to: request)
    }
  }

  private func remake<Value>(_ token: String, _ kept: KeptCount<Value>, _ count: @escaping Counted<Value>) {
    Task {
      defer { kept.remade() }
      // Whoever has put on another role meanwhile tried nothing that is not theirs.
      _ = try? await slowly.visit(token, SignedIn.Role.everybody, nil) { visit in
        guard visit.present.role == .billing else { return }
        _ = try kept.make(stamp(visit), at: billing.now) { try count(visit) }
      }
    }
  }

  /// Changes with what previews, runs and clearinghouses' answers change.
  private func stamp(_ visit: SignedIn) throws -> String {
    let latest = try RunDesk(console: visit.connection).latest().first
    let lines = try visit.desk.lines().map { line in
      "\(line.clearinghouse) \(line.lastAccepted ?? 0) \(line.lastFault ?? "")"
    }
    return ([latest.map { "\($0.id) \($0.state)" } ?? ""] + lines).joined(separator: "\n")
  }
}
