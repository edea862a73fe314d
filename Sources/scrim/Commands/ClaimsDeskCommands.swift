internal import ArgumentParser
internal import Claims
internal import Desk
internal import Sessions
internal import Settings

/// CLM01 of a claim: letters and digits.
@Sendable func claimNumber(_ text: String) throws -> String {
  let number = text.uppercased()
  guard number.wholeMatch(of: /[A-Z0-9]{1,20}/) != nil else {
    throw ValidationError("this is no claim's number. `scrim claims list` shows them.")
  }
  return number
}

struct ClaimsReleaseCommand: Reporting {
  static let configuration = CommandConfiguration(
    commandName: "release",
    abstract: "Let claims go: what was rejected is made again, what was kept back is kept no longer.",
    discussion: """
      Name claims, or a state and a code, so that one correction clears many. They are read anew from the \
      records, and go through every check; nothing is edited here.

      What is past the payer's time for filing (`scrim unbilled` lists it) goes with --delay-reason alone, \
      which the claim then says (CLM20): \(DelayReasonOption.list). Until it is sealed, \
      `scrim claims take-back` takes the reason back.
      """)

  @OptionGroup var common: Common
  @OptionGroup var named: NamedClaims

  @Argument(help: "Claims, by their numbers.", transform: claimNumber)
  var claims: [String] = []

  @Option(
    help: ArgumentHelp(
      "A session that `scrim claims hold` keeps back; with --delay-reason, one that is late.", valueName: "id"
    ))
  var session: [String] = []

  enum KnownBy: String, CaseIterable, ExpressibleByArgument { case portal, phone, letter, report, payer }

  @Option(help: "Where answers contradict each other: how you know that the claim was not accepted.")
  var knownBy: KnownBy?

  @OptionGroup var delay: DelayReasonOption

  func validate() throws {
    let ways = [!claims.isEmpty, !session.isEmpty, named.state != nil || named.code != nil]
    guard ways.count(where: { $0 }) == 1 else {
      throw ValidationError("Name claims, or --session, or --state and --code: one of them.")
    }
  }

  func report() throws -> WishReport {
    let services = try Services(common)
    let desk = try BillingDesk(services.address(.billing))
    let payers = services.billedPayers
    guard session.isEmpty else {
      guard let reason = delay.reason else { return try letGo(desk) }
      return WishReport(
        try session.map { ($0, try desk.giveDelayReason(session: $0, reason.rawValue, payers)) },
        recorded: "goes with the reason why it is late; the next run takes it.")
    }
    let wanted = try claims.isEmpty ? desk.claims(named.filter).map(\.claim) : claims
    if let reason = delay.reason {
      let known = knownBy?.rawValue
      return WishReport(
        try wanted.map {
          ($0, try desk.release($0, delayReason: reason.rawValue, payers, knownBy: known))
        }, recorded: "to be sent again, with the reason why it is late; the next run makes it.")
    }
    return WishReport(
      try wanted.map { ($0, try desk.sendAgain($0, payers, knownBy: knownBy?.rawValue)) },
      recorded: "to be sent again; the next run makes it from the records.")
  }

  private func letGo(_ desk: BillingDesk) throws -> WishReport {
    WishReport(
      try session.map { ($0, try desk.letGo(session: $0) ? .recorded : .notNow) },
      recorded: "kept back no longer; the next run takes it, if it is to be billed.")
  }
}

struct ClaimsHoldCommand: Reporting {
  static let configuration = CommandConfiguration(
    commandName: "hold", abstract: "Keep a session's claim back until `scrim claims release --session`.")

  @OptionGroup var common: Common

  @Argument(help: "The session's id, as `scrim status` shows it.")
  var session: String

  enum Reason: String, CaseIterable, ExpressibleByArgument {
    case askedClinician = "asked-clinician"
    case askedClient = "asked-client"
    case askedPayer = "asked-payer"
    case policy
  }

