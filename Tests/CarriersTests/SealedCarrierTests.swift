internal import Carriers
internal import Desk
internal import Gate
internal import Postgres
internal import Sessions
internal import Submissions
internal import Testing

private struct Holder<Value> { let value: Value }
private enum Failure<Value>: Error { case with(Value) }

/// Every way in which Swift turns a value into text without being told how, alone and inside of others.
private func everyPrint<Value>(of value: Value) -> [String] {
  func dumped(_ any: Any) -> String {
    var text = ""
    dump(any, to: &text)
    return text
  }
  let wrapped: [Any] = [
    value, [value], ["key": value], Optional(value) as Any, (1, value), Holder(value: value),
    Failure.with(value), Result<Value, any Error>.success(value), [Holder(value: value)],
  ]
  let children = Mirror(reflecting: value).children.map { String(reflecting: $0.value) }
  return children + wrapped.flatMap { ["\($0)", String(describing: $0), String(reflecting: $0), dumped($0)] }
}

private struct Open { let word: String }

@Suite("A sealed carrier of any module") struct EveryCarrierTests {
  private let canary = "zq5ea1edca44y"

  private func expectSealed<Carrier: SealedCarrier>(_ carrier: Carrier, holding value: String) {
    #expect(value.contains(canary))
    for print in everyPrint(of: carrier) { #expect(!print.contains(canary), "\(Carrier.self) was printed") }
  }

  @Test func `shows nothing of a parameter on its way to the database`() {
    for parameter in [
      Parameter.text(canary), .optionalText(canary), .textArray(["a", canary]),
      .optionalTextArray([nil, canary]),
    ] { expectSealed(parameter, holding: canary) }
    for print in everyPrint(of: Parameter.date(20_261)) { #expect(!print.contains("20261")) }
  }

  @Test func `shows nothing of a diagnosis`() throws {
    let code = try #require(DiagnosisCode("F43.23"))
    #expect(code.code == "F4323")
    for print in everyPrint(of: code) + everyPrint(of: [code]) { #expect(!print.contains("4323")) }
  }

  @Test func `shows nothing of the references of a claim or a hold`() {
    let claim = ClaimReference(
      session: canary, version: 1, client: canary, payer: canary, serviceDate: 1, chargeCents: 1,
      patientControlNumber: canary)
    expectSealed(claim, holding: claim.client)
  }

  @Test func `shows nothing of a mark`() {
    var mark = Restrictions.Mark(client: canary, requestedOn: 9_800)
    mark.session = canary
    expectSealed(mark, holding: mark.client)
  }

  @Test func `would be seen through if it were not sealed`() {
    let prints = everyPrint(of: Open(word: canary))
    #expect(prints.allSatisfy { $0.contains(canary) } && prints.count > 30)
  }
}
