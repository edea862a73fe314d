internal import Sessions

/// Which of a session's diagnoses its service lines point to. Only those are sent (minimum necessary, 45 CFR
/// 164.502(b)), in the session's order and numbered anew; a code that the session has twice counts once.
struct DiagnosisSelection {
  private let diagnoses: [DiagnosisCode]
  /// Bit n: a line points to diagnosis n, from zero.
  private var used: UInt16 = 0

  init(_ diagnoses: [DiagnosisCode]) { self.diagnoses = diagnoses }

  /// Notes what one line points to, one-based; no pointers at all means the first four. Comes back in the
  /// session's numbering; `renumbered` translates when all lines are known. Nil where a pointer is wrong.
  mutating func select(_ pointers: [Int32]?) -> [UInt8]? {
    if pointers == nil, diagnoses.count == 1 {
      used = 1
      return Self.onlyOne
    }
    let pointers = pointers ?? (1...4).prefix(diagnoses.count).map { Int32($0) }
    guard (1...4).contains(pointers.count) else { return nil }
    var chosen: [UInt8] = []
    for (index, pointer) in pointers.enumerated() {
      guard pointer >= 1, pointer <= diagnoses.count, !pointers[..<index].contains(pointer) else {
        return nil
      }
      let place = firstPlace(of: Int(pointer) - 1)
      used |= 1 << UInt16(place)
      if !chosen.contains(UInt8(place + 1)) { chosen.append(UInt8(place + 1)) }
    }
    return chosen
  }

  /// The codes that are sent.
  var selected: [DiagnosisCode] {
    #if PROOF
      if Leak.everyDiagnosis.isPlanted { return diagnoses }
    #endif
    return isWhole ? diagnoses : diagnoses.indices.filter(isUsed).map { diagnoses[$0] }
  }

  /// Where they stood in the session, from one.
  var places: [Int] { diagnoses.indices.filter(isUsed).map { $0 + 1 } }

  /// Pointers into `selected`.
  func renumbered(_ pointers: [UInt8]) -> [UInt8] {
    if isWhole { return pointers }
    return pointers.map { UInt8((used & ((1 << UInt16($0)) - 1)).nonzeroBitCount) }
  }

  private static let onlyOne: [UInt8] = [1]

  private var isWhole: Bool { used.nonzeroBitCount == diagnoses.count }

  private func isUsed(_ place: Int) -> Bool { used >> UInt16(place) & 1 == 1 }

  private func firstPlace(of place: Int) -> Int {
    diagnoses[..<place].firstIndex(of: diagnoses[place]) ?? place
  }
}
