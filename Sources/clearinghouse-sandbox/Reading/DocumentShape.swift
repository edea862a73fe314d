// What a claim as JSON may consist of, as this clearinghouse wrote it down for itself.

/// One object: `name` must be there, `name?` may be, `name[]` is a list of texts.
struct DocumentShape {
  private var texts: [(name: String, isNeeded: Bool, isList: Bool)] = []
  private var objects: [(name: String, isNeeded: Bool, isList: Bool, shape: DocumentShape)] = []

  private init(_ names: String, _ objects: [(String, DocumentShape)] = []) {
    texts = names.split(separator: " ").map(Self.parsed)
    self.objects = objects.map { name, shape in
      let (name, isNeeded, isList) = Self.parsed(Substring(name))
      return (name, isNeeded, isList, shape)
    }
  }

  private static func parsed(_ text: Substring) -> (name: String, isNeeded: Bool, isList: Bool) {
    let isNeeded = !text.hasSuffix("?")
    let name = isNeeded ? text : text.dropLast()
    return (String(name.hasSuffix("[]") ? name.dropLast(2) : name), isNeeded, name.hasSuffix("[]"))
  }

  private static let address = DocumentShape("line1 line2? city state postalCode")

  static let claim = DocumentShape(
    "version usage",
    [
      ("submitter", DocumentShape("id name contactName contactTelephone")),
      ("receiver", DocumentShape("id name")),
      (
        "billingProvider",
        DocumentShape(
          "organizationName? familyName? givenName? npi taxonomyCode? taxIDKind taxID", [("address", address)]
        )
      ),
      ("payer", DocumentShape("id name")),
      (
        "subscriber",
        DocumentShape(
          "payerResponsibility groupNumber? claimFilingIndicator memberID familyName givenName? middleName? "
            + "suffix? birthDate? sex?", [("address?", address)])
      ),
      (
        "patient?",
        DocumentShape(
          "relationship familyName givenName? middleName? suffix? birthDate sex", [("address", address)])
      ),
      (
        "claim",
        DocumentShape(
          "patientControlNumber frequency payerClaimNumber? charge patientPaid? dateOfService placeOfService "
            + "providerSignature acceptsAssignment benefitsAssigned releaseOfInformation delayReason? "
            + "priorAuthorization? diagnoses[]")
      ),
      ("renderingProvider?", DocumentShape("familyName givenName? suffix? npi taxonomyCode?")),
      ("serviceLocation?", DocumentShape("name npi?", [("address", address)])),
      ("supervisingProvider?", DocumentShape("familyName givenName? suffix? npi")),
      (
        "lines[]",
        DocumentShape("procedureCode modifiers[]? charge units placeOfService? diagnosisPointers[]")
      ),
    ])

  func check(_ value: JSONValue) throws(DocumentFault) {
    guard case .object(let members) = value else { throw .valueUnfit }
    let known = Set(texts.map(\.name) + objects.map(\.name))
    guard known.isSuperset(of: members.keys) else { throw .memberUnknown }
    for (name, isNeeded, isList) in texts {
      guard let member = members[name] else {
        if isNeeded { throw .memberMissing }
        continue
      }
      for text in try items(member, isList) where !Self.isText(text) { throw .valueUnfit }
    }
    for (name, isNeeded, isList, shape) in objects {
      guard let member = members[name] else {
        if isNeeded { throw .memberMissing }
        continue
      }
      for object in try items(member, isList) { try shape.check(object) }
    }
  }

  private func items(_ value: JSONValue, _ isList: Bool) throws(DocumentFault) -> [JSONValue] {
    guard isList else { return [value] }
    guard case .list(let list) = value, !list.isEmpty, list.count <= 50 else { throw .valueUnfit }
    return list
  }

  /// Upper case, as all of X12's texts.
  private static func isText(_ value: JSONValue) -> Bool {
    let text = value.text.utf8
    return (1...80).contains(text.count)
      && text.allSatisfy { (0x20...0x5F).contains($0) && $0 != 0x22 && $0 != 0x5C }
  }
}
