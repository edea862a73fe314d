/// The manifest of the JSON format, compiled into a tree of objects, lists and texts in the order of the
/// wire. Written in `schemas/disclosure.json`, embedded as text by `scripts/embed-disclosure`.
package final class DocumentForm: Sendable {
  struct Node: Sendable {
    /// As in the manifest: `lines[].charge`.
    let path: String
    /// Its name as it is written: quotes, and a colon behind.
    let name: [UInt8]
    let mayBeMissing: Bool
    /// Items of a list at most; 0: it is none.
    let most: Int
    /// Nil for an object.
    let text: TextForm?
    /// Places in `nodes`, in the order in which they are written.
    fileprivate(set) var children: [Int] = []
  }

  struct TextForm: Sendable {
    let matcher: Matcher
    let check: Manifest.Check
    /// What it is called.
    let words: String
  }

  /// The first one is the document itself.
  let nodes: [Node]
  let payloadBytes: Int
  /// Where the members stand that are compared with others, by `Member`.
  private let places: [Int]

  static let claim = DocumentForm(text: DisclosureJSON.text)

  /// The embedded text.
  package static var text: String { DisclosureJSON.text }

  /// Paths of all texts, in the order of the wire; `EgressSummary.elementCounts` is parallel to them.
  package var paths: [String] { nodes.filter { $0.text != nil }.map(\.path) }

  /// Nil when any line is not understood, or a member that must be compared with others is not there: nothing
  /// leaves then.
  package init?(text: String) {
    var reader = Reader()
    for line in text.split(separator: "\n") {
      let fields = line.split(separator: ";", omittingEmptySubsequences: false).map(String.init)
      guard reader.read(fields) else { return nil }
    }
    let places = Member.allCases.compactMap { reader.places[$0.rawValue] }
    guard !reader.nodes.isEmpty, reader.payloadBytes > 0, places.count == Member.allCases.count else {
      return nil
    }
    (nodes, payloadBytes, self.places) = (reader.nodes, reader.payloadBytes, places)
  }

  func place(of member: Member) -> Int { places[member.position] }

  /// Members that have to do with others, with what the run expects, or with what the law says.
  enum Member: String, CaseIterable {
    case usage
    case submitterID = "submitter.id"
    case receiverID = "receiver.id"
    case organizationName = "billingProvider.organizationName"
    case billingFamilyName = "billingProvider.familyName"
    case billingGivenName = "billingProvider.givenName"
    case billingNPI = "billingProvider.npi"
    case billingAddress = "billingProvider.address"
    case subscriberBirthDate = "subscriber.birthDate"
    case subscriberSex = "subscriber.sex"
    case subscriberAddress = "subscriber.address"
    case patient
    case patientBirthDate = "patient.birthDate"
    case patientControlNumber = "claim.patientControlNumber"
    case frequency = "claim.frequency"
    case payerClaimNumber = "claim.payerClaimNumber"
    case charge = "claim.charge"
    case patientPaid = "claim.patientPaid"
    case dateOfService = "claim.dateOfService"
    case placeOfService = "claim.placeOfService"
    case diagnoses = "claim.diagnoses[]"
    case renderingNPI = "renderingProvider.npi"
    case serviceLocation
    case locationNPI = "serviceLocation.npi"
    case locationAddress = "serviceLocation.address"
    case lines = "lines[]"
    case lineCharge = "lines[].charge"
    case linePlaceOfService = "lines[].placeOfService"
    case linePointers = "lines[].diagnosisPointers[]"

    fileprivate static let positions = Dictionary(
      zip(allCases, 0...), uniquingKeysWith: { first, _ in first })

    fileprivate var position: Int { Self.positions[self] ?? 0 }
  }
}

/// Reading the embedded text, one line at a time.
private struct Reader {
  var nodes: [DocumentForm.Node] = []
  var places: [String: Int] = [:]
  var payloadBytes = 0

  mutating func read(_ fields: [String]) -> Bool {
    switch (fields.first, fields.count) {
    case ("limit", 3): readLimit(fields)
    case ("object", 4): readObject(fields)
    case ("member", 7): readMember(fields)
    default: false
    }
  }

  private mutating func readLimit(_ fields: [String]) -> Bool {
    guard fields[1] == "payloadBytes", let value = Int(fields[2]), payloadBytes == 0 else { return false }
    payloadBytes = value
    return value > 0
  }

  private mutating func readObject(_ fields: [String]) -> Bool {
    guard let use = Manifest.Use(rawValue: fields[2]), use == .required || use == .situational else {
      return false
    }
    return add(fields[1], use, most: fields[3], nil)
  }

  private mutating func readMember(_ fields: [String]) -> Bool {
    guard let use = Manifest.Use(rawValue: fields[2]), let check = Manifest.Check(rawValue: fields[3]),
      let pattern = Pattern(fields[5])
    else { return false }
    return add(
      fields[1], use, most: fields[4], .init(matcher: Matcher(pattern), check: check, words: fields[6]))
  }

  /// Each path once, and only within an object that is there already.
  private mutating func add(
    _ path: String, _ use: Manifest.Use, most: String, _ text: DocumentForm.TextForm?
  ) -> Bool {
    let isList = path.hasSuffix("[]")
    let (count, place) = (Int(most) ?? 0, nodes.count)
    guard isList ? count > 0 : most.isEmpty, places[path] == nil, path.isEmpty == nodes.isEmpty else {
      return false
    }
    let parts = path.split(separator: ".")
    let name = parts.last.map { isList ? $0.dropLast(2) : $0 } ?? ""
    nodes.append(
      DocumentForm.Node(
        path: path, name: Array("\"\(name)\":".utf8), mayBeMissing: use == .situational, most: count,
        text: text))
    places[path] = place
    guard !path.isEmpty else { return text == nil }
    guard let above = places[parts.dropLast().joined(separator: ".")], nodes[above].text == nil else {
      return false
    }
    nodes[above].children.append(place)
    return true
  }
}
