internal import Gateway
internal import Sessions
internal import Signing
internal import TestSupport
internal import Testing

@Suite("Approval") struct ApprovalTests {
  private static let payloads = ["one", "two", "three"]

  private static func digest(
    _ terms: Terms = Terms(), to clearinghouse: String = "harborlink", of payloads: [String] = payloads
  ) -> Digest {
    var approval = Approval()
    approval.begin(terms.route(to: clearinghouse))
    for payload in payloads { approval.add(Digest(sha256Of: Array(payload.utf8))) }
    return approval.digest
  }

  @Test func `is the same for the same`() { #expect(Self.digest() == Self.digest()) }

  @Test func `is another after any change`() {
    let earlier = Terms(from: Practice.anchor.adding(days: -366))
    let fewerPayers = Terms(payers: ["meridian"])
    let elsewhere = Terms(destination: "another")
    let changed = [
      Self.digest(earlier), Self.digest(fewerPayers), Self.digest(elsewhere), Self.digest(to: "clearpath"),
      Self.digest(of: ["one", "two"]), Self.digest(of: ["one", "two", "three", "three"]),
      Self.digest(of: ["one", "three", "two"]), Self.digest(of: ["one", "two", "four"]), Self.digest(of: []),
      Approval().digest,
    ]
    #expect(Set(changed + [Self.digest()]).count == changed.count + 1)
  }

  @Test func `tells under which clearinghouse each payload stands`() {
    func approval(_ first: [String], _ second: [String]) -> Digest {
      var approval = Approval()
      for (clearinghouse, payloads) in [("clearpath", first), ("harborlink", second)] {
        approval.begin(Terms().route(to: clearinghouse))
        for payload in payloads { approval.add(Digest(sha256Of: Array(payload.utf8))) }
      }
      return approval.digest
    }
    #expect(approval(["one", "two"], ["three"]) != approval(["one"], ["two", "three"]))
  }
}

@Suite("Envelope minute") struct EnvelopeMinuteTests {
  @Test(arguments: [
    // 2026-01-01 07:59:59.9 UTC, and then the minute in which the year begins in Los Angeles.
    (820_569_599_900_000, "20251231", "2359"), (820_569_600_000_000, "20260101", "0000"),
    // 09:59 before the clocks go forward and 10:00 UTC after it.
    (826_279_140_000_000, "20260308", "0159"), (826_279_200_000_000, "20260308", "0300"),
  ])
  func `is what the practice's clocks show`(_ microseconds: Int64, _ date: String, _ time: String) {
    let stamp = EnvelopeMinute(microseconds: microseconds).stamp(in: "America/Los_Angeles")
    #expect(stamp.date == date)
    #expect(stamp.time == time)
  }

  @Test func `has no seconds`() {
    let minute = EnvelopeMinute(microseconds: 820_569_599_900_000)
    #expect(minute.microseconds % 60_000_000 == 0)
    #expect(minute == EnvelopeMinute(microseconds: 820_569_540_000_000))
    #expect(minute != EnvelopeMinute(microseconds: 820_569_600_000_000))
  }
}
