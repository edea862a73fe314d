internal import Postgres

/// Reads one row's columns from left to right, in the order in which `gate.admit` and `gate.directory_cursor`
/// give them. A column of another type is a thrown error, never a trap.
struct RowReader {
  private let rows: Rows
  private let row: Int
  private var column = 0

  init(_ rows: Rows, _ row: Int) {
    self.rows = rows
    self.row = row
  }

  mutating func text() throws(PostgresError) -> String { try rows.text(row, next()) }
  mutating func optionalText() throws(PostgresError) -> String? { try rows.optionalText(row, next()) }
  mutating func int32() throws(PostgresError) -> Int32 { try rows.int32(row, next()) }
  mutating func bool() throws(PostgresError) -> Bool { try rows.bool(row, next()) }
  mutating func date() throws(PostgresError) -> CalendarDate {
    #if PROOF
      if Leak.shiftedDate.isPlanted { return CalendarDate(daysSince2000: try rows.date(row, next()) - 1) }
    #endif
    return CalendarDate(daysSince2000: try rows.date(row, next()))
  }

  mutating func optionalDate() throws(PostgresError) -> CalendarDate? {
    try rows.optionalDate(row, next()).map(CalendarDate.init(daysSince2000:))
  }

  mutating func optionalBool() throws(PostgresError) -> Bool? {
    let column = next()
    return rows.isNull(row, column) ? nil : try rows.bool(row, column)
  }

  /// An array of texts; NULL reads as an empty one, and a NULL in it as an empty text.
  mutating func texts() throws -> [String] {
    let column = next()
    guard !rows.isNull(row, column) else { return [] }
    return try rows.withBytes(row, column) { bytes in
      var binary = BinaryReader(bytes)
      return try binary.texts()
    }
  }

  /// The charge lines, an array of `gate.charge_line`, by their line numbers.
  mutating func lines() throws -> [ChargeColumns] {
    let column = next()
    return try rows.withBytes(row, column) { bytes in
      var binary = BinaryReader(bytes)
      return try binary.chargeLines()
    }
  }

  mutating func skip(_ columns: Int) { column += columns }

  private mutating func next() -> Int {
    defer { column += 1 }
    return column
  }
}

extension AdmittedSession {
  init(_ row: inout RowReader) throws {
    let reference = try row.text()
    let client = try row.text()
    record = SessionRecord(
      reference: reference, serviceDate: try row.date(), diagnosisTexts: try row.texts())
    version = try row.int32()
    clientReference = client
    let (frequency, payerClaimNumber) = (try row.int32(), try row.optionalText())
    let delayReason = try row.optionalText()
    var columns = try BillingColumns(&row)
    (columns.frequency, columns.payerClaimNumber) = (frequency, payerClaimNumber)
    columns.delayReason = delayReason
    billing = columns
  }
}

extension BillingColumns {
  init(_ row: inout RowReader) throws {
    self.init()
    coverageID = try row.text()
    rank = try row.int32()
    payerID = try row.text()
    payerName = try row.optionalText()
    filingIndicator = try row.optionalText()
    memberID = try row.optionalText()
    groupNumber = try row.optionalText()
    relationship = try row.optionalText()
    benefitsAssigned = try row.optionalBool()
    subscriber = try PersonColumns(&row)
    if try row.bool() {
      patient = try PersonColumns(&row)
    } else {
      row.skip(PersonColumns.columns)
    }
    lines = try row.lines()
    holds = try row.texts()
  }
}

extension PersonColumns {
  static let columns = 11

  init(_ row: inout RowReader) throws(PostgresError) {
    self.init()
    familyName = try row.optionalText()
    givenName = try row.optionalText()
    middleName = try row.optionalText()
    suffix = try row.optionalText()
    birthDate = try row.optionalDate()
    sex = try row.optionalText()
    address1 = try row.optionalText()
    address2 = try row.optionalText()
    city = try row.optionalText()
    state = try row.optionalText()
    postalCode = try row.optionalText()
  }
}

extension ClinicianColumns {
  init(_ row: inout RowReader) throws(PostgresError) {
    self.init()
    npi = try row.optionalText()
    familyName = try row.optionalText()
    givenName = try row.optionalText()
    suffix = try row.optionalText()
    taxonomyCode = try row.optionalText()
  }
}

extension BillingProviderColumns {
  init(_ row: inout RowReader) throws(PostgresError) {
    self.init()
    entity = try row.optionalText()
    npi = try row.optionalText()
    taxID = try row.optionalText()
    taxIDKind = try row.optionalText()
    organizationName = try row.optionalText()
    familyName = try row.optionalText()
    givenName = try row.optionalText()
    taxonomyCode = try row.optionalText()
    address1 = try row.optionalText()
    address2 = try row.optionalText()
    city = try row.optionalText()
    state = try row.optionalText()
    postalCode = try row.optionalText()
    contactName = try row.optionalText()
    contactPhone = try row.optionalText()
    acceptsAssignment = try row.optionalBool()
  }
}

extension LocationColumns {
  init(_ row: inout RowReader) throws(PostgresError) {
    self.init()
    name = try row.optionalText()
    npi = try row.optionalText()
    address1 = try row.optionalText()
    address2 = try row.optionalText()
    city = try row.optionalText()
    state = try row.optionalText()
    postalCode = try row.optionalText()
  }
}
