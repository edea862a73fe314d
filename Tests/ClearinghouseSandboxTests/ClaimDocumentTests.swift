import Crypto
import Foundation
import Testing
import clearinghouse_sandbox

struct `A claim as JSON` {
  private static let claim =
    #"{"version":"1","usage":"T","submitter":{"id":"QUIETHARBOR","name":"QUIET HARBOR THERAPY","#
    + #""contactName":"BILLING DESK","contactTelephone":"5035550142"},"#
    + #""receiver":{"id":"HARBORLINK","name":"HARBORLINK"},"#
    + #""billingProvider":{"organizationName":"QUIET HARBOR THERAPY PLLC","npi":"1234567893","#
    + #""taxIDKind":"EI","taxID":"931234567","address":{"line1":"400 INLET ST","city":"PORTLAND","#
    + #""state":"OR","postalCode":"972011234"}},"payer":{"id":"MMH01","name":"MERIDIAN MUTUAL HEALTH"},"#
    + #""subscriber":{"payerResponsibility":"P","claimFilingIndicator":"CI","memberID":"ZM0001","#
    + #""familyName":"TESTPATIENT","givenName":"AVERY","birthDate":"1988-07-04","sex":"F","#
    + #""address":{"line1":"77 SAMPLE LN","city":"PORTLAND","state":"OR","postalCode":"97202"}},"#
    + #""claim":{"patientControlNumber":"A7K2M5Q4X3","frequency":"1","charge":"190.50","#
    + #""dateOfService":"2026-03-04","placeOfService":"11","providerSignature":"Y","acceptsAssignment":"A","#
    + #""benefitsAssigned":"Y","releaseOfInformation":"Y","diagnoses":["F411","F330"]},"#
    + #""lines":[{"procedureCode":"90834","modifiers":["95"],"charge":"140.00","units":"1","#
    + #""diagnosisPointers":["1","2"]},"#
    + #"{"procedureCode":"90785","charge":"50.50","units":"1","diagnosisPointers":["1"]}]}"#

  private func changed(_ old: String, _ new: String) throws -> [UInt8] {
    let range = try #require(Self.claim.firstRange(of: old))
    return Array((Self.claim[..<range.lowerBound] + new + Self.claim[range.upperBound...]).utf8)
  }

  private func request(_ body: [UInt8], as type: String = "application/json") -> ReceivedRequest {
    let digest = Data(SHA256.hash(data: body)).base64EncodedString()
    return ReceivedRequest(
      method: "POST", target: "https://127.0.0.1/harborlink/claims",
      fields: [
        ("Content-Type", type), ("Idempotency-Key", "s-1"), ("Content-Digest", "sha-256=:\(digest):"),
      ], body: body)
  }

  private func clearinghouse(_ folder: String = Scratch.fresh().path) throws -> Clearinghouse {
    Clearinghouse(
      signatures: nil, received: try ReceivedFolder(path: folder, recordsHeaders: true),
      faults: try #require(FaultPlan([])))
  }

  @Test
  func `is read as what it would be in an interchange`() throws {
    let interchange = try ClaimDocument.read(Array(Self.claim.utf8))
    let claim = try #require(interchange.claims.first)
    #expect(interchange.claims.count == 1 && interchange.isOfDocument && !interchange.asksForAnswer)
    #expect(claim.number == "A7K2M5Q4X3" && claim.chargeCents == 19_050 && claim.serviceDate == "20260304")
    #expect(claim.lines.map(\.procedure) == [["HC", "90834", "95"], ["HC", "90785"]])
    #expect(claim.patient.identifier == "ZM0001" && claim.provider.identifier == "1234567893")
  }

  @Test
  func `is kept byte for byte beside its headers`() throws {
    let folder = Scratch.fresh()
    var clearinghouse = try clearinghouse(folder.path)
    let body = Array(Self.claim.utf8)
    #expect(clearinghouse.reply(to: request(body), now: 0).status == 200)
    #expect(try Data(contentsOf: folder.appending(path: "s-1.claim.json")) == Data(body))
    #expect(FileManager.default.fileExists(atPath: folder.appending(path: "s-1.json").path))
    #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "s-1.x12").path))
  }

  @Test
  func `is taken as what it is called, and an interchange as another`() throws {
    var clearinghouse = try clearinghouse()
    let body = Array(Self.claim.utf8)
    #expect(clearinghouse.reply(to: request(body, as: "application/edi-x12"), now: 0).status == 415)
    #expect(clearinghouse.reply(to: request(Interchange.bytes()), now: 0).status == 415)
  }

  @Test(arguments: [
    ("\"version\":\"1\"", "\"version\":\"2\"", DocumentFault.versionUnsupported),
    ("\"usage\":\"T\"", "\"usage\":\"P\"", .notATest), ("\"usage\":\"T\",", "", .memberMissing),
    ("\"sex\":\"F\"", "\"sex\":\"F\",\"note\":\"TEXT\"", .memberUnknown),
    ("\"lines\":[{", "\"lines\":[{\"note\":\"TEXT\",", .memberUnknown), ("\"190.50\"", "190.5", .valueUnfit),
    ("\"190.50\"", "\"190.5\"", .valueUnfit), ("\"190.50\"", "\"190.00\"", .sumDiffers),
    ("AVERY", "Avery", .valueUnfit), ("\"sex\":\"F\",", "", .patientUnclear),
    ("\"frequency\":\"1\"", "\"frequency\":\"7\"", .correctionUnclear),
    ("\"diagnosisPointers\":[\"1\"]", "\"diagnosisPointers\":[\"3\"]", .pointerUnfit),
    ("2026-03-04", "20260304", .valueUnfit), ("]}]}", "]}]", .unreadable),
  ])
  func `is refused where it is not one`(_ old: String, _ new: String, _ fault: DocumentFault) throws {
    let body = try changed(old, new)
    #expect(throws: fault) { try ClaimDocument.read(body) }
    var clearinghouse = try clearinghouse()
    let reply = clearinghouse.reply(to: request(body), now: 0)
    #expect(reply.status == 400 && String(decoding: reply.body, as: UTF8.self).contains(fault.rawValue))
  }

  @Test
  func `is answered by 277CA and 835, and by no TA1 or 999`() throws {
    let folder = Scratch.fresh()
    let names = try AnswerTool.answer(
      [Array(Self.claim.utf8)], in: folder.path, as: "harborlink", AnswerScript(), now: 1_790_000_000)
    #expect(names == ["000001.277", "000002.277", "000003.835"])
    for name in names {
      let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
      #expect(text.contains("A7K2M5Q4X3") && text.contains("*HARBORLINK     *ZZ*QUIETHARBOR    *"))
    }
  }
}
