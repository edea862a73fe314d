internal import Claims

/// How many claims are warned about, and of what: codes and counts, never whose.
struct WarningCounts: Sendable {
  private var claims: [String: Int] = [:]

  mutating func add(_ warnings: [ClaimWarning]) {
    for warning in warnings { claims[warning.code, default: 0] += 1 }
  }

  mutating func add(_ more: WarningCounts) { claims.merge(more.claims) { $0 + $1 } }

  /// In the order of the catalogue.
  var report: [PreviewReport.Warning] {
    ClaimWarning.all.compactMap { warning in
      claims[warning.code].map {
        PreviewReport.Warning(
          code: warning.code, element: warning.element, claims: $0, sentence: warning.sentence,
          nextStep: warning.nextStep)
      }
    }
  }
}
