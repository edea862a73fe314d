import Foundation
import clearinghouse_sandbox

/// An 837P as a practice sends it, as far as whoever answers it looks; all people in it are invented.
struct ClaimFile {
  struct Claim {
    var number: String
    var member = "ZM0001"
    var payer = "MMH01"
    var frequency = "1"
    var payerNumber: String?
    var diagnosis = "F411"
    var charges = ["140"]
    var isOfDependent = false
    var provider = "1234567893"
  }

  var claims: [Claim]
  var number = 903
  var asksForAnswer = true
  /// How many claims are in a transaction set.
  var perSet = 100

  init(_ claims: Claim...) { self.claims = claims }

  init(_ numbers: [String]) { claims = numbers.map { Claim(number: $0) } }

  var bytes: [UInt8] {
    let isa =
      "ISA*00*          *00*          *ZZ*THERAPYGW01    *ZZ*CLEARHOUSE9    *260310*0915*^*00501*"
      + "000000\(number)*\(asksForAnswer ? 1 : 0)*T*:"
    let sets = stride(from: 0, to: claims.count, by: perSet).enumerated().map { index, start in
      set(index + 1, claims[start..<min(start + perSet, claims.count)])
    }
    let segments =
      [isa, "GS*HC*THERAPYGW01*CLEARHOUSE9*20260310*0915*\(number)*X*005010X222A1"] + sets.flatMap { $0 }
      + ["GE*\(sets.count)*\(number)", "IEA*1*000000\(number)"]
    return Array(segments.map { $0 + "~" }.joined().utf8)
  }

  private func set(_ number: Int, _ claims: ArraySlice<Claim>) -> [String] {
    var body = [
      "ST*837*000\(number)*005010X222A1", "BHT*0019*00*BATCH\(self.number)-\(number)*20260310*0915*CH",
      "NM1*41*2*QUIET HARBOR THERAPY PLLC*****46*THERAPYGW01", "PER*IC*BILLING DESK*TE*5555550142",
      "NM1*40*2*CLEARHOUSE NINE*****46*CLEARHOUSE9",
    ]
    var level = 0
    for claim in claims {
      level += 1
      body += [
        "HL*\(level)**20*1", "NM1*85*2*QUIET HARBOR THERAPY PLLC*****XX*\(claim.provider)", "N3*400 INLET ST",
        "N4*PORTLAND*OR*972011234", "REF*EI*931234567",
        "HL*\(level + 1)*\(level)*22*\(claim.isOfDependent ? 1 : 0)",
        "SBR*P*\(claim.isOfDependent ? "" : "18")*******CI", "NM1*IL*1*SAMPLESON*RILEY****MI*\(claim.member)",
        "NM1*PR*2*MERIDIAN MUTUAL HEALTH*****PI*\(claim.payer)",
      ]
      level += 1
      if claim.isOfDependent {
        level += 1
        body += ["HL*\(level)*\(level - 1)*23*0", "PAT*19", "NM1*QC*1*SAMPLESON*KIT"]
      }
      body += segments(claim)
    }
    return body + ["SE*\(body.count + 1)*000\(number)"]
  }

  private func segments(_ claim: Claim) -> [String] {
    let cents = claim.charges.reduce(0) { $0 + (Money.cents($1) ?? 0) }
    var all = ["CLM*\(claim.number)*\(Money.text(cents))***11:B:\(claim.frequency)*Y*A*Y*Y"]
    if let number = claim.payerNumber { all.append("REF*F8*\(number)") }
    all.append("HI*ABK:\(claim.diagnosis)*ABF:F330")
    for (index, charge) in claim.charges.enumerated() {
      all += [
        "LX*\(index + 1)", "SV1*HC:90834:95*\(charge)*UN*1***1", "DTP*472*D8*20260304",
        "REF*6R*\(claim.number)L\(index + 1)",
      ]
    }
    return all
  }
}

/// A folder of answers, as `clearinghouse-sandbox answer` makes it.
struct AnswerFolder {
  static let now = 1_790_000_000  // 2026-09-21
  let path: String = Scratch.fresh().path

  /// The new files, by their names.
  @discardableResult
  func answer(_ files: ClaimFile..., script: String = "") throws -> [AnswerText] {
    let names = try AnswerTool.answer(
      files.map(\.bytes), in: path, as: "harborlink", AnswerScript(script), now: Self.now)
    return try names.map { try AnswerText($0, Array(Data(contentsOf: URL(filePath: "\(path)/\($0)")))) }
  }
}

/// Folders that go when the test run ends.
enum Scratch {
  private static let root: URL = {
    atexit { try? FileManager.default.removeItem(at: Scratch.root) }
    return FileManager.default.temporaryDirectory.appending(path: "sandbox-\(UUID().uuidString)")
  }()

  static func fresh() -> URL { root.appending(path: UUID().uuidString) }
}
