public import Carriers
internal import Postgres

/// What was recorded, as it is hashed. docs/trail.md describes the line; the database writes the same one
/// (`trail.leaf_bytes`) when it numbers the entry, and this is the other half of the comparison.
public struct TrailEntry: Sendable {
  public let id: Int64
  /// `2026-11-24T23:44:38.012345Z`
  let at: String
  let actor: String
  let kind: String
  let subject: String
  let digest: [UInt8]?
  /// As PostgreSQL prints jsonb.
  let detail: String

  /// Columns for `init(_:_:from:)`, of a table under the name `e`.
  static let columns = """
    e.entry_id, to_char(e.recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), e.actor, e.kind,
    e.subject, e.digest, e.detail::text
    """

  init(_ rows: Rows, _ row: Int, from column: Int) throws(PostgresError) {
    id = try rows.int64(row, column)
    at = try rows.text(row, column + 1)
    actor = try rows.text(row, column + 2)
    kind = try rows.text(row, column + 3)
    subject = try rows.text(row, column + 4)
    digest = rows.isNull(row, column + 5) ? nil : try rows.bytes(row, column + 5)
    detail = try rows.text(row, column + 6)
  }

  public var leafBytes: [UInt8] {
    let digest = digest.map { "\"\(hex($0))\"" } ?? "null"
    let line =
      "{\"entry\":\(id),\"at\":\"\(at)\",\"actor\":\(quoted(actor)),\"kind\":\(quoted(kind)),"
      + "\"subject\":\(quoted(subject)),\"digest\":\(digest),\"detail\":\(detail)}"
    return Array(line.utf8)
  }
}

extension TrailEntry: SealedCarrier {}

/// A JSON string with the escapes of PostgreSQL (RFC 8259, section 7): only what has to be.
private func quoted(_ text: String) -> String {
  let isPlain = text.utf8.allSatisfy { $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
  return isPlain ? "\"\(text)\"" : "\"\(text.unicodeScalars.map(escaped).joined())\""
}

private func escaped(_ scalar: Unicode.Scalar) -> String {
  switch scalar {
  case "\"", "\\": "\\\(scalar)"
  case "\u{8}": "\\b"
  case "\u{c}": "\\f"
  case "\n": "\\n"
  case "\r": "\\r"
  case "\t": "\\t"
  default: scalar.value < 0x20 ? "\\u00" + hex([UInt8(scalar.value)]) : String(scalar)
  }
}

private func hex(_ bytes: [UInt8]) -> String {
  bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}
