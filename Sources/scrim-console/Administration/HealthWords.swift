internal import Health
internal import Marks

/// What is said of clearinghouses, certificates and keys.
enum HealthWords {
  // MARK: A clearinghouse

  static func isFine(_ line: Published.Line?, _ wait: WaitHealth?) -> Bool {
    line?.fault == nil && line?.contradicts != true && wait?.waits == nil && wait?.stopped == nil
  }

  static func state(_ line: Published.Line?, _ wait: WaitHealth?) -> String {
    if line?.contradicts == true {
      return "contradicts itself: two receipts for one submission, one that it had and has not, or an answer "
        + "to one that had not arrived"
    }
    if let why = wait?.waits { return "waits for an approval: " + self.why(why) }
    if let code = wait?.stopped ?? line?.fault {
      let fault = "did not get through: \(sentence(code))"
      return wait?.stopped == nil ? fault : fault + " The last run stopped sending there"
    }
    return line == nil ? "nothing was sent there yet" : "takes what is sent"
  }

  static func nextStep(_ line: Published.Line?, _ wait: WaitHealth?) -> String {
    if line?.contradicts == true {
      return "Nothing is sent to it a second time. Speak with it; then a biller says so "
        + "(scrim claims trust)."
    }
    if wait?.waits != nil { return "A biller looks at what would go there, and approves it." }
    guard let code = wait?.stopped ?? line?.fault else { return "" }
    return faults[code]?.next ?? "Run scrim check on the gateway’s host."
  }

  static func open(_ line: Published.Line?) -> String {
    guard let line, line.open > 0 else { return "none" }
    return line.doubtful > 0
      ? "\(line.open), of them \(line.doubtful) in doubt: they may have arrived" : "\(line.open)"
  }

  static func why(_ code: String) -> String {
    switch code {
    case "first-run": "nothing was ever sent there by an approval"
    case "destination-changed": "its address, authority, pins or ids have changed"
    case "unusually-large": "far more is due than in any of its last thirty runs"
    default: "for a reason that this version does not know (\(code))"
    }
  }

  private static func sentence(_ code: String) -> String { faults[code]?.what ?? "\(code)." }

  private static let network = "Look at the address, the network, and the clearinghouse’s own status page."
  private static let unknown = "Nobody knows whether it arrived. The next run asks, where it can be asked."
  private static let answer = "Ask the clearinghouse whether it has the submission, and what it answers."
  private static let ours = "Run scrim check on the gateway’s host."

  /// By the code that the ledger keeps.
  private static let faults: [String: (what: String, next: String)] = [
    "name-not-resolved": (
      "its name was not found.", "Look at the name and at the DNS of the gateway’s host."
    ),
    "connection-refused": ("it took no connection.", network),
    "connect-timed-out": ("it did not answer in time.", network),
    "tls-handshake-failed": ("no TLS came about.", "Both sides must offer TLS 1.2: ask the clearinghouse."),
    "server-certificate-refused": (
      "its certificate is not from whom we believe.",
      "Compare authority and endpoint with what it published. Do not go on until they agree."
    ),
    "pin-refused": ("its key is another one.", "Ask the clearinghouse whether it changed its key."),
    "client-certificate-refused": (
      "it did not accept our certificate.", "Ask it whether the certificate is registered there."
    ),
    "client-certificate-unusable": ("our certificate cannot be used.", ours),
    "broken-off": ("the exchange broke off.", unknown), "timed-out": ("its answer took too long.", unknown),
    "server-error": ("it reported an error of its own.", unknown),
    "gateway-stopped": ("the gateway was stopped in between.", unknown),
    "throttled": ("it wants fewer requests.", "The next run goes on."),
    "unauthorized": ("it did not accept our credentials.", "Look at authorization in the configuration."),
    "answer-unreadable": ("its answer could not be read.", answer),
    "receipt-missing": ("its answer is no receipt.", answer),
    "receipt-digest-differs": ("its receipt is for something else.", answer),
    "receipt-names-another": ("its receipt names another submission.", answer),
    "permit-over": (
      "the gateway’s host was held up, and nothing was sent.", "Look at its load. The next run sends it."
    ),
    "other": ("for a reason that nothing tells more about.", ours),
  ]

  // MARK: Certificates and keys

  private static let warningDays = 30

  static func certificate(_ one: CertificateHealth, _ today: Day) -> [String: any Sendable] {
    [
      "what": one.what, "words": validity(one.validThrough, today).words,
      "isUrgent": validity(one.validThrough, today).isUrgent,
    ]
  }

  /// A day that a certificate ends on.
  static func validity(_ through: String?, _ today: Day) -> (words: String, isUrgent: Bool) {
    guard let through, let day = Day(through) else { return ("It cannot be read", true) }
    let left = Int(day.daysSince2000 - today.daysSince2000)
    if left < 0 { return ("It ended on \(day.words)", true) }
    if left >= warningDays { return ("Good through \(day.words)", false) }
    return ("It ends in \(left == 1 ? "one day" : "\(left) days"), on \(day.words)", true)
  }

  static func key(_ one: KeyHealth, _ today: Day) -> [String: any Sendable] {
    let since = one.since.flatMap { Day($0) }
    let age = since.map { Int(today.daysSince2000 - $0.daysSince2000) }
    let validity = one.validThrough.map { self.validity($0, today) }
    let isOld = if let age, let days = one.renewDays { age > days } else { false }
    let isUrgent = since == nil || validity?.isUrgent == true || isOld
    return [
      "setting": one.setting, "what": what(one.setting), "since": since?.words ?? "It cannot be read",
      "age": age.map { $0 <= 0 ? "today" : $0 == 1 ? "one day" : "\($0) days" } ?? "", "isUrgent": isUrgent,
      "validity": validity?.words ?? "", "advice": advice(one, isOld: isOld),
      "suggested": one.renewDays.map {
        $0 == 31 ? "a month" : $0 == 365 ? "a year" : $0 == 1_095 ? "three years" : "\($0) days"
      } ?? "",
    ]
  }

  private static func what(_ setting: String) -> String {
    if setting.hasPrefix("clearinghouses.") { return "shows a clearinghouse who we are" }
    return purposes[setting]?.what ?? ""
  }

  private static func advice(_ one: KeyHealth, isOld: Bool) -> String {
    if one.since == nil { return "Run scrim keys list on the gateway’s host." }
    if one.setting.hasPrefix("clearinghouses.") {
      return "Before its certificate ends, get another and give it to the clearinghouse."
    }
    let advice = purposes[one.setting]?.advice ?? ""
    return isOld ? "It is older than is good. " + advice : advice
  }

  private static let purposes: [String: (what: String, advice: String)] = [
    "keys.signing": (
      "signs what is sent", "Before its certificate ends, make another; keep the old certificate."
    ),
    "keys.transit": (
      "opens what is sealed and not decided yet",
      "Make another only when nothing is sealed, in flight or in doubt."
    ),
    "keys.identifiers": ("makes the numbers on claims", "Leave it, unless it got out."),
    "keys.archivePublicKey": (
      "seals the archive", "Make a new pair every month, on a host that is not the gateway’s."
    ),
    "keys.trail": ("signs the trail", "Make another between two runs; keep the old trail.vkey."),
    "keys.restrictionTrail": (
      "signs the log of marks, with the privacy officer", "Make another; keep the old trail.vkey."
    ),
    "keys.journalPublicKey": (
      "seals each mark outside the database", "Leave it, unless its private half got out."
    ),
  ]
}
