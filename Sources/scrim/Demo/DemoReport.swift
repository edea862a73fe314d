internal import Gateway

/// What the demo shows at its end. There is no word on who pays for themselves: for the gateway they do not
/// exist.
struct DemoReport: Report {
  struct Total: Encodable {
    let clearinghouse: String
    let claims, submissions: Int
  }
  struct Evidence: Encodable {
    let run: RunReport
    let totals: [Total]
    let held: [DefectCount]
    let delivered: [DemoEvidence.Delivered]
    let session: SessionPath?
    let console: DemoConsole.Opened?
  }
  private let evidence: Evidence?
  private let heldSessions: [HeldList.Held]
  private let stopped: [String]

  /// Refuses to call anything confirmed that is not: exit code 2.
  init(preview: PreviewReport, run: RunReport, evidence: DemoEvidence, console: DemoConsole.Opened?) throws {
    let delivered = try evidence.delivered()
    guard delivered.allSatisfy(\.isConfirmed) else {
      throw Stop(
        .stopped, "A file in .scrim/received/ is not what was signed and sent.",
        next: "Has it been changed or deleted? Delete .scrim/ and run the demo again.")
    }
    heldSessions = preview.held.map { ($0.session, $0.defects) }
    let byClearinghouse = Dictionary(grouping: delivered, by: \.clearinghouse)
    self.evidence = Evidence(
      run: run,
      totals: byClearinghouse.keys.sorted().map { id in
        let all = byClearinghouse[id] ?? []
        return Total(clearinghouse: id, claims: all.reduce(0) { $0 + $1.claims }, submissions: all.count)
      },
      held: HeldList.counts(heldSessions), delivered: delivered, session: try evidence.oneSession(),
      console: console)
    stopped = []
  }

  init(stopped: [String]) {
    evidence = nil
    heldSessions = []
    self.stopped = stopped
  }

  var exit: ExitStatus { evidence.map { $0.run.needsPerson ? .needsAPerson : .done } ?? .done }

  func encode(to encoder: any Encoder) throws {
    if let evidence {
      try evidence.encode(to: encoder)
    } else {
      try ["stopped": stopped].encode(to: encoder)
    }
  }

  func write(to page: inout Page) {
    guard let evidence else {
      return page.line(
        stopped.isEmpty ? "Nothing was running." : "Stopped: \(stopped.joined(separator: ", ")).")
    }
    page.line()
    evidence.session?.write(to: &page)
    writeDelivered(evidence, to: &page)
    HeldList(heldSessions, total: heldSessions.count).write(to: &page)
    writeNext(evidence, to: &page)
  }

  private func writeDelivered(_ evidence: Evidence, to page: inout Page) {
    page.heading("What went to whom")
    for total in evidence.totals {
      let submissions = counted(total.submissions, "submission")
      page.line("  \(total.clearinghouse): \(counted(total.claims, "claim")) in \(submissions)")
    }
    let now = evidence.run.claims.submitted
    page.line(
      now == 0
        ? "  Nothing was sent this time: everything that is due has been sent, once."
        : "  \(grouped(now)) of them just now. Clients who pay for themselves are nowhere in this.")
    page.line()
    page.line("  Each file in .scrim/received/ has the digest that was signed, and that the receipt names:")
    page.table(
      evidence.delivered.map { [$0.receipt, $0.clearinghouse, counted($0.claims, "claim"), $0.digest] },
      indent: 4)
  }

  private func writeConsole(_ console: DemoConsole.Opened, to page: inout Page) {
    page.heading("The console: \(console.address)")
    if console.accounts.isEmpty {
      page.line(
        "  With the accounts that an earlier demo made; `scrim users invite LOGIN` makes a code.")
    } else {
      page.line("  Shown this once. The code is one of an authenticator app that has the key, or one of the")
      page.line("  recovery codes, each good once:")
      for account in console.accounts {
        page.line("  \(account.login) (\(account.role))")
        page.line("    password        \(account.password)")
        page.line("    authenticator   \(account.authenticatorKey)")
        page.line("    recovery codes  \(account.recoveryCodes.prefix(3).joined(separator: "  "))")
      }
    }
    page.line()
  }

  private func writeNext(_ evidence: Evidence, to page: inout Page) {
    page.line()
    if let console = evidence.console {
      writeConsole(console, to: &page)
      page.line(
        "PostgreSQL, the clearinghouse and the console are left running; scripts/demo --stop ends them. Try:")
      page.line("  .build/release/scrim --config .scrim/scrim.json status")
      page.line("  .build/release/scrim --config .scrim/scrim.json check")
      page.line("  .build/release/scrim --config .scrim/scrim.json self-pay list")
    } else {
      page.line("Everything is stopped; what was made stays in .scrim/. scripts/demo goes on from there,")
      page.line("and leaves it running to look around.")
    }
  }
}
