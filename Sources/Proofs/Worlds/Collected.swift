internal import TestSupport

/// Results by place, that several threads put in.
final class Collected<Value: Sendable>: @unchecked Sendable {  // under the monitor
  private let monitor = Monitor()
  private var values: [Value?]

  init(_ count: Int) { values = Array(repeating: nil, count: count) }

  func set(_ place: Int, _ value: Value) { monitor.locked { values[place] = value } }

  var all: [Value] { monitor.locked { values.compactMap { $0 } } }
}
