/// One element of a payload that was checked: what the manifest calls it, and what stands there.
public struct DisclosedElement: Sendable {
  /// The loop, or the object, that it stands in: `2010BA`, `subscriber`.
  public let place: String
  /// `NM109`, `memberID`.
  public let element: String
  /// The manifest's words for it.
  public let name: String
  public let value: String
}

/// Reads a payload as `check` does, and gives back every element of it, in the order of the wire: what passes
/// the check and what is shown are the same reading.
public func disclosed(
  _ payload: [UInt8], expecting expected: ExpectedInterchange
) throws(EgressRefusal) -> [DisclosedElement] {
  let tables = try Tables.professionalClaim.get()
  var checker = Checker(payload, expected, tables)
  checker.found = []
  _ = try checker.run()
  let elements = tables.manifest.elements
  return (checker.found ?? []).map { entry, range in
    let element = elements[entry]
    return DisclosedElement(
      place: element.loop, element: element.position, name: element.name,
      value: String(decoding: payload[range], as: UTF8.self))
  }
}

/// The same for a claim as JSON.
public func disclosed(
  _ payload: [UInt8], expecting expected: ExpectedDocument
) throws(EgressRefusal) -> [DisclosedElement] {
  guard let form = DocumentForm.claim else { throw Tables.broken }
  var reader = DocumentReader(payload, expected, form)
  reader.found = []
  _ = try reader.run()
  return (reader.found ?? []).map { node, range in
    let path = form.nodes[node].path
    let parts = path.split(separator: ".").map(String.init)
    return DisclosedElement(
      place: parts.dropLast().joined(separator: "."), element: parts.last ?? path,
      name: form.nodes[node].text?.words ?? "",
      value: String(decoding: payload[range], as: UTF8.self))
  }
}
