internal import Acknowledgments
internal import Glibc

/// A payer's answer to as many claims as it takes, invented, written and read in pieces: one 277CA.
package enum GeneratedStatusFile {
  package struct Failed: Error, CustomStringConvertible {
    package let description: String
  }

  /// Nine of ten claims are taken in; the tenth is rejected, now for one reason and now for another.
  ///
  /// - Parameter parties: ISA06 and ISA08.
  package static func write(
    claims: Int, to path: String, parties: (sender: String, receiver: String) = ("HARBORLINK", "TESTPRACTICE")
  ) throws {
    guard let file = fopen(path, "w") else { throw Failed(description: "\(path) cannot be written.") }
    defer { fclose(file) }
    func put(_ segments: [String]) throws {
      let text = segments.map { $0 + "~\n" }.joined()
      guard fputs(text, file) >= 0 else { throw Failed(description: "\(path) cannot be written.") }
    }
    let head = head(parties.sender, parties.receiver)
    try put(head)
    for number in 1...claims { try put(claim(number)) }
    let segments = head.count - 2 + claims * claim(1).count + 1
    try put(["SE*\(segments)*0001", "GE*1*77", "IEA*1*000000077"])
  }

  /// How many claims our reader finds an answer to.
  package static func read(_ path: String) throws -> Int {
    guard let file = fopen(path, "r") else { throw Failed(description: "\(path) cannot be read.") }
    defer { fclose(file) }
    var claims = 0
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    _ = try readAcknowledgments(
      {
        let count = fread(&buffer, 1, buffer.count, file)
        return count > 0 ? Array(buffer[..<count]) : nil
      },
      each: { finding in
        if case .claim = finding.subject { claims += 1 }
      })
    return claims
  }

  private static func head(_ sender: String, _ receiver: String) -> [String] {
    func padded(_ id: String) -> String { id + String(repeating: " ", count: max(0, 15 - id.utf8.count)) }
    return [
      "ISA*00*          *00*          *ZZ*\(padded(sender))*ZZ*\(padded(receiver))"
        + "*261124*0915*^*00501*000000077*0*T*:",
      "GS*HN*\(sender)*\(receiver)*20261124*0915*77*X*005010X214",
    ] + opening
  }

  private static let opening = [
    "ST*277*0001*005010X214",
    "BHT*0085*08*X77*20261124*0915*TH", "HL*1**20*1", "NM1*PR*2*MERIDIAN MUTUAL HEALTH*****PI*MMH01",
    "TRN*1*T77", "DTP*050*D8*20261124", "DTP*009*D8*20261124", "HL*2*1*21*1",
    "NM1*41*2*TEST PRACTICE*****46*TESTPRACTICE", "TRN*2*\(batch)-1", "STC*A1:19:PR*20261124*WQ*100",
    "QTY*90*1", "AMT*YU*100", "HL*3*2*19*1", "NM1*85*2*TEST PRACTICE*****XX*1999999984", "TRN*1*0",
    "STC*A1:19:PR*20261124*WQ*100",
  ]

  /// BHT03 and CLM01 of the claims, as a ledger has to have them.
  package static let batch = "K7OXA74UHN53ROVL"
  package static let claimsBegin = "7K2M3Q4X2B"
  package static let firstNumber = 1_000_000_000

  private static func claim(_ number: Int) -> [String] {
    let reasons = ["A7:562:85", "A6:164:IL", "A8:255", "A3:21", "A7:33:IL"]
    let isRejected = number % 10 == 0
    let status = isRejected ? reasons[number / 10 % reasons.count] : "A2:20:PR"
    let digits = String(firstNumber + number)
    return [
      "HL*\(number + 3)*3*PT", "NM1*QC*1*TESTPATIENT*AVERY****MI*ZMMH\(digits)",
      "TRN*2*\(claimsBegin)\(digits)",
      "STC*\(status)*20261124*\(isRejected ? "U" : "WQ")*175", "REF*1K*MMH\(digits)", "DTP*472*D8*20261101",
    ]
  }
}
