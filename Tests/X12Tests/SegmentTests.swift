import Testing
import X12

/// What is written, and how it stands in the interchange.
struct Segment: CustomTestStringConvertible {
  let wire: String
  let write: @Sendable (inout SegmentWriter) -> Void
  var testDescription: String { wire }

  init(_ wire: String, _ write: @escaping @Sendable (inout SegmentWriter) -> Void) {
    self.wire = wire
    self.write = write
  }
}

@Suite("Segment")
struct SegmentTests {
  @Test(arguments: [
    Segment("REF*A*B~") {
      $0.element("A")
      $0.element("B")
    },
    Segment("REF*A**B~") {
      $0.element("A")
      $0.element("")
      $0.element("B")
    },
    Segment("REF*A~") {
      $0.element("A")
      $0.element("")
      $0.emptyElements(3)
    },
    Segment("REF**B~") {
      $0.emptyElements(1)
      $0.element("B")
    },
    Segment("REF*A:B:C~") {
      $0.element("A")
      $0.component("B")
      $0.component("C")
    },
    Segment("REF*A::C~") {
      $0.element("A")
      $0.component("")
      $0.component("C")
    },
    Segment("REF*A*D~") {
      $0.element("A")
      $0.component("")
      $0.element("D")
    },
    Segment("REF*11:B:1***Y~") {
      $0.element("11")
      $0.component("B")
      $0.component(1)
      $0.emptyElements(2)
      $0.element("Y")
    },
    Segment("REF* A~") { $0.element(" A") },
  ])
  func `keeps empty places inside and trims them at the end`(segment: Segment) throws {
    #expect(
      try InterchangeTests.written(InterchangeTests.interchange(), segment.write).contains(
        "~\(segment.wire)SE*"))
  }

  @Test(
    arguments: [
      (0, "0"), (100, "1"), (17_500, "175"), (15_050, "150.5"), (15_005, "150.05"), (5, "0.05"), (50, "0.5"),
      (9_999_999_999, "99999999.99"), (-150, "-1.5"), (10_000, "100"),
    ] as [(Int64, String)])
  func `writes an amount with as few digits as it needs`(hundredths: Int64, text: String) throws {
    #expect(
      try InterchangeTests.written(InterchangeTests.interchange()) { $0.element(hundredths: hundredths) }
        .contains("~REF*\(text)~"))
  }

  @Test func `refuses every character that is not data`() throws {
    for value in UInt32(0)...0x2FF {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let isData = (0x20...0x7E).contains(value) && !"*:^~".unicodeScalars.contains(scalar)
      let text = "A\(Character(scalar))B"
      if isData {
        #expect(
          try InterchangeTests.written(InterchangeTests.interchange()) { $0.element(text) }.contains(text))
      } else {
        let error = #expect(throws: X12Error.self) {
          try InterchangeTests.written(InterchangeTests.interchange()) {
            $0.element("Q")
            $0.element(text)
          }
        }
        #expect(error?.description == "REF02: character-not-allowed")
      }
    }
  }

  @Test func `refuses text that ends in a space, and segments without an element`() {
    let space = #expect(throws: X12Error.self) {
      try InterchangeTests.written(InterchangeTests.interchange()) { $0.element("A ") }
    }
    #expect(space?.description == "REF01: trailing-space")
    let empty = #expect(throws: X12Error.self) {
      try InterchangeTests.written(InterchangeTests.interchange()) { $0.element("") }
    }
    #expect(empty?.description == "REF: empty-segment")
  }

  @Test func `names the first place that is refused, and not what stands there`() throws {
    let error = try #require(
      #expect(throws: X12Error.self) {
        try InterchangeTests.written(InterchangeTests.interchange()) {
          $0.element("A")
          $0.element("husband~affair")
          $0.element("B*C")
        }
      })
    #expect(error == X12Error(reason: .characterNotAllowed, segment: "REF", element: 2))
    var dumped = ""
    dump(error, to: &dumped)
    #expect(!dumped.contains("affair"))
  }
}
