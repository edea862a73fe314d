// What the lines of a script can lay down, as values.

/// Of an interchange, a group or a transaction set.
struct Verdict: Equatable, Sendable {
  /// A, E or R.
  var letter: String
  /// TA105, AK905 or IK502.
  var code = ""
  /// IK301 and IK304.
  var segment: (name: String, code: String)?
  /// IK401 (with its component) and IK403.
  var element: (position: String, code: String)?

  static func == (one: Verdict, other: Verdict) -> Bool {
    one.letter == other.letter && one.code == other.code && one.segment?.name == other.segment?.name
      && one.segment?.code == other.segment?.code && one.element?.position == other.element?.position
      && one.element?.code == other.element?.code
  }
}

/// One STC.
struct ClaimStatus: Equatable, Sendable {
  enum Level: String, Sendable { case batch, provider, claim, line }

  /// `category:status[:entity]`, at most three: STC01, STC10, STC11.
  var composites: [[String]]
  var level = Level.claim
  /// STC03, where it is to say something else than the category.
  var action: String?

  init(_ composites: [[String]]) { self.composites = composites }

  var category: String { composites.first?.first ?? "" }

  /// A3, A6, A7, A8: the claim is not, or no more, on its way.
  var rejects: Bool { ["A3", "A6", "A7", "A8"].contains(category) }
}

/// What one payment says of a claim.
struct PaymentStep: Equatable, Sendable {
  enum Course: Equatable, Sendable {
    /// Of the charge, what the adjustments leave; nil for the usual ones.
    case adjusted([Adjustment]?)
    /// Nothing paid: all of it is one adjustment.
    case denied(Adjustment)
    /// The payment before is taken back.
    case reversed
    /// The payment before is said, and paid, once more.
    case again
    /// The claim is not mentioned.
    case silence
  }

  var course: Course
  /// CLP02.
  var status = "1"
  /// CLP04 is a dollar more than what the adjustments leave.
  var isUnbalanced = false

  init(_ course: Course, status: String = "1") {
    self.course = course
    self.status = status
  }
}

/// CAS: group, reason, amount.
struct Adjustment: Codable, Equatable, Sendable {
  var group: String
  var reason: String
  var cents: Int
}

/// What is said of a payment as a whole.
struct PaymentChange: Equatable, Sendable {
  /// PLB: reason and amount.
  var providerAdjustments: [Adjustment] = []
  /// BPR02 is a dollar more than the claims make.
  var isUnbalanced = false
}

/// How a file looks, when it is handed out, how often.
struct FileDress: Equatable, Sendable {
  enum Place: Sendable { case alone, beforeGroup, afterGroup }

  var dress = Dress()
  /// Not at all.
  var isSilent = false
  /// A file for each claim.
  var isSplit = false
  /// One file for all that are joined, an interchange for each.
  var isJoined = false
  /// The same bytes under another name, and the same content under another control number.
  var copies = 0
  var renumbered = 0
  /// Requests for the list that still go by without it, and seconds.
  var delayRequests = 0
  var delaySeconds = 0
  /// Of a TA1: in a file of its own, or within that of the 999.
  var place = Place.alone
}
