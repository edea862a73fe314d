/// What earlier segments said, as far as later ones must agree with it. Ranges are bytes of the payload.
struct InterchangeState {
  var controlNumber = 0..<0
  var groupNumber = 0..<0
  /// GS04 and GS05.
  var madeOn = 0..<0
  var madeAt = 0..<0
  var sets = 0
  var claims = 0
  var chargeCents = 0
}

struct SetState {
  var number = 0..<0
  var firstSegment = 0
  var levels = 0
  var billingLevel = 0
  var subscriberLevel = 0
  var claims = 0
  /// CCYYMMDD, of the patient whose claim is next.
  var birthDay = 0
  var billingNPI = 0..<0
  /// 2010AA N3 and N4 without their identifiers.
  var billingStreet = 0..<0
  var billingCity = 0..<0
}

struct ClaimState {
  var isOpen = false
  /// Position of CLM and of HI in the interchange.
  var segment = 0
  var diagnosisSegment = 0
  /// CLM05-3 is not 1; and REF*F8 has been read.
  var isCorrection = false
  var namesCorrected = false
  var chargeCents = 0
  var lineCents = 0
  var placeOfService = 0..<0
  var street = 0..<0
  var diagnoses = [Range<Int>](repeating: 0..<0, count: 12)
  var diagnosisCount = 0
  /// Bit n: a line points to diagnosis n + 1.
  var pointedTo: UInt16 = 0
  var lines = 0
  /// CCYYMMDD; 0 before the first line's.
  var serviceDay = 0
}

/// The patient control numbers of an interchange: a hash table of positions in the payload, open addressing.
struct ControlNumbers {
  private var slots: [Range<Int32>]
  private let mask: Int
  private var count = 0

  /// Room for so many claims; the reader stops at the first claim beyond it.
  init(capacity: Int) {
    var size = 16
    while size < capacity * 2 { size *= 2 }
    slots = Array(repeating: 0..<0, count: size)
    mask = size - 1
  }

  /// False when the same number is there already, or no room is left.
  mutating func insert(_ range: Range<Int>, of payload: Payload) -> Bool {
    guard count <= mask / 2 else { return false }
    var slot = Int(truncatingIfNeeded: payload.hash(range) >> 32) & mask
    while !slots[slot].isEmpty {
      let other = Int(slots[slot].lowerBound)..<Int(slots[slot].upperBound)
      if payload.isEqual(other, range) { return false }
      slot = (slot + 1) & mask
    }
    slots[slot] = Int32(range.lowerBound)..<Int32(range.upperBound)
    count += 1
    return true
  }
}
