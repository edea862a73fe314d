/// What may be interpolated into text in the modules that hold records: ids, codes and counts, each looked at
/// here. Anything else could be a value of a record on its way into a message.
enum Interpolations {
  static let reviewed: [String: Set<String>] = [
    "Sessions": ["Limit.rowsPerFetch", "cursor"],
    "Defects": [
      "prefix", "code", "loop", "element", "name", "words", "rule.unit.rawValue", "position", "rule.text",
      "$0",
      "isOfProvider ? \"nine\" : \"five or nine\"",
    ],
    "Claims": [
      "control", "$0", "envelope.numbers.batchID", "number",
    ],
    "X12": [
      "segment", "element == 0 ? \"\" : element < 10 ? \"0\\(element)\" : \"\\(element)\"", "reason.rawValue",
    ],
    "Egress": ["code.rawValue", "segment", "element", "name"],
    "Gateway": [
      "path", "name", "ending", "submission.payload.hex.prefix(16)", "route.profile.id",
      "route.profile.destination",
      "route.admission.from", "route.admission.through", "payers",
    ],
    "Submissions": [""],
    "Delivery": [
      "outcome.name", "curlCode", "requestBytes", "name", "destination.contentType", "contentDigest", "key",
      "signed.signatureInput", "signed.signature", "$0.name", "$0.value.exposedText", "$0.exposedText",
      "basic", "accepting",
      "Self.encoded($0)", "Self.encoded(credentials.clientID)",
      "Self.encoded(credentials.clientSecret.exposedText)",
    ],
    "Archive": ["$0.utf8.count", "$0", "path", "operation", "reason"],
    "Carriers": [], "Hardening": [], "Gate": ["columns", "desk"], "Desk": ["at.claims", "at.gate"],
    "Journal": ["folder", "id", "path", "MarkJournal.sign", "Self.sign", "Self.ending"],
    "Postgres": [
      "$0", "database", "host", "names", "port", "sentence", "sqlState", "user", "timeZone", "Self.options",
    ],
    "Signing": [
      "$0.name", "base.signatureParameters", "base64($0.bytes)", "base64(digest.bytes)", "base64(encoded)",
      "base64(signature)", "certificate", "encodedHex(hash)",
      "component.identifier", "component.value",
      "components.map(\\.identifier).joined(separator: \" \")", "created", "day", "key", "month", "name",
      "operation", "padded(parts.tm_mday)", "padded(parts.tm_mon + 1)", "parameters", "part",
      "parts.tm_year + 1900", "path", "reason", "signatureParameters", "try quoted(value, name)", "wanted",
    ],
    "Credentials": [
      "logN", "r", "p", "reason", "Password.charactersMin", "Password.charactersMax",
      // Of the address that an authenticator reads.
      "issuer", "encoded(login)", "base32(secret)", "digitCount", "stepSeconds",
    ],
    "Pictures": [
      "side", "escaped(title)", "path(code)", "start + quietModules", "y + quietModules", "run", "bytes",
      "QRCode.textBytesMax",
    ],
    "Trail": [
      "mark", "tables.prefix", "tables.entries",
      // Of an entry: the line that is hashed, and shown by no error.
      "at", "detail", "digest", "id", "quoted(actor)", "quoted(kind)", "quoted(subject)", "hex($0)", "scalar",
      "text", "text.unicodeScalars.map(escaped).joined()",
      "$0", "Self.leavesPerQuery", "TrailEntry.columns", "count", "entry", "from", "head.size", "level",
      "note",
      "number", "origin", "parts[place]", "path", "root", "signatures", "signed", "size", "source.words",
      "source.words.capitalizedFirst", "through", "width", "witness",
    ],
    "Settings": [
      "section", "Self.iso(parts)", "Self.two(parts.hour)", "Self.two(parts.minute)", "timeZone",
      "day.year ?? 0", "two(day.month)", "two(day.day)", "number",
      "$0", "at(key)", "clearinghouse.usage.rawValue", "close", "error.column", "error.expected",
      "error.line",
      "file", "folder", "grammar.wanted", "here", "index", "key", "kind.rawValue",
      "known.joined(separator: \", \")", "known.sorted().joined(separator: \", \")", "list", "mark", "path",
      "path.dropFirst(Self.credentials.count)", "range.lowerBound", "range.upperBound", "right.rawValue",
      "table",
      "value.kind", "wanted",
    ],
  ]

  /// Types that show nothing of what they hold, however they are printed.
  static let sealedTypes =
    [
      "SessionRecord", "RedactedSession", "BillingColumns", "PersonColumns", "Claim", "Secret", "KeyedHash",
      "Address", "Delivery", "DiagnosisCode", "Person", "Coverage", "Dependent", "Parameter",
      "ClaimReference",
      "HeldSession", "Restrictions.Mark", "Payload", "Prepared", "Batch", "SegmentWriter", "DocumentWriter",
      "Answer", "ConsoleKey", "SealingKey",
    ]

  static func unreviewed(in source: Source) -> [String] {
    guard let reviewed = reviewed[source.target] else { return [] }
    return source.lines.indices.flatMap { line in
      expressions(source.lines[line]).filter { !reviewed.contains($0) }.map {
        "\(source.path):\(line + 1): \\(\($0))"
      }
    }
  }

  /// An error's own text, which may carry anything.
  static func ofErrors(in source: Source) -> [String] {
    source.lines.indices.flatMap { line in
      expressions(source.lines[line]).filter {
        $0.contains(/(?:^|\W)error(?:\W|$)/) && $0 != "type(of: error)"
      }
      .map { "\(source.path):\(line + 1): \\(\($0))" }
    }
  }

  /// Outermost interpolations of a line, with balanced parentheses.
  static func expressions(_ line: Substring) -> [String] {
    guard line.contains("\\("), !line.drop(while: { $0 == " " }).hasPrefix("//") else { return [] }
    var found: [String] = []
    var rest = line
    while let start = rest.firstRange(of: "\\(") {
      var depth = 1
      let end = rest[start.upperBound...].firstIndex { character in
        depth += character == "(" ? 1 : character == ")" ? -1 : 0
        return depth == 0
      }
      found.append(String(rest[start.upperBound..<(end ?? rest.endIndex)]))
      rest = end.map { rest[$0...] } ?? ""
    }
    return found
  }
}
