internal import Acknowledgments
internal import Testing

/// Every code of the lists, with what it does to a set: nothing by itself. The verdict decides.
@Suite("Codes of TA1 and 999") struct SyntaxCodeTests {
  private static let verdicts: [(String, Finding.Outcome)] = [
    ("A", .accepted), ("E", .acceptedWithErrors), ("R", .rejected), ("M", .rejected), ("W", .rejected),
    ("X", .rejected),
  ]

  private func set(_ verdict: String, _ errors: String...) throws -> [Finding] {
    var sample = Sample.syntax("AK1*HC*12*005010X222A1", "AK2*837*0001*005010X222A1")
    sample.body += errors + ["IK5*\(verdict)", "AK9*\(["A", "E"].contains(verdict) ? "A" : "R")*1*1*0"]
    return try sample.findings()
  }

  @Test(arguments: ["1", "2", "3", "4", "5", "6", "7", "8", "I4", "I6", "I7", "I8", "I9"])
  func `IK304 is kept, and the verdict decides`(_ code: String) throws {
    for (verdict, outcome) in Self.verdicts {
      let found = try set(verdict, "IK3*NM1*17*2010*\(code)")
      #expect(found.map(\.outcome) == [outcome] && found[0].codes == ["IK3:\(code):NM1"])
    }
  }

  @Test(arguments: [
    "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "12", "13", "I6", "I9", "I10", "I11", "I12", "I13",
  ])
  func `IK403 is kept with its element, and the verdict decides`(_ code: String) throws {
    for (verdict, outcome) in Self.verdicts {
      let found = try set(verdict, "IK3*NM1*17*2010*8", "IK4*9:1*67*\(code)*SUICIDAL")
      #expect(found.map(\.outcome) == [outcome])
      #expect(found[0].codes == ["IK3:8:NM1", "IK4:\(code):NM1.9"])
    }
  }

  @Test(arguments: [
    "1", "2", "3", "4", "5", "6", "7", "I5", "I6", "18", "19", "23", "24", "25", "26", "27",
  ])
  func `IK502 is kept, and the verdict decides`(_ code: String) throws {
    for (verdict, outcome) in Self.verdicts {
      let found = try Sample.syntax(
        "AK1*HC*12*005010X222A1", "AK2*837*0001*005010X222A1", "IK5*\(verdict)*\(code)", "AK9*P*1*1*0"
      ).findings()
      #expect(found.map(\.outcome) == [outcome] && found[0].codes == ["IK5:\(code)"])
    }
  }

  @Test(arguments: ["1", "2", "3", "4", "5", "6"])
  func `AK905 is kept, and the verdict decides`(_ code: String) throws {
    for (verdict, outcome) in Self.verdicts {
      let found = try Sample.syntax("AK1*HC*12*005010X222A1", "AK9*\(verdict)*2*2*0*\(code)").findings()
      #expect(found.map(\.outcome) == [outcome] && found[0].codes == ["AK9:\(code)"])
    }
  }

  @Test(arguments: 0...31) func `TA105 is kept, and TA104 decides`(_ number: Int) throws {
    let code = (number < 10 ? "00" : "0") + String(number)
    for (verdict, outcome) in Self.verdicts.prefix(3) {
      let found = try Sample.interchange("TA1*000000012*261123*0200*\(verdict)*\(code)").findings()
      #expect(found.map(\.outcome) == [outcome])
      #expect(found[0].codes == (number == 0 ? [] : ["TA1:\(code)"]))
    }
  }

  /// Where it stands in what pyx12 writes.
  @Test func `a TA1 behind the group counts as one before it`() throws {
    let sample = Sample.syntax(
      "AK1*HC*12*005010X222A1", "AK2*837*0001*005010X222A1", "IK5*A", "AK9*A*1*1*1")
    let text = sample.text.replacing("~IEA*", with: "~TA1*000000012*261123*0200*R*025~IEA*")
    let found = try read(Array(text.utf8)).findings
    #expect(found.map(\.kind) == [.syntax, .interchange] && found.map(\.outcome) == [.accepted, .rejected])
  }
}
