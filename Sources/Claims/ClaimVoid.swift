internal import X12

/// A claim that is taken back (CLM05-3 is 8): everything that was said, as it was said, but for its own
/// control number, its frequency and the payer's number of it.
public final class ClaimVoid: Sendable {
  public let control: PatientControlNumber
  public let correction: Correction
  let original: SealedOriginals.Original
  /// In which it was said.
  public var format: ClaimFormat {
    switch original {
    case .segments: .x12Professional
    case .document: .json
    }
  }

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

/// Step 5 of the path, for voids: as an interchange each in a transaction set of its own, so that what one of
/// them has wrong touches no other; as documents one at a time. They keep the format in which they were said.
public func render(_ voids: [ClaimVoid], as format: ClaimFormat, in envelope: Envelope) throws -> [UInt8] {
  switch format {
  case .x12Professional:
    var rendering = Rendering837P(of: voids.count, in: envelope)
    for void in voids {
      guard case .segments(let said) = void.original else { throw VoidError.otherFormat }
      rendering.write(void, said)
    }
    return try rendering.writer.finish()
  case .json:
    guard let void = voids.first, voids.count == 1 else { throw DocumentError.notOneClaim }
    guard case .document(let said) = void.original else { throw VoidError.otherFormat }
    return try renderDocument(void, said, in: envelope)
  }
}

/// The clearinghouse takes another format now than when the claim was sent.
public enum VoidError: Error { case otherFormat }

extension Rendering837P {
  mutating func write(_ void: ClaimVoid, _ original: SealedOriginals.Segments) {
    beginSet()
    _ = writeLevel("20", under: nil, hasChild: true)
    copy(original.provider)
    subscriberLevel = writeLevel("22", under: 1, hasChild: !original.patient.isEmpty)
    copy(original.subscriber)
    if !original.patient.isEmpty {
      _ = writeLevel("23", under: subscriberLevel, hasChild: false)
      copy(original.patient)
    }
    writeVoided(void, original.claim)
  }

  private mutating func copy(_ segments: [[UInt8]]) {
    for segment in segments { writer.copy(segment) }
  }

  /// Loop 2300 with REF*F8 before its other references.
  private mutating func writeVoided(_ void: ClaimVoid, _ said: [[UInt8]]) {
    var isNumberWritten = false
    for segment in said {
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
