// Reads the words behind the colon of a script's line. nil is for words that are not known.

enum ScriptWords {
  static let help = """
    interchange: accept | accept-with-errors TA105 | reject TA105
    group: accept | accept-with-errors AK905 | reject AK905
    set: accept | accept-with-errors IK502 | reject IK502, with [segment NAME IK304 [element POSITION IK403]]
    clearinghouse, payer: CATEGORY:STATUS[:ENTITY][+…] [at batch|provider|line] [with WQ|U] [then …]
    remittance: in-full | in-part [GROUP-REASON:AMOUNT…] | denied GROUP-REASON |
      not-ours | reversed | again |
      silence; each [status CLP02] [unbalanced] [then …]
    payment: [plb REASON AMOUNT]… [unbalanced]
    files: silence, split, joined, repeated, renumbered, delay N requests|seconds, bom, crlf, newlines,
      lf-terminator, indented, separators FOUR (element, component, repetition, terminator),
      before-group, after-group
    order: KIND…
    Conditions: member, claim, payer, diagnosis, procedure, frequency, every N, first N, of KIND, all.
    Kinds: TA1, 999, 277CA, 277CA-clearinghouse, 277CA-payer, 835.
    """

  static func ruling(_ subject: ScriptSubject, _ words: [String]) -> ScriptRuling? {
    guard !words.isEmpty else { return nil }
    var reader = WordReader(words)
    switch subject {
    case .interchange, .group, .set: return verdict(subject, &reader).map(ScriptRuling.verdict)
    case .clearinghouse, .payer: return steps(words, status).map(ScriptRuling.statuses)
    case .remittance: return steps(words, payment).map(ScriptRuling.payments)
    case .payment: return change(&reader).map(ScriptRuling.payment)
    case .files: return FileWords.dress(&reader).map(ScriptRuling.files)
    case .order:
      let kinds = words.compactMap(AnswerKind.init(rawValue:))
      return kinds.count == words.count && Set(kinds).count == kinds.count ? .order(kinds) : nil
    }
  }

  private static func steps<Step>(_ words: [String], _ read: (inout WordReader) -> Step?) -> [Step]? {
    let parts = words.split(separator: "then", omittingEmptySubsequences: false)
    let steps = parts.compactMap { part -> Step? in
      var reader = WordReader(Array(part))
      guard let step = read(&reader), reader.isAtEnd else { return nil }
      return step
    }
    return steps.count == parts.count ? steps : nil
  }

  private static func verdict(_ subject: ScriptSubject, _ reader: inout WordReader) -> Verdict? {
    let letters = ["accept": "A", "accept-with-errors": "E", "reject": "R"]
    guard let word = reader.next(), let letter = letters[word] else { return nil }
    var verdict = Verdict(letter: letter)
    if letter != "A" {
      guard let code = reader.next(), codes(subject).contains(code) else { return nil }
      verdict.code = code
    }
    if subject == .set, reader.take("segment") {
      guard let name = reader.next(), let code = reader.next(), AnswerCodes.segment.contains(code) else {
        return nil
      }
      verdict.segment = (name, code)
      if reader.take("element") {
        guard let position = reader.next(), let code = reader.next(), AnswerCodes.element.contains(code),
          position.split(separator: ":").allSatisfy({ Int($0) != nil })
        else { return nil }
        verdict.element = (position, code)
      }
    }
    return reader.isAtEnd ? verdict : nil
  }

  private static func codes(_ subject: ScriptSubject) -> Set<String> {
    switch subject {
    case .interchange: AnswerCodes.interchange
    case .group: AnswerCodes.group
    default: AnswerCodes.set
    }
  }

  /// `A7:562:IL+A7:145:85 at line with WQ`
  private static func status(_ reader: inout WordReader) -> ClaimStatus? {
    guard let word = reader.next() else { return nil }
    let composites = word.split(separator: "+", omittingEmptySubsequences: false).map {
      $0.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    }
    guard (1...3).contains(composites.count),
      composites.allSatisfy({ part in
        (2...3).contains(part.count) && isCode(part[0], 2...3) && Int(part[1]) != nil
          && (part.count == 2 || isCode(part[2], 2...3))
      })
    else { return nil }
    var status = ClaimStatus(composites)
    while let word = reader.next() {
      switch (word, reader.next()) {
      case ("at", let level?):
        guard let level = ClaimStatus.Level(rawValue: level) else { return nil }
        status.level = level
      case ("with", "WQ"): status.action = "WQ"
      case ("with", "U"): status.action = "U"
      default: return nil
      }
    }
    return status
  }

  private static func payment(_ reader: inout WordReader) -> PaymentStep? {
    guard var step = course(&reader) else { return nil }
    while let word = reader.next() {
      switch word {
      case "unbalanced": step.isUnbalanced = true
      case "status":
        guard let code = reader.next(), AnswerCodes.claim.contains(code) else { return nil }
        step.status = code
      default: return nil
      }
    }
    return step
  }

