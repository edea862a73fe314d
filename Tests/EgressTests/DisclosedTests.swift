import Egress
import Testing

/// What is shown of a payload is what the check has read of it: every element, in its order, and no other.
@Suite struct `What a payload discloses` {
  @Test func `is every element of an interchange, as it stands there`() throws {
    for (lines, expected) in [
      (Sample.own, Sample.expected), (Sample.dependant, Sample.expected), (Sample.all, Sample.expectedOfAll),
    ] {
      let payload = Sample.payload(lines)
      let shown = try disclosed(payload, expecting: expected)
      let counted = try check(payload, expecting: expected).elementCounts
      #expect(shown.count == counted.reduce(0, +))
      // Without what separates them, the payload is them.
      var rest = lines.flatMap { line in
        Sample.segment(line).split(separator: "*").dropFirst().flatMap { $0.split(separator: ":") }
      }.map(String.init)
      // ISA16 is the separator itself.
      rest.insert(":", at: 15)
      #expect(shown.map(\.value) == rest)
      #expect(shown.allSatisfy { !$0.name.isEmpty })
    }
  }

  @Test func `is every text of a document, as it stands there`() throws {
    for parts in [DocumentSample.own, DocumentSample.every, DocumentSample.dependant] {
      let payload = DocumentSample.payload(parts)
      let shown = try disclosed(payload, expecting: DocumentSample.expected())
      let counted = try check(payload, expecting: DocumentSample.expected()).elementCounts
      #expect(shown.count == counted.reduce(0, +) && shown.count > 40)
      let text = String(decoding: payload, as: UTF8.self)
      let values = text.matches(of: /[:\[,]"([^"]*)"(?!:)/).map { String($0.1) }
      #expect(shown.map(\.value) == values)
      #expect(shown.allSatisfy { !$0.name.isEmpty })
    }
  }

  @Test func `is nothing where anything is not listed`() {
    let payload = Sample.payload(Sample.own + ["2300 NTE*ADD*ANYTHING"])
    #expect(throws: EgressRefusal.self) { try disclosed(payload, expecting: Sample.expected) }
  }

  @Test func `names the place, the element and what it is called`() throws {
    let shown = try disclosed(Sample.payload(Sample.own), expecting: Sample.expected)
    let member = shown.first { $0.place == "2010BA" && $0.element == "NM109" }
    #expect(member?.name == "member identification number")
  }
}
