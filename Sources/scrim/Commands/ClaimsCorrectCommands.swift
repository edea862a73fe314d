internal import ArgumentParser
internal import Claims
internal import Desk
internal import Settings

struct PayerClaimNumberOption: ParsableArguments {
  @Option(
    help: ArgumentHelp("The payer's own number of it, where no answer brought it.", valueName: "number"))
  var payerClaimNumber: String?

  func validate() throws {
    if let payerClaimNumber, payerClaimNumber.wholeMatch(of: /[A-Z0-9][A-Z0-9-]{0,49}/) == nil {
      throw ValidationError("The payer's claim number is capital letters, digits and hyphens.")
    }
  }
}

/// Why a claim is late, by our word or the standard's number.
struct DelayReasonOption: ParsableArguments {
  @Option(
    name: .customLong("delay-reason"),
    help: ArgumentHelp(
      "Let go what is past the payer's time for filing, and say why it is late.", valueName: "word"))
  var word: String?

  func validate() throws {
    if word != nil, reason == nil {
      throw ValidationError("--delay-reason is one of these words, or its number: \(Self.list).")
    }
  }

  var reason: DelayReason? { word.flatMap(DelayReason.init(said:)) }

  static let list = DelayReason.allCases.map { "\($0.word) (\($0.rawValue))" }.joined(separator: ", ")
}

/// Billing staff, or the privacy officer.
struct DeciderOption: ParsableArguments {
  @Option(
    name: .customLong("as"),
    help: ArgumentHelp("Whose login of the configuration you are: billing or privacy.", valueName: "role"))
  var caller = Caller.billing

  func validate() throws {
    if caller == .clinician { throw ValidationError("Write --as billing, or --as privacy.") }
  }

  var role: Database.Role { caller.role }
}

struct ClaimsReplaceCommand: Reporting {
  static let configuration = CommandConfiguration(
    commandName: "replace",
    abstract: "Replace a claim that the payer has taken in by what the records say now (frequency 7).")

  @OptionGroup var common: Common

  @Argument(help: "The claim's number.", transform: claimNumber)
  var claim: String

  @OptionGroup var number: PayerClaimNumberOption

  func report() throws -> WishReport {
    let services = try Services(common)
    let desk = try BillingDesk(services.address(.billing))
    let wish = try desk.replace(
      claim, payerClaimNumber: number.payerClaimNumber, services.billedPayers)
    return WishReport([(claim, wish)], recorded: "to be replaced; the next run makes the replacement.")
  }
}

struct ClaimsVoidCommand: Reporting {
  static let configuration = CommandConfiguration(
    commandName: "void",
    abstract: "Take a claim back at the payer that has taken it in (frequency 8), as it was said.",
    discussion: """
      The void is made from the sealed original, not from the records: the next run to which somebody brings \
      the archive's private key (`scrim preview --archive-key`) makes it. For a session that is not there to \
      be billed the privacy officer decides, with --as privacy: a void tells the payer of it once more.
      """)

  @OptionGroup var common: Common
  @OptionGroup var decider: DeciderOption
  @OptionGroup var number: PayerClaimNumberOption

  @Argument(help: "The claim's number.", transform: claimNumber)
  var claim: String

  func report() throws -> WishReport {
    let services = try Services(common)
    let desk = try BillingDesk(services.address(decider.role))
    let wish = try desk.void(claim, payerClaimNumber: number.payerClaimNumber, services.billedPayers)
    let notReady = "The privacy officer decides; it is on their list (`scrim tasks`)."
    return WishReport(
      [(claim, wish)], recorded: "to be voided; the next run with the archive's private key makes the void.",
      notReady: notReady)
  }
}

struct ClaimsRebillCommand: Reporting {
  static let configuration = CommandConfiguration(
    commandName: "rebill",
    abstract:
      "Bill what one payer has denied, or what was voided, to another one, which the charge now names.")

  @OptionGroup var common: Common

  @Argument(help: "The claim's number.", transform: claimNumber)
  var claim: String

  func report() throws -> WishReport {
    let services = try Services(common)
    let desk = try BillingDesk(services.address(.billing))
    return WishReport(
      [(claim, try desk.rebill(claim, services.billedPayers))],
      recorded: "to be billed to another payer; the next run makes it from the records.")
  }
}

struct ClaimsTakeBackCommand: Reporting {
  static let configuration = CommandConfiguration(
    commandName: "take-back",
    abstract: "Not make again, replace or void after all what was asked for, while no run has sealed it.",
    discussion: """
      With --session, take back the reason why a session is late: it waits again, as long as no run has \
      sealed its claim.
      """)

  @OptionGroup var common: Common
  @OptionGroup var decider: DeciderOption

  @Argument(help: "The claim's number.", transform: claimNumber)
  var claim: String?

  @Option(help: ArgumentHelp("A session that was released with --delay-reason.", valueName: "id"))
  var session: String?

  func validate() throws {
    guard (claim == nil) != (session == nil) else {
      throw ValidationError("Name a claim, or --session: one of them.")
    }
    guard session == nil || decider.role == .billing else {
      throw ValidationError("--as privacy is for voids: a session's reason is billing's.")
    }
  }

  func report() throws -> WishReport {
    let desk = try BillingDesk(try Services(common).address(decider.role))
    if let session {
      return WishReport(
        [(session, try desk.takeBackDelayReason(session: session))],
        recorded: "waits again: nothing of it goes.")
    }
    guard let claim else { return WishReport([], recorded: "") }
    return WishReport([(claim, try desk.takeBack(claim))], recorded: "stays as it is.")
  }
}
