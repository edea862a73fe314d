internal import Claims
internal import Defects
internal import Egress
internal import Sessions
internal import X12

/// Sends inputs through redaction, composing, rendering and the egress check, and judges what came of each.
/// One thread at a time.
final class Gauntlet {
  private(set) var tried = 0
  /// Went through all four steps.
  private(set) var passed = 0
  private(set) var findings: [String] = []
  private let seed: UInt64
  private let oracle: DiagnosisOracle
  private let echo: Echo
  /// What a planted redactor does to a text before the real one sees it.
  private let planted: ((String) -> String)?
  private let composer = Composer(directory: Specimen.directory, payers: Specimen.payers)
  private var frames: [String: Specimen.Frame] = [:]

  init(seed: UInt64, _ oracle: DiagnosisOracle, planted: ((String) -> String)? = nil) throws {
    (self.seed, self.oracle, self.planted) = (seed, oracle, planted)
    echo = try Echo.ofRefusals()
  }

  private enum Outcome {
    case passed([UInt8])
    /// The session is held; the others go on.
    case held(any Error)
    /// No payload at all.
    case stopped(any Error)
  }

  func judge(_ number: Int) {
    let input = BadInput(number, seed: seed, codes: oracle.codes)
    tried += 1
    let specimen = Specimen(input, text: planted.map { $0(input.text) } ?? input.text)
    let outcome = outcome(specimen)
    if let fault = fault(outcome, input) {
      findings.append("\(input.place), \(input.kind): \(fault) (seed \(seed), case \(number))")
    }
    if let fault = faultOfEgress(input) {
      findings.append("\(input.place), \(input.kind): \(fault) (seed \(seed), case \(number))")
    }
    if isEchoed(input, outcome, specimen) {
      findings.append(
        "\(input.place), \(input.kind): the input is in what is said (seed \(seed), case \(number))")
    }
  }

  private func outcome(_ specimen: Specimen) -> Outcome {
    do {
      guard let control = Specimen.control else { return .stopped(ClaimDefects(all: [])) }
      let claim = try composer.compose(redact(specimen.record), specimen.billing, control: control)
      let payload = try render([claim], in: Specimen.envelope)
      _ = try check(payload, expecting: Specimen.expected)
      // What may leave as the one may leave as the other.
      let document = try render([claim], as: .json, in: Specimen.envelope)
      _ = try check(document, expecting: Specimen.expectedDocument)
      passed += 1
      return .passed(payload)
    } catch let error where error is Withheld || error is ClaimDefects {
      return .held(error)
    } catch {
      return .stopped(error)
    }
  }

  /// What is wrong with the outcome; nil where it is the right one.
  private func fault(_ outcome: Outcome, _ input: BadInput) -> String? {
    let frame = frame(input)
    let isAddOn = input.place == .procedure && TextOracle.addOns.contains(input.text)
    switch (outcome, isAddOn ? .refused : verdict(input)) {
    case (.passed(let payload), .sent(let text)):
      return payload == frame.around(text) ? nil : "something else was sent"
    case (.passed, .refused): return "accepted against the grammar"
    case (.passed(let payload), .fits): return fits(payload, frame, input) ? nil : "sent against the grammar"
    case (.held, .refused), (.held, .fits): return nil
    case (.held, .sent): return "refused, though it is within the grammar"
    // After 2099 a claim has no date that may leave; admission never looks ahead of today.
    case (.stopped, _) where input.place == .serviceDate && Specimen.text(input.day) == nil: return nil
    case (.stopped, _): return "one record would stop a whole run"
    }
  }

  private func frame(_ input: BadInput) -> Specimen.Frame {
    let usual = Specimen.text(Specimen.day.daysSince2000) ?? ""
    let day = input.place == .diagnosis ? Specimen.text(input.day) ?? "" : usual
    let key = "\(input.place) \(day)"
    if let known = frames[key] { return known }
    let frame = Specimen.frame(input.place, on: day)
    frames[key] = frame
    return frame
  }

