internal import Proofs
internal import Testing

/// A message is a sentence, and a next step. Usage is told as ArgumentParser tells it.
func expectSentence(
  _ finished: Finished, _ comment: Comment? = nil, at place: SourceLocation = #_sourceLocation
) {
  let lines = finished.errors.split(separator: "\n")
  let isSentence = lines.contains { !$0.contains("→") && $0.split(separator: " ").count >= 3 }
  let hasNextStep = lines.contains { $0.contains("→ ") && $0.split(separator: " ").count >= 3 }
  let isUsage = lines.contains { $0.hasPrefix("Error: ") && $0.split(separator: " ").count >= 4 }
  let said: Comment = "\(finished.said)"
  #expect(isSentence && hasNextStep || isUsage, comment ?? said, sourceLocation: place)
}

/// No value of a record is in it: no name, member id or street of anybody in the practice, nor anything
/// typed.
func expectNoValues(_ said: String, of site: Site, at place: SourceLocation = #_sourceLocation) throws {
  let text = said.lowercased()
  let values = try site.values()
  #expect(values.count > 100)
  let found = values.filter { text.contains($0) }
  #expect(found == [], sourceLocation: place)
}

extension Site {
  /// What is particular enough to be recognised, in lower case.
  func values() throws -> [String] {
    try rows(
      """
      select distinct lower(value) from practice.client c left join practice.coverage v using (client_id),
        unnest(array[
          c.family_name, c.address_1, v.member_id, v.subscriber_family_name, v.subscriber_address_1]) value
      where length(value) > 5
      union select distinct lower(family_name) from practice.clinician where length(family_name) > 5
      """
    ).map { $0[0] }
  }
}
