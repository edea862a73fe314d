internal import Desk
internal import Marks

/// What a run would send: how much to whom, what is held and why, and what a person may look at first.
struct PreviewPage {
  let one: RunDesk.One
  let facts: PreviewFacts
  let place: String

  /// Sessions that are named for one defect.
  private static let named = 20

  var page: Page {
    var values = frame.merging(money) { $1 }
    values["defects"] = defects
    values["warnings"] = facts.warnings.map { warning -> [String: any Sendable] in
      [
        "count": Said.counted(warning.claims, "claim"), "sentence": warning.sentence,
        "next": RunWords.plain(warning.nextStep),
      ]
    }
    values["waits"] = RunPages.rows(facts.waits)
    return Page("preview", "Preview", values)
  }

  private var frame: [String: any Sendable] {
    let voids = (facts.voidsWaiting ?? []).reduce(0) { $0 + $1.voids }
    return [
      "at": Sentences.moment(one.at), "by": one.by, "place": place, "only": one.clearinghouse ?? "",
      "from": Day(facts.from)?.words ?? facts.from, "through": Day(facts.through)?.words ?? facts.through,
      "mayBeApproved": one.mayBeApproved && one.run == nil,
      "isOver": !one.mayBeApproved && one.run == nil && !facts.submissions.isEmpty,
      "run": one.run.map { "/runs/" + $0 } ?? "", "hasWaits": !facts.waits.isEmpty,
      "hasHeld": facts.heldCount > 0,
      "held": Said.counted(facts.heldCount, "claim is held", "claims are held"),
      "hasWarnings": !facts.warnings.isEmpty,
      "voids": voids > 0 ? Said.counted(voids, "claim") : "",
    ]
  }

  private var money: [String: any Sendable] {
    let names = facts.submissions.reduce(into: [String]()) {
      if !$0.contains($1.clearinghouse) { $0.append($1.clearinghouse) }
    }
    return [
      "any": !facts.submissions.isEmpty, "approval": facts.approval,
      "claims": Said.counted(facts.claims, "claim"),
      "submissions": Said.counted(facts.submissions.count, "submission"),
      "listed": one.listed > 0, "isCut": one.listed < freshClaims, "shown": one.listed,
      "clearinghouses": names.map { name in
        row(name, facts.submissions.filter { $0.clearinghouse == name })
      },
    ]
  }

  /// Claims that are made now; what was sealed earlier, or is taken back, is not listed.
  private var freshClaims: Int {
    facts.submissions.filter { !$0.sealedEarlier && $0.voids != true }.reduce(0) { $0 + $1.claims }
  }

  private func row(_ name: String, _ all: [PreviewFacts.Submission]) -> [String: any Sendable] {
    let earlier = all.filter(\.sealedEarlier).count
    return [
      "name": name, "claims": Said.grouped(all.reduce(0) { $0 + $1.claims }),
      "charges": Said.dollars(all.reduce(0) { $0 + $1.chargeCents }),
      "submissions": Said.grouped(all.count),
      "digest": all.count == 1 ? all[0].digest : "",
      "earlier": earlier > 0 ? Said.counted(earlier, "of them was", "of them were") : "",
    ]
  }

  private var defects: Rows {
    facts.defects.map { defect in
      let sessions = facts.held.filter { $0.defects.contains(defect.code) }.map(\.session)
      let more = defect.claims - min(sessions.count, Self.named)
      return [
        "count": Said.counted(defect.claims, "claim"), "sentence": defect.sentence,
        "next": HeldGroup.nextStep(defect.code),
        "sessions": sessions.prefix(Self.named).joined(separator: ", "),
        "more": more > 0 ? Said.grouped(more) : "",
      ]
    }
  }
}

/// What a run did, and what each clearinghouse has of it.
struct RunPage {
  let one: RunDesk.One
  let facts: RunFacts
  let submissions: [RunDesk.Submission]

  /// Where there are more, they are shown by what became of them.
  private static let shownSingly = 100

  var page: Page {
    Page(
      "run", "Run",
      [
        "at": Sentences.moment(one.at), "by": one.by, "ended": one.ended.map { Sentences.moment($0) } ?? "",
        "only": one.clearinghouse ?? "", "sent": sent, "needsPerson": one.outcome == .attention,
        "preview": one.preview.map { "/runs/" + $0 } ?? "", "isResumed": facts.resumed, "run": facts.run,
        "any": !submissions.isEmpty, "submissions": Self.rows(submissions),
        "held": facts.claims.held > 0
          ? Said.counted(facts.claims.held, "claim is held", "claims are held") : "",
        "undecided": facts.undecided > 0 ? Said.counted(facts.undecided, "submission") : "",
        "unsigned": facts.checkpointMissing ?? "",
        "voids": Said.counted((facts.voidsWaiting ?? []).reduce(0) { $0 + $1.voids }, "claim"),
        "hasVoids": facts.voidsWaiting != nil,
        "words": facts.words.map { words -> [String: any Sendable] in
          [
            "clearinghouse": words.clearinghouse, "sentence": words.sentence,
            "next": RunWords.plain(words.nextStep),
          ]
        },
      ])
  }

  /// By the ledger where somebody else had begun it: what this one sent is not all.
  private var sent: String {
    let accepted = submissions.filter { $0.state == "accepted" }
    let claims = accepted.reduce(0) { $0 + $1.claims }
    return claims == 0
      ? "Nothing was sent."
      : "\(Said.counted(claims, "claim")) sent and confirmed in "
        + "\(Said.counted(accepted.count, "submission"))."
  }

  static func rows(_ submissions: [RunDesk.Submission]) -> Rows {
    guard submissions.count > shownSingly else {
      return submissions.map { row($0, claims: $0.claims, of: nil) }
    }
    let groups = Dictionary(grouping: submissions) { [$0.clearinghouse, $0.state].joined(separator: " ") }
    return groups.sorted { $0.key < $1.key }.compactMap { _, all in
      all.first.map { row($0, claims: all.reduce(0) { $0 + $1.claims }, of: all.count) }
    }
  }

  private static func row(
    _ one: RunDesk.Submission, claims: Int, of count: Int?
  ) -> [String: any Sendable] {
    let words = RunWords.submission(one)
    return [
      "clearinghouse": one.clearinghouse, "claims": Said.grouped(claims), "words": words.words,
      "next": words.next, "kind": words.kind, "fault": one.state == "accepted" ? "" : one.fault ?? "",
      "count": count.map { Said.counted($0, "submission") } ?? "",
    ]
  }
}
