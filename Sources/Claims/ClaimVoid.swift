public import X12

/// A claim that is taken back (CLM05-3 is 8): everything that was said, as it was said, but for its own control
/// number, its frequency and the payer's number of it.
public final class ClaimVoid: Sendable {
  public let control: PatientControlNumber
  public let correction: Correction
  let original: SealedOriginals.Original

  /// Nil where no such claim stands in what was sealed, or where the payer's number is none.
  ///
  /// - Parameter said: the control number under which it stands there.
  public init?(
    of said: String, in originals: SealedOriginals, control: PatientControlNumber, payerClaimNumber: String
  ) {
    guard let original = originals[said], Grammar.isPayerClaimNumber(payerClaimNumber) else { return nil }
    self.control = control
    self.original = original
    correction = Correction(frequency: .void, payerClaimNumber: payerClaimNumber)
  }
}

/// Voids as one interchange, each in a transaction set of its own: what one of them has wrong touches no other.
///
/// - Throws: as for claims.
public func render(_ voids: [ClaimVoid], in envelope: Envelope) throws(X12Error) -> [UInt8] {
  var rendering = Rendering837P(of: voids.count, in: envelope)
  for void in voids { rendering.write(void) }
  return try rendering.writer.finish()
}

extension Rendering837P {
  mutating func write(_ void: ClaimVoid) {
    let original = void.original
    beginSet()
    _ = writeLevel("20", under: nil, hasChild: true)
    copy(original.provider)
    subscriberLevel = writeLevel("22", under: 1, hasChild: !original.patient.isEmpty)
    copy(original.subscriber)
    if !original.patient.isEmpty {
      _ = writeLevel("23", under: subscriberLevel, hasChild: false)
      copy(original.patient)
    }
    writeVoided(void)
  }

  private mutating func copy(_ segments: [[UInt8]]) {
    for segment in segments { writer.copy(segment) }
  }

  /// Loop 2300 with REF*F8 before its other references.
  private mutating func writeVoided(_ void: ClaimVoid) {
    var isNumberWritten = false
    for segment in void.original.claim {
      let elements = String(decoding: segment, as: UTF8.self).split(
        separator: "*", omittingEmptySubsequences: false)
      if elements.first == "CLM" {
        writeInformation(elements.dropFirst(), of: void)
        continue
      }
      if !isNumberWritten, elements.first == "REF" || elements.first == "HI" {
        writeNumber(void.correction)
        isNumberWritten = true
      }
      let isEarlierNumber = elements.first == "REF" && elements.dropFirst().first == "F8"
      if !isEarlierNumber { writer.copy(segment) }
    }
  }

  /// `CLM*7QX3M2K9P0ZB*175***10:B:8*Y*A*Y*Y~`
  private mutating func writeInformation(_ elements: ArraySlice<Substring>, of void: ClaimVoid) {
    writer.segment("CLM") {
      for (index, element) in elements.enumerated() {
        switch index {
        case 0: $0.element(void.control.description)
        case 4:
          let components = element.split(separator: ":", omittingEmptySubsequences: false)
          $0.element(String(components[0]))
          for component in components.dropFirst().dropLast() { $0.component(String(component)) }
          $0.component(Int(void.correction.frequency.rawValue))
        default: $0.element(String(element))
        }
      }
    }
  }
}
