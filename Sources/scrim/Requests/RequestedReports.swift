internal import Egress
internal import Gateway

/// What `scrim preview --json` prints, and where a run would wait for an approval.
struct RequestedPreview: Encodable {
  let summary: PreviewSummary
  let waits: [String: Unusual]
  /// Claims that are listed by name.
  let listed: Int

  private enum CodingKeys: String, CodingKey { case waits, listed }

  func encode(to encoder: any Encoder) throws {
    try summary.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(
      waits.sorted { $0.key < $1.key }.map {
        Wait(clearinghouse: $0.key, why: $0.value.rawValue, sentence: FaultText.why($0.value))
      }, forKey: .waits)
    try container.encode(listed, forKey: .listed)
  }
}

struct Wait: Encodable {
  let clearinghouse, why, sentence: String
}

/// What `scrim run --json` prints, and what a person may do about each clearinghouse, in words.
struct RequestedRun: Encodable {
  let summary: RunSummary
  /// Somebody else had begun it.
  let isResumed: Bool

  private struct Words: Encodable {
    let clearinghouse, sentence, nextStep: String
  }
  private enum CodingKeys: String, CodingKey { case words, resumed }

  func encode(to encoder: any Encoder) throws {
    try summary.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(words, forKey: .words)
    try container.encode(isResumed, forKey: .resumed)
  }

  private var words: [Words] {
    summary.report.clearinghouses.flatMap { share -> [Words] in
      var words: [Words] = []
      if let stopped = share.stopped {
        words.append(
          Words(
            clearinghouse: share.clearinghouse, sentence: "Sending ended early (\(stopped)).",
            nextStep: FaultText.nextStep(stopped)))
      }
      if share.contradicts == true {
        words.append(
          Words(
            clearinghouse: share.clearinghouse,
            sentence: "It contradicts itself: nothing is sent to it a second time.",
            nextStep: "Speak with it, then `scrim claims trust \(share.clearinghouse)`."))
      }
      return words
    }
  }
}

/// One element of a claim, as somebody reads it.
struct ContentElement: Encodable {
  let group, element, name, value: String

  init(_ one: DisclosedElement) {
    group = Self.groups[one.place] ?? one.place
    element = one.element
    name = one.name
    value = one.value
  }

  static func label(_ request: String) -> String { "content of a claim " + request }

  /// Loops of the 837P, objects of the JSON document.
  private static let groups = [
    "envelope": "Envelope", "1000A": "Submitter", "1000B": "Receiver", "2000A": "Billing provider: level",
    "2010AA": "Billing provider", "2000B": "Subscriber: level and coverage", "2010BA": "Subscriber",
    "2010BB": "Payer", "2000C": "Patient: level", "2010CA": "Patient", "2300": "Claim",
    "2310B": "Rendering provider", "2310C": "Service location", "2310D": "Supervising provider",
    "2400": "Service line", "": "Document", "submitter": "Submitter", "receiver": "Receiver",
    "billingProvider": "Billing provider", "billingProvider.address": "Billing provider: address",
    "payer": "Payer", "subscriber": "Subscriber", "subscriber.address": "Subscriber: address",
    "patient": "Patient", "patient.address": "Patient: address", "claim": "Claim",
    "renderingProvider": "Rendering provider", "serviceLocation": "Service location",
    "serviceLocation.address": "Service location: address", "supervisingProvider": "Supervising provider",
    "lines[]": "Service line",
  ]
}
