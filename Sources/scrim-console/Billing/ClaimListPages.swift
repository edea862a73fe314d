internal import Accounts
internal import Desk
internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore

/// Claims by where they stand, a hundred a page; and one by its number, which stands in no address.
struct ClaimListPages {
  let site: Site
  private static let pageSize = 100

  func add(to router: Router<PageContext>) {
    router.get("/claims") { request, _ in
      let state = request.uri.queryParameters["state"].map { String($0) }
      let after = request.uri.queryParameters["after"].map { String($0) }
      return try await site.show(request, [.billing]) { .page(try list($0, state, after, nil)) }
    }
    router.post("/claims") { request, _ in
      try await site.take(request, [.billing]) { try find($0, $1) }
    }
  }

  private func list(
    _ visit: SignedIn, _ state: String?, _ after: String?, _ problem: String?
  ) throws -> Page {
    let wanted = state.flatMap { $0.isEmpty ? nil : $0 }
    guard wanted.map(ClaimStateText.all.contains) ?? true else { throw Refused(.missing) }
    var filter = BillingDesk.ClaimFilter()
    (filter.state, filter.limit) = (wanted, Self.pageSize + 1)
    if let after { filter.after = try place(after, visit) }
    let found = try visit.desk.claims(filter)
    let claims = found.prefix(Self.pageSize)
    let next = found.count > Self.pageSize ? claims.last.map { self.next($0, wanted, visit) } ?? "" : ""
    var page = Page(
      "claims", "Claims",
      [
        "states": ClaimStateText.all.map { name -> [String: any Sendable] in
          ["state": name, "words": name.replacing("-", with: " "), "isChosen": name == wanted]
        },
        "state": wanted ?? "", "sentence": wanted.map { ClaimStateText.of($0).sentence } ?? "",
        "any": !claims.isEmpty, "next": next, "isFirst": after == nil,
        "claims": claims.map { row($0, visit) },
      ], status: problem == nil ? .ok : .unprocessableContent)
    page.values["problem"] = problem
    return page
  }

  private func row(_ claim: BillingDesk.Listed, _ visit: SignedIn) -> [String: any Sendable] {
    [
      "number": claim.claim, "place": site.claimPlace(claim.claim, visit.present), "session": claim.session,
      "day": Said.day(claim.serviceDate), "payer": claim.payer, "charge": Said.dollars(claim.chargeCents),
      "state": claim.state.replacing("-", with: " "), "kind": ClaimPages.kind(claim.state),
      "codes": claim.codes.joined(separator: ", "), "contradictory": claim.isContradictory,
    ]
  }

  // MARK: Places in the list

  private func next(_ last: BillingDesk.Listed, _ state: String?, _ visit: SignedIn) -> String {
    let place = site.sealedHandle("\(last.serviceDate) \(last.claim)", "after", visit.present)
    return "/claims?after=\(place)" + (state.map { "&state=\($0)" } ?? "")
  }

  private func place(_ text: String, _ visit: SignedIn) throws(Refused) -> BillingDesk.Place {
    let parts = site.openedHandle(text, "after", visit.present)?.split(separator: " ") ?? []
    guard parts.count == 2, let day = Int32(parts[0]) else { throw Refused(.missing) }
    return BillingDesk.Place(serviceDate: day, claim: String(parts[1]))
  }

  // MARK: By number

  private func find(_ visit: SignedIn, _ form: Form) throws -> Answer {
    guard let number = form["number"]?.uppercased(), number.wholeMatch(of: /[A-Z0-9]{1,20}/) != nil else {
      return .page(try list(visit, nil, nil, "Write the claim’s number: letters and digits, at most twenty."))
    }
    guard try !visit.desk.versions(of: number).isEmpty else {
      return .page(try list(visit, nil, nil, "There is no claim of this number."))
    }
    return .see(site.claimPlace(number, visit.present))
  }
}
