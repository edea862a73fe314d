internal import Acknowledgments

/// What one set may be taken to accept.
struct JudgedSet {
  typealias Licence = StrictJudge.Licence

  private let parts: [StrictJudge.Part]

  private let passingOver: Bool

  /// - Parameter parts: the group's header, and ST to SE.
  init(_ parts: [StrictJudge.Part], passingOver: Bool) {
    (self.parts, self.passingOver) = (parts, passingOver)
  }

  func licences() -> [Licence] {
    let guides = [parts[1].text(3), parts[0].text(8)]
    func isOf(_ family: String) -> Bool { guides.contains { $0.hasPrefix(family) } }
    switch (parts[0].text(1), parts[1].text(1)) {
    case ("FA", "999") where isOf("005010X231"): return syntax()
    case ("HN", "277") where isOf("005010X214"): return status()
    case ("HP", "835") where isOf("005010X221"): return payment()
    default: return []
    }
  }

  /// A 999: IK501 (AK501) of each set and of the claims that its CTX name; AK901 where there is no set.
  private func syntax() -> [Licence] {
    var found: [Licence] = []
    var (group, set): (Int?, Int?) = (nil, nil)
    var claims: [String] = []
    var isBare = true
    for part in parts.dropFirst(2) {
      let verdict = StrictJudge.verdicts[part.text(1)]
      switch part.name {
      case "AK1": group = part.text(1) == "HC" ? part.number(2) : nil
      case "AK2": (set, claims, isBare) = (part.number(2), [], false)
      case "CTX":
        if part.text(1, 1) == "CLM01", claims.last != part.text(1, 2) { claims.append(part.text(1, 2)) }
      case "IK5", "AK5":
        guard let group, let number = set, let verdict else { continue }
        set = nil
        found.append(Licence(kind: .syntax, subject: .set(group: group, set: number), outcome: verdict))
        found += claims.map { Licence(kind: .syntax, subject: .claim($0), outcome: verdict) }
      case "AK9":
        guard isBare, let group, let verdict else { continue }
        found.append(Licence(kind: .syntax, subject: .group(group), outcome: verdict))
      default: break
      }
    }
    return found
  }

  /// A 277CA: all that is said between one TRN or HL and the next has to accept.
  private func status() -> [Licence] {
    var found: [Licence] = []
    var level = ""
    var batch: String?
    var open: (subject: Finding.Subject, said: [Finding.Outcome?])?
    func close() {
      guard let open, !open.said.contains(nil) else { return }
      for case var outcome? in Set(open.said) {
        if case .batch = open.subject, outcome == .adjudicating { outcome = .received }
        found.append(Licence(kind: .claim, subject: open.subject, outcome: outcome))
      }
    }
    for part in parts.dropFirst(2) {
      switch part.name {
      case "HL":
        close()
        level = part.text(3)
        if level == "21" { batch = nil }
        open = level == "19" ? batch.map { (.batch($0), []) } : nil
      case "TRN" where level == "21":
        close()
        batch = part.text(2)
        open = (.batch(part.text(2)), [])
      case "TRN" where level == "PT":
        close()
        open = (.claim(part.text(2)), [])
      case "STC":
        for element in [1, 10, 11] where !part.text(element, 1).isEmpty {
          let category = part.text(element, 1)
          if passingOver, !Self.isCode(category) { continue }
          open?.said.append(part.text(3) == "U" ? nil : Self.categories[category])
        }
      default: break
      }
    }
    close()
    return found
  }

  private static func isCode(_ text: String) -> Bool {
    text.wholeMatch(of: /[A-Za-z0-9]{1,5}/) != nil
  }

  private static let categories: [String: Finding.Outcome] = [
    "A0": .forwarded, "A1": .received, "A2": .adjudicating, "A5": .split,
  ]

  /// An 835: CLP02 of each claim, and the payment as a whole.
  private func payment() -> [Licence] {
    var found: [Licence] = []
    var traces = [""]
    var isPaid = false
    for part in parts.dropFirst(2) {
      switch part.name {
      case "BPR": isPaid = Self.isAmount(part.text(2))
      case "TRN": traces.append(part.text(2))
      case "CLP":
        let pays = [4, 5].contains { part.text($0).contains(/[1-9]/) }
        let outcome: Finding.Outcome? =
          switch part.text(2) {
          case "1", "2", "3", "19", "20", "21": pays ? .paid : nil
          case "23": .forwardedToOther
          case "25": .predetermined
          default: nil
          }
        if let outcome {
          found.append(Licence(kind: .payment, subject: .claim(part.text(1)), outcome: outcome))
        }
      default: break
      }
    }
    if isPaid { found += traces.map { Licence(kind: .payment, subject: .payment($0), outcome: .paid) } }
    return found
  }

  private static func isAmount(_ text: String) -> Bool {
    text.wholeMatch(of: /-?(?:[0-9]+\.?[0-9]{0,2}|\.[0-9]{1,2})/) != nil
  }
}
