// Reads the claims of an 837P whose envelopes hold already. What is not there is left empty: whether a
// claim is good is for its payer to say.

/// One reading of one interchange.
package struct ClaimReader {
  private static let headerBytes = 106

  private let elementSeparator: UInt8
  private let componentSeparator: UInt8
  private var interchange = ReceivedInterchange()
  private var group = ReceivedGroup()
  private var set = ReceivedSet()
  private var claim: ReceivedClaim?
  private var provider = Party()
  private var providerTaxID = ""
  private var subscriber = Party()
  private var dependent: Party?
  private var payer = Party()
  private var filing = ""
  /// HL03 of the level that is open.
  private var level = ""
  private var position = 0
  private var subscriberPlace: SegmentPlace?

  /// nil where there is no ISA.
  package static func read(_ bytes: [UInt8]) -> ReceivedInterchange? {
    guard bytes.count >= headerBytes, bytes.starts(with: Array("ISA".utf8)) else { return nil }
    var reader = ClaimReader(elementSeparator: bytes[3], componentSeparator: bytes[104])
    for segment in bytes.split(separator: bytes[headerBytes - 1]) {
      let text = segment.drop { $0 == 0x0A || $0 == 0x0D }
      reader.take(
        text.split(separator: reader.elementSeparator, omittingEmptySubsequences: false).map {
          String(decoding: $0, as: UTF8.self)
        })
    }
    return reader.interchange
  }

  private init(elementSeparator: UInt8, componentSeparator: UInt8) {
    self.elementSeparator = elementSeparator
    self.componentSeparator = componentSeparator
  }

  private mutating func take(_ segment: [String]) {
    position += 1
    switch segment.first ?? "" {
    case "ISA": openInterchange(segment)
    case "GS":
      group = ReceivedGroup()
      group.sender = segment.at(2)
      group.receiver = segment.at(3)
      group.number = segment.at(6)
      group.guide = segment.at(8)
    case "GE": interchange.groups.append(group)
    case "ST":
      set = ReceivedSet()
      set.number = segment.at(2)
      set.guide = segment.at(3)
      position = 1
    case "SE":
      closeClaim()
      group.sets.append(set)
    case "BHT": set.batch = segment.at(3)
    case "HL": openLevel(segment.at(3))
    case "SBR": if claim == nil { filing = segment.at(9) }
    case "NM1": takeName(segment)
    case "REF": takeReference(segment)
    case "CLM": openClaim(segment)
    default: takeOfClaim(segment)
    }
  }

  private mutating func openInterchange(_ isa: [String]) {
    let unpadded = { (text: String) in String(text.reversed().drop { $0 == " " }.reversed()) }
    interchange.senderQualifier = isa.at(5)
    interchange.sender = unpadded(isa.at(6))
    interchange.receiverQualifier = isa.at(7)
    interchange.receiver = unpadded(isa.at(8))
    interchange.date = isa.at(9)
    interchange.time = isa.at(10)
    interchange.number = isa.at(13)
    interchange.asksForAnswer = isa.at(14) == "1"
  }

  /// A level ends those that stood below it.
  private mutating func openLevel(_ code: String) {
    closeClaim()
    level = code
    dependent = nil
    guard code != "23" else { return }
    subscriber = Party()
    payer = Party()
    filing = ""
    guard code == "20" else { return }
    provider = Party()
    providerTaxID = ""
  }

  private mutating func takeName(_ segment: [String]) {
    // Within a claim, IL and PR are those of another coverage.
    guard claim == nil else { return note(segment, "2310") }
    let party = Party(
      entity: segment.at(2), last: segment.at(3), first: segment.at(4), middle: segment.at(5),
      suffix: segment.at(7), qualifier: segment.at(8), identifier: segment.at(9))
    switch segment.at(1) {
    case "41": set.submitter = party
    case "85": provider = party
    case "IL":
      subscriber = party
      subscriberPlace = SegmentPlace(position: position, loop: "2010", elements: segment)
    case "QC": dependent = party
    case "PR": payer = party
    default: break
    }
  }

  private mutating func takeReference(_ segment: [String]) {
    switch (segment.at(1), claim?.lines.isEmpty) {
    case ("EI", nil), ("SY", nil): if level == "20" { providerTaxID = segment.at(2) }
    case ("F8", true): claim?.payerNumber = segment.at(2)
    case ("6R", false): changeLine { $0.control = segment.at(2) }
    default: break
    }
    if let claim { note(segment, claim.lines.isEmpty ? "2300" : "2400") }
  }

  private mutating func openClaim(_ segment: [String]) {
    closeClaim()
    var opened = ReceivedClaim()
    opened.number = segment.at(1)
    opened.chargeCents = Money.cents(segment.at(2)) ?? 0
    let place = components(segment.at(5))
    opened.place = place.at(0)
    opened.frequency = place.at(2)
    opened.filing = filing
    opened.subscriber = subscriber
    opened.dependent = dependent
    opened.payer = payer
    opened.provider = provider
    opened.providerTaxID = providerTaxID
    opened.places["NM1"] = subscriberPlace
    claim = opened
    note(segment, "2300")
  }

  private mutating func takeOfClaim(_ segment: [String]) {
    guard claim != nil else { return }
    switch segment.first ?? "" {
    case "HI":
      let codes = segment.dropFirst().map { components($0).at(1) }.filter { !$0.isEmpty }
      claim?.diagnoses += codes
    case "LX":
      var line = ReceivedLine()
      line.number = segment.at(1)
      claim?.lines.append(line)
    case "SV1":
      changeLine { [procedure = components(segment.at(1))] in
        $0.procedure = procedure
        $0.chargeCents = Money.cents(segment.at(2)) ?? 0
        $0.units = segment.at(4)
      }
    case "DTP": if segment.at(1) == "472" { changeLine { $0.date = segment.at(3) } }
    default: break
    }
    note(segment, claim?.lines.isEmpty == true ? "2300" : "2400")
  }

  private mutating func changeLine(_ change: (inout ReceivedLine) -> Void) {
    guard let last = claim?.lines.indices.last else { return }
    claim.mutate { change(&$0.lines[last]) }
  }

  /// The first of its name stands for all.
  private mutating func note(_ segment: [String], _ loop: String) {
    let place = SegmentPlace(position: position, loop: loop, elements: segment)
    claim.mutate { if $0.places[segment.at(0)] == nil { $0.places[segment.at(0)] = place } }
  }

  private mutating func closeClaim() {
    if let claim { set.claims.append(claim) }
    claim = nil
  }

  private func components(_ element: String) -> [String] {
    element.utf8.split(separator: componentSeparator, omittingEmptySubsequences: false).map {
      String($0) ?? ""
    }
  }
}

