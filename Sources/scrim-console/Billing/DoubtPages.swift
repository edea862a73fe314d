internal import Accounts
internal import Desk
internal import Hummingbird

/// Submissions of which nobody knows whether they arrived, and clearinghouses that contradict themselves.
/// What is settled here cannot be taken back.
struct DoubtPages {
  let site: Site

  func add(to router: Router<PageContext>) {
    router.get("/doubt") { request, _ in
      try await site.show(request, [.billing]) { .page(try page($0)) }
    }
    router.post("/doubt/settle") { request, _ in
      try await site.take(request, [.billing]) { .page(try settle($0, $1)) }
    }
    router.post("/doubt/trust") { request, _ in
      try await site.take(request, [.billing]) { .page(try trust($0, $1)) }
    }
  }

  private func page(_ visit: SignedIn) throws -> Page {
    let doubtful = try visit.desk.doubtful()
    let distrusted = try visit.desk.distrusted()
    return Page(
      "doubt", "In doubt",
      [
        "nothing": doubtful.isEmpty && distrusted.isEmpty, "knownBy": Said.choices(Said.knownBy),
        "submissions": doubtful.enumerated().map { number, one -> [String: any Sendable] in
          [
            "number": number, "key": one.key, "house": one.clearinghouse,
            "claims": Said.counted(one.claims, "claim"), "sealed": site.billing.moment(one.sealedAt),
            "evidence": evidence(one), "handle": handle(one, visit),
          ]
        },
        "distrusted": distrusted.map { ["house": $0] },
      ])
  }

  private func evidence(_ one: BillingDesk.Doubtful) -> [String] {
    let tries = "It was sent \(Said.counted(one.tries, "time"))."
    let last =
      "The last time ended with “\(one.fault ?? "nothing")”"
      + (one.httpStatus.map { " (HTTP \($0))" } ?? "")
      + ", after \(Said.counted(one.requestBytes, "byte")) had left."
    let answer = one.answer.map { "Asked, the clearinghouse said “\($0)”." }
    let contradicts = one.isContradicted ? "What it said contradicts itself." : nil
    return [tries, last, answer, contradicts].compactMap { $0 }
  }

  private func handle(_ one: BillingDesk.Doubtful, _ visit: SignedIn) -> String {
    site.handle(one.key, "doubt", of: visit.present)
  }

  private func settle(_ visit: SignedIn, _ form: Form) throws -> Page {
    let one = try visit.desk.doubtful().first { handle($0, visit) == form.raw("submission") }
    guard let one, let key = Self.bytes(one.key) else {
      return WishPage.refused(
        "It is not in doubt any more.", "Somebody has settled it, or an answer has come.", "/doubt")
    }
    let arrived = form.raw("arrived")
    guard ["yes", "no"].contains(arrived), Said.isOne(form.raw("knownBy"), of: Said.knownBy) else {
      return WishPage.refused(
        "Whether it arrived, or how you know, is missing.", "Choose both, and send the form again.", "/doubt")
    }
    let receipt = form["receipt"]
    let isNumber = receipt?.wholeMatch(of: /[A-Za-z0-9._-]{1,64}/) != nil
    guard arrived == "no" ? form.raw("receipt").trimmed.isEmpty : isNumber else {
      return WishPage.refused(
        arrived == "no"
          ? "What did not arrive has no number there." : "The clearinghouse’s number for it is missing.",
        "Write the number if it arrived, and none if it did not.", "/doubt")
    }
    return try told(visit.desk.settle(key: key, receipt: receipt, knownBy: form.raw("knownBy")))
  }

  private func told(_ state: String?) -> Page {
    switch state {
    case "accepted":
      Page(
        "notice", "Settled",
        [
          "sentence": "It arrived: the clearinghouse has these claims.",
          "next": "Wait for what comes of them.", "place": "/doubt",
        ])
    case nil:
      WishPage.refused(
        "It is not in doubt any more.", "Somebody has settled it, or an answer has come.", "/doubt")
    default:
      Page(
        "notice", "Settled",
        [
          "sentence": "It did not arrive: its claims are made again.",
          "next": "The next run sends those that are still to be billed.", "place": "/doubt",
        ])
    }
  }

  private func trust(_ visit: SignedIn, _ form: Form) throws -> Page {
    guard let house = form["house"], try visit.desk.distrusted().contains(house),
      try visit.desk.trust(house)
    else {
      return WishPage.refused(
        "It contradicts nothing, or not any more.", "Nothing needs to be done.", "/doubt")
    }
    return Page(
      "notice", "Trusted again",
      [
        "sentence": "\(house) is trusted again: what is in doubt there may be asked about and sent again.",
        "next": "The next run goes on there.", "place": "/doubt",
      ])
  }

  /// Of the text of a UUID.
  private static func bytes(_ key: String) -> [UInt8]? {
    let digits = key.filter { $0 != "-" }
    guard digits.utf8.count == 32 else { return nil }
    let pairs = stride(from: 0, to: 32, by: 2).map { digits.dropFirst($0).prefix(2) }
    let bytes = pairs.compactMap { UInt8($0, radix: 16) }
    return bytes.count == 16 ? bytes : nil
  }
}
