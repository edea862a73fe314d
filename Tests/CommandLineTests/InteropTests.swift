internal import Foundation
internal import Proofs
internal import TestSupport
internal import Testing

/// What others' programs say of what we send.
@Suite(Programs.areNeeded) struct `Independent programs` {
  /// A site that has sent everything that is due.
  private func sent(_ template: Template) throws -> Site {
    let site = try Site(template)
    let run = try site.scrim("run")
    #expect(run.code <= 1, "\(run.said)")
    return site
  }

  private func validate(_ folder: String) throws -> Finished {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".x12") }
    return try Programs.interop("validate_837.py", names.map { "\(folder)/\($0)" })
  }

  @Test(Programs.pythonIsNeeded)
  func `accept every interchange of the fixtures, for each situation`() throws {
    let site = try sent(.fixtures)
    let verdict = try validate(site.folder + "/received")
    #expect(verdict.code == 0, "\(verdict.said)")
    let all = try site.received().values.map { String(decoding: $0, as: UTF8.self) }.joined()
    for situation in [
      "patient-is-subscriber", "patient-is-dependent", "one-to-twelve-diagnoses", "add-on-code",
      "awkward-names",
      "telehealth", "group-practice", "associate-under-supervision",
    ] {
      let sessions = try Expected.all().filter { $0.situation == situation && $0.isAdmitted }.map(\.session)
      #expect(!sessions.isEmpty)
      for session in sessions { #expect(all.contains("CLM*\(try site.control(session))*"), "\(session)") }
    }
  }

  @Test(Programs.pythonIsNeeded)
  func
    `accept every interchange of 2,000 generated sessions, and see none from before the first service date`()
    throws
  {
    let site = try sent(.generated)
    let verdict = try validate(site.folder + "/received")
    #expect(verdict.code == 0, "\(verdict.said)")
    let claims = try site.rows(
      """
      select count(*)::text, count(*) filter (where session_id >= 'S-000000100001')::text from claims.claim
      """)[0]
    #expect(Int(claims[0]) ?? 0 > 1_500)
    #expect(claims[1] == "0")
    #expect(try site.rows("select count(*)::text from practice.session")[0] == ["7000"])
    #expect(
      try site.rows("select count(*)::text from claims.hold where session_id >= 'S-000000100001'")[0] == ["0"]
    )
  }

  @Test(
    Programs.pythonIsNeeded,
    arguments: [
      ("~HI*ABK:", "~HI*ABX:"), ("~LX*1~", "~LX*2~"), ("*005010X222A1~BHT", "*005010X222A2~BHT"),
      ("~NM1*85*", "~NM1*99*"),
      ("~N3*", "~N3**"), ("~CLM*", "~NTE*ADD*PROSE~CLM*"),
    ])
  func `refuse an interchange that is not right`(_ right: String, _ wrong: String) throws {
    let site = try sent(.fixtures)
    let payload = try #require(try site.received().values.first)
    let text = String(decoding: payload, as: UTF8.self)
    let range = try #require(text.firstRange(of: right))
    let file = site.folder + "/wrong.x12"
    try text.replacingCharacters(in: range, with: wrong).write(
      toFile: file, atomically: true, encoding: .utf8)
    #expect(try Programs.interop("validate_837.py", [file]).code == 1)
  }

  @Test func `verify the stored signature over the exact bytes, and refuse it over one byte changed`() throws
  {
    let site = try sent(.fixtures)
    let signatures = try site.rows(
      "select submission_key::text, encode(signature, 'hex') from claims.submission")
    #expect(signatures.count >= 5)
    for signature in signatures {
      var payload = try #require(try site.received()[signature[0]])
      #expect(try verify(signature[1], over: payload, site).code == 0)
      payload[payload.count / 2] ^= 1
      #expect(try verify(signature[1], over: payload, site).code != 0)
    }
  }

  private func verify(_ signature: String, over payload: [UInt8], _ site: Site) throws -> Finished {
    let (signed, content) = (site.folder + "/signature.der", site.folder + "/content")
    try Data(hexadecimal(signature)).write(to: URL(filePath: signed))
    try Data(payload).write(to: URL(filePath: content))
    let certificate = try Materials.folder() + "/keys/signing.crt.pem"
    return try OpenSSL.run([
      "cms", "-verify", "-binary", "-inform", "DER", "-in", signed, "-content", content, "-CAfile",
      certificate,
      "-certfile", certificate, "-purpose", "any", "-out", "/dev/null",
    ])
  }

  @Test(Programs.pythonIsNeeded)
  func `verify the request as the clearinghouse recorded it, and refuse another`() throws {
    let site = try sent(.fixtures)
    let folder = site.folder + "/received"
    let records = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".json") }
    #expect(records.count >= 5)
    for record in records {
      let verdict = try Programs.interop("verify_request.py", ["\(folder)/\(record)"])
      #expect(verdict.code == 0, "\(verdict.said)")
    }
    let text = try String(contentsOfFile: "\(folder)/\(records[0])", encoding: .utf8)
    let moved = text.replacing("clearpath", with: "elsewhere").replacing("harborlink", with: "elsewhere")
    try moved.write(toFile: "\(folder)/moved.json", atomically: true, encoding: .utf8)
    #expect(try Programs.interop("verify_request.py", ["\(folder)/moved.json"]).code == 1)
  }
}

private func hexadecimal(_ text: String) -> [UInt8] {
  let digits = Array(text.utf8)
  return stride(from: 0, to: digits.count - 1, by: 2).map { place in
    UInt8(String(decoding: digits[place...(place + 1)], as: UTF8.self), radix: 16) ?? 0
  }
}

extension Site {
  /// CLM01 of a session's claim.
  func control(_ session: String) throws -> String {
    try rows("select patient_control_number from claims.claim where session_id = '\(session)'").first?[0]
      ?? "none"
  }
}
