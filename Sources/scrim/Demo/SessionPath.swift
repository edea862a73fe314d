/// One session on its way from the record to the wire: the names of its columns, and the bytes that left. The
/// bytes are shown because the people in them are invented; nothing but the demo shows any.
struct SessionPath: Encodable {
  let session: String
  /// Read, and in the claim: the only two.
  let sent: [String]
  /// Read to find what belongs to the session; they stay.
  let lookedUpBy: [String]
  /// Columns of the record that the gateway's login cannot read.
  let neverRead: [String]
  let segments: [Segment]

  struct Segment: Encodable {
    let text: String
    let meaning: String
    /// Made from the session's own record, and not from what the plan knows already.
    let isOfTheSession: Bool
  }

  /// - Parameters:
  ///   - columns: of the practice's session table.
  ///   - seen: of `source.session`.
  ///   - control: CLM01 of its claim in `payload`.
  init(session: String, columns: [String], seen: [String], payload: [UInt8], control: String) {
    self.session = session
    sent = ["service_date", "diagnosis_codes"].filter(seen.contains)
    lookedUpBy = seen.filter { !["service_date", "diagnosis_codes"].contains($0) }
    neverRead = columns.filter { !seen.contains($0) }
    segments = Self.claim(control, in: payload)
  }

  /// From the subscriber's HL to the segment before the next one's.
  private static func claim(_ control: String, in payload: [UInt8]) -> [Segment] {
    let all = String(decoding: payload, as: UTF8.self).split(separator: "~").map(String.init)
    guard let claim = all.firstIndex(where: { $0.hasPrefix("CLM*\(control)*") }),
      let start = all[..<claim].lastIndex(where: { $0.hasPrefix("HL*") && $0.contains("*22*") })
    else { return [] }
    let end = all[claim...].firstIndex { $0.hasPrefix("HL*") || $0.hasPrefix("SE*") } ?? all.endIndex
    return all[start..<end].map { text in
      let meaning = meanings.first { text.hasPrefix($0.0) }
      return Segment(
        text: text + "~", meaning: meaning?.1 ?? "",
        isOfTheSession: text.hasPrefix("HI*") || text.hasPrefix("DTP*472"))
    }
  }

  /// The longer beginning first (005010X222A1).
  private static let meanings = [
    ("HL*", "level of the subscriber, or of the patient"),
    ("SBR*", "coverage: rank, relation, group, kind of plan"),
    ("PAT*", "relation of the patient to the subscriber"), ("NM1*IL*", "subscriber: name, member id"),
    ("NM1*QC*", "patient: name"), ("NM1*PR*", "payer: name, id"), ("NM1*82*", "who rendered it: name, NPI"),
    ("NM1*77*", "where: name of the place"), ("NM1*DQ*", "who supervised: name, NPI"),
    ("N3*", "street"), ("N4*", "city, state, ZIP"), ("DMG*", "birth date, sex"),
    ("CLM*", "control number (a keyed hash), charge, place of service"), ("AMT*F5*", "what the client paid"),
    ("REF*G1*", "prior authorization"), ("HI*", "diagnosis codes"), ("PRV*", "taxonomy"), ("LX*", "line"),
    ("SV1*", "procedure, charge, units, which diagnoses"), ("DTP*472*", "date of service"),
  ]

  func write(to page: inout Page) {
    page.heading("One session on its way: \(session)")
    page.line("Its record has \(counted(sent.count + lookedUpBy.count + neverRead.count, "column")).")
    page.line("  leave            \(sent.map(page.strong).joined(separator: "  "))")
    page.line("  stay, to join on \(lookedUpBy.joined(separator: "  "))")
    var line = "  out of reach     "
    var width = 19
    for name in neverRead {
      if width + name.count + 2 > 100 {
        page.line(line)
        line = String(repeating: " ", count: 19)
        width = 19
      }
      line += (width > 19 ? " " : "") + page.struck(name)
      width += name.count + 3
    }
    page.line(line)
    page.line()
    page.line("The bytes of its claim, as they left. What is marked ◀ comes from the session; the rest is")
    page.line("billing data that the plan knows already.")
    let longest = min(segments.map(\.text.count).max() ?? 0, 60)
    for segment in segments {
      let note = (segment.isOfTheSession ? "◀ " : "  ") + segment.meaning
      let shown = segment.isOfTheSession ? page.strong(note) : page.faint(note)
      page.line("  \(segment.text.padded(to: longest + 1))\(shown)")
    }
  }
}
