internal import ArgumentParser
internal import Desk
internal import Sessions
internal import Settings

struct ClaimsPaymentsCommand: Reporting {
  static let configuration = CommandConfiguration(
    commandName: "payments",
    abstract: "List what payers decided and paid (835), for the practice's own ledger.",
    discussion: """
      With --csv as comma-separated values (RFC 4180), amounts in dollars. Nothing is posted anywhere. \
      What a payer says of claims that are not ours is listed without a claim.
      """)

  @OptionGroup var common: Common

  @Option(help: ArgumentHelp("First day of payment.", valueName: "date"), transform: day)
  var from: CalendarDate?

  @Option(help: ArgumentHelp("Last day of payment.", valueName: "date"), transform: day)
  var through: CalendarDate?

  @Option(help: ArgumentHelp("Only of this check or transfer.", valueName: "number"))
  var trace: String?

  @Flag(help: "Comma-separated values.")
  var csv = false

  func validate() throws {
    try requireOrder(from, through)
    if csv, common.json { throw ValidationError("--csv and --json exclude each other.") }
    if let trace, trace.wholeMatch(of: /[A-Za-z0-9-]{1,50}/) == nil {
      throw ValidationError("--trace is letters, digits and hyphens.")
    }
  }

  func report() throws -> PaymentsReport {
    let desk = try BillingDesk(try Services(common).address(.billing))
    let payments = try desk.payments(
      from: from?.daysSince2000, through: through?.daysSince2000, trace: trace)
    return PaymentsReport(payments, isCSV: csv)
  }
}

struct PaymentsReport: Report {
  struct Adjustment: Encodable {
    let code, amount, sentence: String
  }
  struct Payment: Encodable {
    let trace, paidOn, claim, session, payer, serviceDate, payerClaimNumber: String?
    let clearinghouse, outcome: String
    let charge, paid, patientShare: String?
    let adjustments: [Adjustment]
    let balanced: Bool?
  }
  let payments: [Payment]
  private let isCSV: Bool

  private enum CodingKeys: String, CodingKey { case payments }

  init(_ payments: [BillingDesk.Payment], isCSV: Bool) {
    self.isCSV = isCSV
    self.payments = payments.map { one in
      Payment(
        trace: one.trace, paidOn: iso(one.saidOn), claim: one.claim, session: one.session, payer: one.payer,
        serviceDate: iso(one.serviceDate), payerClaimNumber: one.payerClaimNumber,
        clearinghouse: one.clearinghouse, outcome: one.scope == "payment" ? "adjusted" : one.outcome,
        charge: one.chargeCents.map(decimal), paid: one.paidCents.map(decimal),
        patientShare: one.patientCents.map(decimal), adjustments: one.adjustments.map(Adjustment.init),
        balanced: one.isBalanced)
    }
  }

  var exit: ExitStatus { payments.contains { $0.balanced == false } ? .needsAPerson : .done }

  func write(to page: inout Page) {
    if isCSV { return writeCSV(to: &page) }
    guard !payments.isEmpty else { return page.line("No payer has said what it decided.") }
    page.table(
      [["payment", "on", "claim", "session", "outcome", "charge", "paid", "client's share", "adjusted"]]
        + payments.map {
          [
            $0.trace ?? "–", $0.paidOn ?? "–", $0.claim ?? Self.nobody($0.outcome), $0.session ?? "–",
            $0.outcome,
            $0.charge ?? "–", $0.paid ?? "–", $0.patientShare ?? "–",
            $0.adjustments.map { "\($0.code) \($0.amount)" }.joined(separator: ", "),
          ]
        }, numbers: [5, 6, 7])
    for one in payments where one.balanced == false {
      page.paragraph(
        "→ Payment \(one.trace ?? "–"): charge, adjustments and payment do not add up; ask the payer.")
    }
    let reasons = Set(payments.flatMap(\.adjustments).map { "\($0.code): \($0.sentence)" })
    for reason in reasons.sorted() { page.paragraph(reason) }
  }

  /// What stands in a claim's place.
  private static func nobody(_ outcome: String) -> String {
    outcome == "adjusted" ? "the payment" : "not ours"
  }

  private func writeCSV(to page: inout Page) {
    let head = [
      "payment", "paid_on", "clearinghouse", "claim", "session", "payer", "date_of_service", "outcome",
      "charge",
      "paid", "client_share", "payer_claim_number", "adjustments", "balanced",
    ]
    page.line(head.joined(separator: ","))
    for one in payments {
      let fields: [String?] = [
        one.trace, one.paidOn, one.clearinghouse, one.claim, one.session, one.payer, one.serviceDate,
        one.outcome,
        one.charge, one.paid, one.patientShare, one.payerClaimNumber,
        one.adjustments.map { "\($0.code) \($0.amount)" }.joined(separator: "; "),
        one.balanced.map { $0 ? "yes" : "no" },
      ]
      page.line(fields.map { quoted($0 ?? "") }.joined(separator: ","))
    }
  }

  /// RFC 4180. What a spreadsheet would take for a formula begins with an apostrophe.
  private func quoted(_ field: String) -> String {
    let plain = field.first.map { "=+@".contains($0) } == true ? "'" + field : field
    let isSpecial = plain.contains { [",", "\"", "\n", "\r"].contains($0) }
    return isSpecial ? "\"" + plain.replacing("\"", with: "\"\"") + "\"" : plain
  }
}

extension PaymentsReport.Adjustment {
  /// Reads `CO-45:1250`.
  init(_ text: String) {
    let parts = text.split(separator: ":")
    code = String(parts.first ?? "")
    amount = decimal(parts.count == 2 ? Int64(parts[1]) ?? 0 : 0)
    sentence = CodeText.sentence(code)
  }
}

/// `-1234.50`
private func decimal(_ cents: Int64) -> String {
  let rest = String(cents.magnitude % 100)
  return "\(cents < 0 ? "-" : "")\(cents.magnitude / 100).\(rest.utf8.count == 1 ? "0" : "")\(rest)"
}