  @Option(help: "Why: asked-clinician, asked-client, asked-payer or policy.")
  var because: Reason

  func report() throws -> WishReport {
    let desk = try BillingDesk(try Services(common).address(.billing))
    let isNew = try desk.keepBack(session: session, reason: because.rawValue)
    return WishReport(
      [(session, isNew ? .recorded : .notNow)], recorded: "kept back from now on, also from what is sealed.")
  }
}

struct ClaimsCloseCommand: Reporting {
  static let configuration = CommandConfiguration(
    commandName: "close", abstract: "Nothing more is done here with a claim: say why.")

  @OptionGroup var common: Common

  @Argument(help: "The claim's number.", transform: claimNumber)
  var claim: String

  enum Reason: String, CaseIterable, ExpressibleByArgument {
    case writtenOff = "written-off"
    case billedToClient = "billed-to-client"
    case appealed
    case secondaryDue = "secondary-due"
    case paid
  }

  @Option(help: "Why: written-off, billed-to-client, appealed, secondary-due or paid.")
  var because: Reason

  func report() throws -> WishReport {
    let desk = try BillingDesk(try Services(common).address(.billing))
    let sentence =
      because == .secondaryDue
      ? "closed here. Scrim makes no secondary claims: file that one elsewhere." : "closed here."
    return WishReport([(claim, try desk.close(claim, reason: because.rawValue))], recorded: sentence)
  }
}

struct ClaimsReopenCommand: Reporting {
  static let configuration = CommandConfiguration(
    commandName: "reopen", abstract: "Take back that a claim was closed.")

  @OptionGroup var common: Common

  @Argument(help: "The claim's number.", transform: claimNumber)
  var claim: String

  func report() throws -> WishReport {
    let desk = try BillingDesk(try Services(common).address(.billing))
    return WishReport([(claim, try desk.reopen(claim))], recorded: "open again.")
  }
}

/// What became of what a person wished, claim by claim.
struct WishReport: Report {
  struct Answer: Encodable {
    let claim, answer, sentence: String
    let nextStep: String?
  }
  let answers: [Answer]

  /// - Parameter notReady: what to do where the session is not there to be billed.
  init(
    _ wishes: [(String, BillingDesk.Wish?)], recorded: String,
    notReady: String = "Look the session up in the records, or close the claim."
  ) {
    answers = wishes.map { claim, wish in
      let words = wish == .recorded ? nil : WishText.of(wish)
      let next = wish == .notReady ? notReady : words?.nextStep.byCommand
      return Answer(
        claim: claim, answer: wish?.rawValue ?? "unknown", sentence: words?.sentence ?? recorded,
        nextStep: next)
    }
  }

  var exit: ExitStatus {
    if answers.allSatisfy({ $0.answer == "unknown" }) { return .usage }
    return answers.allSatisfy { $0.answer == "recorded" } ? .done : .needsAPerson
  }

  func write(to page: inout Page) {
    if answers.isEmpty { page.line("There is no such claim; nothing was changed.") }
    for (sentence, group) in Dictionary(grouping: answers, by: \.sentence).sorted(by: { $0.key < $1.key }) {
      page.paragraph("\(group.map(\.claim).joined(separator: ", ")): \(sentence)", indent: 0)
      if let next = group.first?.nextStep { page.paragraph("→ \(next)") }
    }
  }
}

extension Services {
  /// Every configured payer, as the gate needs them, with what can be filed there today.
  var billedPayers: BillingDesk.Payers {
    let windows = FilingWindows(
      configuration, today: CalendarDate.today(in: configuration.practice.timeZone).daysSince2000)
    var payers = BillingDesk.Payers(
      ids: configuration.payers.map(\.id), firstServiceDates: configuration.payers.map(\.firstDayOfService))
    payers.oldest = configuration.payers.map(windows.oldest)
    payers.oldestCorrected = configuration.payers.map(windows.oldestCorrected)
    return payers
  }
}
