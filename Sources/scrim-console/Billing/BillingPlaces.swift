internal import Accounts
internal import Credentials
internal import Desk
internal import Hummingbird

/// Names of claims and of places in lists, for addresses: sealed, and good for one person in one role.
extension Site {
  func claimPlace(_ claim: String, _ present: SignedIn.Present) -> String {
    "/claims/" + sealedHandle(claim, "claim", present)
  }

  /// The claim that an address means; nobody else's, and none that was made up.
  func claim(_ handle: String, _ present: SignedIn.Present) throws(Refused) -> String {
    guard let claim = openedHandle(handle, "claim", present) else { throw Refused(.missing) }
    return claim
  }

  func sealedHandle(_ id: String, _ kind: String, _ present: SignedIn.Present) -> String {
    Handle.sealed(id, label: label(kind, present), key: key)
  }

  func openedHandle(_ handle: String, _ kind: String, _ present: SignedIn.Present) -> String? {
    Handle.opened(handle, label: label(kind, present), key: key)
  }

  private func label(_ kind: String, _ present: SignedIn.Present) -> String {
    ["handle", kind, present.login, present.role.rawValue].joined(separator: " ")
  }
}

extension SignedIn {
  var desk: BillingDesk { BillingDesk(console: connection) }
}

extension Site {
  /// Billing's pages.
  func addBilling(to router: Router<PageContext>) {
    TodayPages(site: self).add(to: router)
    WorkPages(site: self).add(to: router)
    HeldPages(site: self).add(to: router)
    ClaimListPages(site: self).add(to: router)
    ClaimPages(site: self).add(to: router)
    DoubtPages(site: self).add(to: router)
    UnbilledPages(site: self).add(to: router)
    ChangedPages(site: self).add(to: router)
    UnansweredPages(site: self).add(to: router)
    PaymentPages(site: self).add(to: router)
    ChartPages(site: self).add(to: router)
  }
}
