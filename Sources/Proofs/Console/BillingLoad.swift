internal import Foundation

/// Billing's pages, by one biller, one after another: what each costs on a practice of that size.
extension ConsoleLoad {
  private static let places = [
    "/today?count=now", "/unbilled?count=now", "/today", "/unbilled", "/desk", "/held", "/claims", "/doubt",
    "/changed", "/unanswered", "/payments", "/charts", "/runs",
  ]

  struct NotShown: Error { let place: String }

  package func billing(times: Int) throws -> [ConsoleLoadReport.Line] {
    let person = try console.person("biller", "billing")
    return try Self.places.map { place in
      let milliseconds = try (0..<times).map { _ in
        let start = ContinuousClock.now
        guard try person.get(place).status == 200 else { throw NotShown(place: place) }
        return (ContinuousClock.now - start) / .milliseconds(1)
      }.sorted()
      func at(_ share: Double) -> Double {
        (milliseconds[min(times - 1, Int(Double(times) * share))] * 10).rounded() / 10
      }
      return ConsoleLoadReport.Line(kind: place, n: times, p50: at(0.5), p99: at(0.99), max: at(1))
    }
  }
}
