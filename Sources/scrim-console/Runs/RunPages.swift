internal import Accounts
internal import Desk
internal import Hummingbird
internal import Marks
internal import Postgres
internal import Signing

/// Previews and runs, for billing: to ask for one, to see it go, to approve exactly what was seen.
struct RunPages {
  let site: Site

  static let claimsPerPage: Int32 = 50

  func add(to router: Router<PageContext>) {
    router.get("/runs") { request, _ in
      try await site.show(request, [.billing]) { .page(try list($0)) }
    }
    router.post("/runs") { request, _ in
      try await site.take(request, [.billing]) { visit, _ in
        .see("/runs/" + (try RunDesk(console: visit.connection).askPreview(nil)))
      }
    }
    router.get("/runs/:request") { request, context in
      let id = Self.id(context)
      return try await site.show(request, [.billing]) { .page(try one($0, id())) }
    }
    router.get("/runs/:request/claims") { request, context in
      let id = Self.id(context)
      let page = request.uri.queryParameters["page"].flatMap { Int32($0) } ?? 1
      return try await site.show(request, [.billing]) { .page(try claims($0, id(), page)) }
    }
    router.post("/runs/:request/approve") { request, context in
      let id = Self.id(context)
      return try await site.take(request, [.billing]) { visit, _ in try approve(visit, id()) }
    }
  }

  /// Of the address; what is no such name is no page.
  static func id(_ context: PageContext) -> @Sendable () throws -> String {
    let text = context.parameters.get("request") ?? ""
    return {
      guard let id = UniqueID(text) else { throw Refused(.missing) }
      return id.description
    }
  }

  // MARK: The list

  private func list(_ visit: SignedIn) throws -> Page {
    let asked = try RunDesk(console: visit.connection).latest()
    let going = asked.first { $0.state != .ended }
    // What came after it may have been the approval.
    let waits = facts([WaitFacts].self, asked.first?.waits) ?? []
    var values: [String: any Sendable] = [
      "any": !asked.isEmpty, "isFree": going == nil, "hasWaits": !waits.isEmpty, "waits": Self.rows(waits),
      "asked": asked.map { one -> [String: any Sendable] in
        let standing = RunWords.standing(one)
        return [
          "what": one.isRun ? "Run" : "Preview", "at": Sentences.moment(one.at), "by": one.by,
          "only": one.clearinghouse ?? "", "words": standing.words, "kind": standing.kind,
          "place": "/runs/" + one.id,
        ]
      },
    ]
    if let going {
      values["going"] =
        ["what": going.isRun ? "A run" : "A preview", "place": "/runs/" + going.id] as [String: any Sendable]
    }
    return Page("runs", "Runs", values)
  }

  static func rows(_ waits: [WaitFacts]) -> Rows {
    waits.map { ["clearinghouse": $0.clearinghouse, "sentence": $0.sentence] }
  }

  // MARK: One of them

  private func one(_ visit: SignedIn, _ id: String) throws -> Page {
    let desk = RunDesk(console: visit.connection)
    guard let one = try desk.one(id) else { throw Refused(.missing) }
    let place = "/runs/" + id
    guard one.state == .ended else { return Self.going(one, place) }
    if let stopped = facts(StopFacts.self, one.report) {
      return Self.stopped(one, stopped, one.isRun ? try desk.submissions(id) : [])
    }
    if one.isRun, let report = facts(RunFacts.self, one.report) {
      return RunPage(one: one, facts: report, submissions: try desk.submissions(id)).page
    }
    guard !one.isRun, let report = facts(PreviewFacts.self, one.report) else {
      return .refused("It was made by another version of Scrim.", "Make a new preview under Runs.")
    }
    return PreviewPage(one: one, facts: report, place: place).page
  }

  private static func going(_ one: RunDesk.One, _ place: String) -> Page {
    Page(
      "going", one.isRun ? "A run" : "A preview",
      [
        "at": Sentences.moment(one.at), "by": one.by, "place": place, "isRun": one.isRun,
        "isAgain": one.taking > 1, "progress": RunWords.progress(one.state, one.progress),
      ])
  }

  /// A run that was stopped may have sent something before.
  private static func stopped(
    _ one: RunDesk.One, _ facts: StopFacts, _ submissions: [RunDesk.Submission]
  ) -> Page {
    let title: String =
      switch (one.isRun, one.outcome) {
      case (true, .refused): "Nothing was sent"
      case (true, _): "The run was stopped"
      case (false, _): "The preview could not be made"
      }
    return Page(
      "stopped", title,
      [
        "at": Sentences.moment(one.at), "by": one.by, "isRun": one.isRun,
        "isRefused": one.outcome == .refused,
        "preview": one.preview.map { "/runs/" + $0 } ?? "", "any": !submissions.isEmpty,
        "submissions": RunPage.rows(submissions),
        "problems": facts.stopped.map { problem -> [String: any Sendable] in
          [
            "sentence": [problem.path, problem.sentence].filter { !$0.isEmpty }.joined(separator: " "),
            "next": RunWords.plain(problem.nextStep),
          ]
        },
      ])
  }

  // MARK: Its claims

  private func claims(_ visit: SignedIn, _ id: String, _ page: Int32) throws -> Page {
    let desk = RunDesk(console: visit.connection)
    guard let one = try desk.one(id), !one.isRun, one.state == .ended, (1...10_000).contains(page) else {
      throw Refused(.missing)
    }
    let claims = try desk.claims(
      of: id, after: (page - 1) * Self.claimsPerPage, most: Self.claimsPerPage)
    let pages = (one.listed + Int(Self.claimsPerPage) - 1) / Int(Self.claimsPerPage)
    let place = "/runs/" + id
    return Page(
      "run-claims", "Claims of the preview",
      [
        "any": !claims.isEmpty, "place": place, "page": Int(page), "pages": max(pages, 1),
        "count": Said.counted(one.listed, "claim"),
        "before": page > 1 ? "\(place)/claims?page=\(page - 1)" : "",
        "after": page < pages ? "\(place)/claims?page=\(page + 1)" : "",
        "claims": claims.map { claim -> [String: any Sendable] in
          [
            "number": claim.place, "session": claim.session, "payer": claim.payer,
            "day": Day(claim.serviceDate).words, "charge": Said.dollars(claim.chargeCents),
            "clearinghouse": claim.clearinghouse,
          ]
        },
      ])
  }

  // MARK: Approving

  private func approve(_ visit: SignedIn, _ id: String) throws -> Answer {
    do {
      return .see("/runs/" + (try RunDesk(console: visit.connection).approve(id)))
    } catch let error where error.sqlState == "SC040" {
      throw Refused(
        .refused(
          "This is no preview of today that showed something to send. Nothing was sent.",
          "Make a new preview under Runs, look at it, and approve that one."))
    } catch let error where error.sqlState == "SC041" {
      throw Refused(
        .refused(
          "Another preview or run goes on. Nothing of this one was sent.",
          "Wait for it to end (Runs shows it); then come back to this preview, or make a new one."))
    }
  }
}
