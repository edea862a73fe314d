internal import ArgumentParser
internal import Desk
internal import Foundation
internal import Settings

struct ClaimsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "claims", abstract: "The billing desk.",
    subcommands: [
      ClaimsListCommand.self, ClaimsShowCommand.self, ClaimsReleaseCommand.self, ClaimsHoldCommand.self,
      ClaimsReplaceCommand.self, ClaimsVoidCommand.self, ClaimsRebillCommand.self,
      ClaimsTakeBackCommand.self, ClaimsPaymentsCommand.self, ClaimsCloseCommand.self,
      ClaimsReopenCommand.self, ClaimsSettleCommand.self, ClaimsTrustCommand.self,
    ])
}

struct ClaimsSettleCommand: Reporting {
  static let configuration = CommandConfiguration(
    commandName: "settle",
    abstract:
      "Say what the clearinghouse told you of a submission in doubt: that it arrived, or that it did not.",
    discussion: """
      Ask the clearinghouse by the submission's key. What did not arrive is withdrawn, and its claims are \
      made again by the next run, as far as they are still to be billed. What arrived is never sent again. \
      A claim arrived, or did not, with its whole submission: where you name one, all that are with it are \
      settled, and you are asked first.
      """)

  @OptionGroup var common: Common

  @Argument(help: "The submission's key, as `scrim status` shows it, or the number of a claim in it.")
  var submission: String

  @Option(help: ArgumentHelp("It arrived, under this number of theirs.", valueName: "number"))
  var arrived: String?

  @Flag(help: "It did not arrive: they looked, and have nothing.")
  var notArrived = false

  enum KnownBy: String, CaseIterable, ExpressibleByArgument { case portal, phone, letter, report, payer }

  @Option(help: "How you know: portal, phone, letter, report (of the clearinghouse), payer.")
  var knownBy: KnownBy

  @Flag(help: "Do not ask before other claims are settled with the named one.")
  var yes = false

  func validate() throws {
    guard UUID(uuidString: submission) != nil || (try? claimNumber(submission)) != nil else {
      throw ValidationError(
        "This is neither a submission's key nor a claim's number. `scrim status` shows what is in doubt.")
    }
    guard (arrived != nil) != notArrived else {
      throw ValidationError("Give --arrived NUMBER or --not-arrived: one of them.")
    }
    if let arrived, arrived.wholeMatch(of: /[A-Za-z0-9._-]{1,64}/) == nil {
      throw ValidationError("The clearinghouse's number is letters, digits, '.', '_' and '-'.")
    }
  }

  func report() throws -> SettleReport {
    let desk = try BillingDesk(try Services(common).address(.billing))
    let named = try UUID(uuidString: submission) ?? ofClaim(claimNumber(submission), desk)
    let key = named.map { withUnsafeBytes(of: $0.uuid) { Array($0) } } ?? []
    guard let state = try desk.settle(key: key, receipt: arrived, knownBy: knownBy.rawValue) else {
      throw Self.nothing
    }
    return SettleReport(submission: named?.uuidString.lowercased() ?? "", state: state)
  }

  /// The submission that the claim is in. Whoever knows of one claim is told how many others are meant.
  private func ofClaim(_ claim: String, _ desk: BillingDesk) throws -> UUID? {
    guard let doubtful = try desk.doubtful(claim: claim) else { throw Self.nothing }
    if doubtful.claims > 1 {
      try Confirmation.require(
        "This settles the submission that the claim is in: \(grouped(doubtful.claims)) claims, all of which "
          + "\(notArrived ? "did not arrive" : "arrived").", isPHI: false, yes: yes)
    }
    return UUID(uuidString: doubtful.key)
  }

  private static let nothing = Stop(
    .usage, "No submission in doubt has this key, or holds this claim; nothing was changed.",
    next: "`scrim status` lists what is in doubt.")
}

struct ClaimsTrustCommand: Reporting {
  static let configuration = CommandConfiguration(
    commandName: "trust",
    abstract: "Say that a clearinghouse has mended what it contradicted.",
    discussion: """
      A clearinghouse that gave two receipts for one submission, or that first had one and then did not, is \
      sent nothing a second time, and its answers settle nothing, until somebody has spoken with it.
      """)

  @OptionGroup var common: Common

  @Argument(help: "The clearinghouse, as the configuration names it.")
  var clearinghouse: String

  func report() throws -> TrustReport {
    let services = try Services(common)
    guard services.configuration.clearinghouses.contains(where: { $0.id == clearinghouse }) else {
      throw Stop(
        .usage, "The configuration has no such clearinghouse.", next: "`scrim status` lists them.")
    }
    let desk = try BillingDesk(services.address(.billing))
    return TrustReport(clearinghouse: clearinghouse, changed: try desk.trust(clearinghouse))
  }
}

struct TrustReport: Report {
  let clearinghouse: String
  let changed: Bool
  var exit: ExitStatus { .done }

  func write(to page: inout Page) {
    page.line(
      changed
        ? "Recorded: \(clearinghouse) may be sent a submission a second time again, under its key."
        : "\(clearinghouse) has contradicted nothing; nothing was changed.")
  }
}

struct SettleReport: Report {
  let submission, state: String
  var exit: ExitStatus { .done }

  func write(to page: inout Page) {
    page.line(
      state == "accepted"
        ? "Recorded: it arrived. It is never sent again."
        : "Recorded: it did not arrive. The next run makes its claims again, as far as they are billed."
    )
  }
}
