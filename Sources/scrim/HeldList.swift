internal import Defects

/// What is wrong, with how many held claims, in words.
struct DefectCount: Encodable {
  let code: String
  /// Loop, segment and element of the 837P.
  let element: String?
  let claims: Int
  let sentence: String
  let nextStep: String

  fileprivate var place: String { element.map { ", \($0)" } ?? "" }
}

/// Held claims by what is wrong with them, so that one correction is read once. Session ids are the
/// practice's own.
struct HeldList {
  typealias Held = (session: String, defects: [String])

  private let held: [Held]
  private let total: Int

  /// - Parameter total: there may be more than are listed.
  init(_ held: [Held], total: Int) {
    self.held = held
    self.total = total
  }

  /// Most frequent first.
  static func counts(_ held: [Held]) -> [DefectCount] {
    var claims: [String: Int] = [:]
    for code in held.flatMap({ Set($0.defects) }) { claims[code, default: 0] += 1 }
    return claims.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { code, count in
      let defect = ClaimDefect.named(code)
      return DefectCount(
        code: code, element: defect?.element, claims: count,
        sentence: defect?.sentence ?? "It has a defect of another version.",
        nextStep: defect?.nextStep ?? "Run the version of scrim that held it.")
    }
  }

  func write(to page: inout Page) {
    guard total > 0 else { return }
    page.line()
    page.line("\(counted(total, "claim is", "claims are")) held until somebody corrects the records:")
    for defect in Self.counts(held) {
      page.paragraph(
        "\(counted(defect.claims, "claim")): \(defect.sentence) (\(defect.code)\(defect.place))", indent: 2)
      page.paragraph("→ \(defect.nextStep)", indent: 4)
      page.paragraph(
        "sessions " + list(held.filter { $0.defects.contains(defect.code) }.map(\.session)), indent: 6)
    }
    if held.count < total {
      page.line("  … and \(grouped(total - held.count)) more; after a run, `scrim status --json` lists all.")
    }
  }

  private func list(_ sessions: [String], most: Int = 8) -> String {
    sessions.count <= most
      ? sessions.joined(separator: ", ")
      : sessions.prefix(most).joined(separator: ", ") + " and \(grouped(sessions.count - most)) more"
  }
}
