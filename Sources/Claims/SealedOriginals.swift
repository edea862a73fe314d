internal import X12

/// Claims as they were said: cut out of a payload of ours that was sealed, by their control numbers. Nothing
/// in them is read but where each begins.
public struct SealedOriginals: Sendable {
  enum Original: Sendable {
    case segments(Segments)
    case document(CutDocument)
  }

  /// Segments, each without its terminator and the hierarchical levels (HL) left out.
  struct Segments: Sendable {
    /// Of loops 2000A and 2010AA.
    var provider: [[UInt8]] = []
    /// Of loops 2000B, 2010BA and 2010BB.
    var subscriber: [[UInt8]] = []
    /// Of loops 2000C and 2010CA; empty where the patient is the subscriber.
    var patient: [[UInt8]] = []
    /// Of loop 2300 and what it holds.
    var claim: [[UInt8]] = []
  }

  private let found: [String: Original]

  /// - Throws: `EnvelopeRefusal` for what is neither a document of ours nor a whole interchange.
  public init(_ payload: [UInt8], of wanted: Set<String>) throws {
    if let document = CutDocument(payload) {
      found = wanted.contains(document.control) ? [document.control: .document(document)] : [:]
      return
    }
    var cutting = Cutting(wanted: wanted)
    var rest: [UInt8]? = payload
    func next() -> [UInt8]? {
      defer { rest = nil }
      return rest
    }
    try InterchangeReader.read(next) { event, segment in
      switch event {
      case .body: cutting.take(segment)
      case .endOfSet: cutting.endClaim()
      default: break
      }
    }
    found = cutting.found.mapValues { .segments($0) }
  }

  subscript(control: String) -> Original? { found[control] }
}

/// Goes through the levels of an interchange's sets.
struct Cutting {
  private enum Level { case beginning, provider, subscriber, patient, claim }

  let wanted: Set<String>
  private(set) var found: [String: SealedOriginals.Segments] = [:]
  private var current = SealedOriginals.Segments()
  private var control: String?
  private var level = Level.beginning

  init(wanted: Set<String>) { self.wanted = wanted }

  mutating func take(_ segment: Segment) {
    switch segment.id {
    case Self.hierarchy: beginLevel(segment)
    case Self.claim:
      control = segment.text(1)
      level = .claim
      current.claim = [segment.whole]
    default: keep(segment.whole)
    }
  }

  mutating func endClaim() {
    if let control, wanted.contains(control) { found[control] = current }
    control = nil
    current.claim = []
    level = .beginning
  }

  private mutating func beginLevel(_ segment: Segment) {
    endClaim()
    switch segment.text(3) {
    case "20":
      level = .provider
      current = SealedOriginals.Segments()
    case "22":
      level = .subscriber
      (current.subscriber, current.patient) = ([], [])
    default: level = .patient
    }
  }

  private mutating func keep(_ segment: [UInt8]) {
    switch level {
    case .beginning: break
    case .provider: current.provider.append(segment)
    case .subscriber: current.subscriber.append(segment)
    case .patient: current.patient.append(segment)
    case .claim: current.claim.append(segment)
    }
  }

  private static let hierarchy = SegmentID("HL")
  private static let claim = SegmentID("CLM")
}