extension [String] {
  /// "" beyond the end.
  func at(_ index: Int) -> String { indices.contains(index) ? self[index] : "" }
}

extension Optional {
  fileprivate mutating func mutate(_ change: (inout Wrapped) -> Void) {
    guard var value = self else { return }
    self = nil  // one owner: the change is made in place
    change(&value)
    self = value
  }
}

/// Amounts as X12 writes them: no trailing zeros, no sign but a minus.
package enum Money {
  package static func text(_ cents: Int) -> String {
    let (whole, rest) = (cents.magnitude / 100, cents.magnitude % 100)
    let sign = cents < 0 ? "-" : ""
    if rest == 0 { return "\(sign)\(whole)" }
    return rest % 10 == 0 ? "\(sign)\(whole).\(rest / 10)" : "\(sign)\(whole).\(rest < 10 ? "0" : "")\(rest)"
  }

  /// `-?[0-9]{1,12}(\.[0-9]{1,2})?`
  package static func cents(_ text: String) -> Int? {
    let parts = text.drop { $0 == "-" }.split(separator: ".", omittingEmptySubsequences: false)
    let digits = { (part: Substring) in part.utf8.allSatisfy { (0x30...0x39).contains($0) } }
    guard (1...2).contains(parts.count), parts.allSatisfy(digits), (1...12).contains(parts[0].utf8.count),
      text.count - text.drop(while: { $0 == "-" }).count < 2
    else { return nil }
    let rest = parts.count == 2 ? parts[1] : "00"
    guard (1...2).contains(rest.utf8.count), let whole = Int(parts[0]), let small = Int(rest) else {
      return nil
    }
    let cents = whole * 100 + (rest.utf8.count == 1 ? small * 10 : small)
    return text.hasPrefix("-") ? -cents : cents
  }
}