  private func fits(_ payload: [UInt8], _ frame: Specimen.Frame, _ input: BadInput) -> Bool {
    guard let content = frame.content(of: payload), let (form, length) = input.place.form else {
      return false
    }
    return TextOracle.fits(String(decoding: content, as: UTF8.self), form, length)
      || (input.place.isOptional && payload == frame.around(""))
  }

  private func verdict(_ input: BadInput) -> TextOracle.Verdict {
    if let (form, length) = input.place.form {
      return TextOracle.name(input.text, form, input.place.isOptional ? 0...length.upperBound : length)
    }
    switch input.place {
    case .diagnosis:
      let day = Specimen.text(input.day).flatMap { Int($0) } ?? 0
      return oracle.code(input.text, on: day).map { .sent($0) } ?? .refused
    case .serviceDate:
      // F41.1 is billable from the first day of ICD-10-CM.
      guard input.day >= 5_752 else { return .refused }
      return Specimen.text(input.day).map { .sent($0) } ?? .refused
    case .birthDate:
      guard input.day <= Specimen.day.daysSince2000 else { return .refused }
      return Specimen.text(input.day).map { .sent($0) } ?? .refused
    case .postalCode: return TextOracle.postalCode(input.text)
    case .procedure: return TextOracle.procedure(input.text)
    case .modifier: return TextOracle.modifier(input.text)
    case .memberID: return TextOracle.number(input.text, 2...30, digits: 1)
    case .authorization where !input.text.isEmpty: return TextOracle.number(input.text, 1...30, digits: 1)
    default: return input.text.isEmpty ? .sent("") : TextOracle.number(input.text, 1...30, digits: 0)
    }
  }

  /// The egress check by itself: a renderer that put the text into the payload as it is would be refused,
  /// unless the manifest has a place for just this text.
  private func faultOfEgress(_ input: BadInput) -> String? {
    guard input.place != .serviceDate, input.place != .birthDate, !input.text.isEmpty else { return nil }
    let payload = frame(input).around(input.text)
    do throws(EgressRefusal) {
      _ = try check(payload, expecting: Specimen.expected)
      return mayStand(input) ? nil : "the egress check alone accepts it"
    } catch {
      if echo.isHeard(input.text, in: Echo.said(error)) { return "the egress check repeats it" }
      return mayStand(input) ? "the egress check refuses what the manifest has" : nil
    }
  }

  private func mayStand(_ input: BadInput) -> Bool {
    guard let (form, length) = input.place.form else { return verdict(input) == .sent(input.text) }
    return TextOracle.fits(input.text, form, length)
  }

  private func isEchoed(_ input: BadInput, _ outcome: Outcome, _ specimen: Specimen) -> Bool {
    switch outcome {
    case .held(let error), .stopped(let error):
      if echo.isHeard(input.text, in: Echo.said(error)) { return true }
    case .passed: break
    }
    // Carriers show nothing whatever they hold: asked of some.
    guard tried.isMultiple(of: 50) else { return false }
    return echo.isHeard(input.text, in: Echo.said(specimen.record))
      || echo.isHeard(input.text, in: Echo.said(specimen.billing))
      || echo.isHeard(input.text, in: Echo.said(specimen.billing.subscriber))
  }
}

extension Place {
  /// Where nothing is left of a text, nothing is sent.
  var isOptional: Bool { [.givenName, .middleName, .suffix, .secondLine].contains(self) }

  /// The form of a name or a place, and how long it may be; nil for what is not one.
  var form: (TextOracle.Form, ClosedRange<Int>)? {
    switch self {
    case .familyName: (.person, 1...60)
    case .givenName: (.person, 1...35)
    case .middleName: (.person, 1...25)
    case .suffix: (.suffix, 1...5)
    case .payerName: (.organization, 1...60)
    case .street: (.street, 1...55)
    case .secondLine: (.unit, 1...55)
    case .city: (.city, 2...30)
    default: nil
    }
  }
}