  private static func course(_ reader: inout WordReader) -> PaymentStep? {
    switch reader.next() {
    case "in-full": return PaymentStep(.adjusted([]))
    case "in-part":
      var adjustments: [Adjustment] = []
      while let word = reader.peek, let adjustment = adjustment(word) {
        _ = reader.next()
        adjustments.append(adjustment)
      }
      return PaymentStep(.adjusted(adjustments.isEmpty ? nil : adjustments))
    case "denied": return reader.next().flatMap { reason($0) }.map { PaymentStep(.denied($0)) }
    case "not-ours":
      return PaymentStep(.denied(Adjustment(group: "OA", reason: "109", cents: 0)), status: "23")
    case "reversed": return PaymentStep(.reversed, status: "22")
    case "again": return PaymentStep(.again)
    case "silence": return PaymentStep(.silence)
    default: return nil
    }
  }

  /// `CO-45:20.00`
  private static func adjustment(_ word: String) -> Adjustment? {
    let parts = word.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, var adjustment = reason(parts[0]), let cents = Money.cents(parts[1]) else {
      return nil
    }
    adjustment.cents = cents
    return adjustment
  }

  /// `CO-197`
  private static func reason(_ word: String) -> Adjustment? {
    let parts = word.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, ["CO", "PR", "OA", "PI"].contains(parts[0]), isCode(parts[1], 1...5) else {
      return nil
    }
    return Adjustment(group: parts[0], reason: parts[1], cents: 0)
  }

  private static func change(_ reader: inout WordReader) -> PaymentChange? {
    var change = PaymentChange()
    while let word = reader.next() {
      switch word {
      case "unbalanced": change.isUnbalanced = true
      case "plb":
        guard let reason = reader.next(), isCode(reason, 2...2),
          let cents = reader.next().flatMap(Money.cents)
        else { return nil }
        change.providerAdjustments.append(Adjustment(group: "", reason: reason, cents: cents))
      default: return nil
      }
    }
    return change
  }

  private static func isCode(_ text: String, _ length: ClosedRange<Int>) -> Bool {
    length.contains(text.utf8.count)
      && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) }
  }
}

enum FileWords {
  static func dress(_ reader: inout WordReader) -> FileDress? {
    var file = FileDress()
    while let word = reader.next() {
      switch word {
      case "silence": file.isSilent = true
      case "split": file.isSplit = true
      case "joined": file.isJoined = true
      case "repeated": file.copies += 1
      case "renumbered": file.renumbered += 1
      case "before-group": file.place = .beforeGroup
      case "after-group": file.place = .afterGroup
      case "delay": guard delay(&reader, &file) else { return nil }
      case "separators": guard separators(&reader, &file.dress) else { return nil }
      default: guard look(word, &file.dress) else { return nil }
      }
    }
    return file
  }

  private static func look(_ word: String, _ dress: inout Dress) -> Bool {
    switch word {
    case "bom": dress.start = [0xEF, 0xBB, 0xBF]
    case "crlf": dress.lineEnd = [0x0D, 0x0A]
    case "newlines": dress.lineEnd = [0x0A]
    case "lf-terminator": dress.terminator = 0x0A
    case "indented":
      dress.lineEnd = [0x0A]
      dress.indent = 2
    default: return false
    }
    return true
  }

  private static func delay(_ reader: inout WordReader, _ file: inout FileDress) -> Bool {
    guard let number = reader.next().flatMap({ Int($0) }), (1...1_000_000).contains(number) else {
      return false
    }
    switch reader.next() {
    case "requests", "request": file.delayRequests = number
    case "seconds", "second": file.delaySeconds = number
    default: return false
    }
    return true
  }

  /// Four different signs, none of which the answers' own texts need.
  private static func separators(_ reader: inout WordReader, _ dress: inout Dress) -> Bool {
    guard let signs = reader.next().map({ Array($0.utf8) }), signs.count == 4, Set(signs).count == 4,
      signs.allSatisfy({ "!&'()*+,/;<=>?@[]^_`{|}~%$".utf8.contains($0) })
    else { return false }
    (dress.element, dress.component) = (signs[0], signs[1])
    (dress.repetition, dress.terminator) = (signs[2], signs[3])
    return true
  }
}

/// Words, one after the other.
struct WordReader {
  private var rest: ArraySlice<String>

  init(_ words: [String]) { rest = words[...] }

  var isAtEnd: Bool { rest.isEmpty }
  var peek: String? { rest.first }

  mutating func next() -> String? { rest.popFirst() }

  mutating func take(_ word: String) -> Bool {
    guard rest.first == word else { return false }
    rest.removeFirst()
    return true
  }
}
