internal import Dispatch
internal import Gateway
internal import Glibc

/// SIGTERM and SIGINT: the send in flight is finished and concluded, and no other begins. A second one ends
/// the program at once; what was in flight is then in doubt, as after any crash.
final class StopSignals {
  private let sources: [any DispatchSourceSignal]

  init(_ patience: Patience) {
    sources = [SIGTERM, SIGINT].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        guard patience.isOver != .askedToStop else {
          signal(number, SIG_DFL)
          raise(number)
          return
        }
        patience.stop()
      }
      source.resume()
      return source
    }
  }

  deinit { for source in sources { source.cancel() } }
}
