/// How a clearinghouse takes claims.
public enum ClaimFormat: Sendable, Equatable {
  /// Interchanges of the 837P, 005010X222A1: what a health plan takes.
  case x12Professional
  /// One JSON document for each claim; the clearinghouse makes the 837P (45 CFR 162.923(a)).
  case json

  /// How a file with a payload ends.
  public var fileEnding: String {
    switch self {
    case .x12Professional: ".837"
    case .json: ".json"
    }
  }
}

/// Step 5 of the path: claims become one payload. Same input, same bytes.
public func render(
  _ claims: [Claim], as format: ClaimFormat, in envelope: Envelope
) throws -> [UInt8] {
  switch format {
  case .x12Professional: return try render(claims, in: envelope)
  case .json:
    guard let claim = claims.first, claims.count == 1 else { throw DocumentError.notOneClaim }
    return try renderDocument(claim, in: envelope)
  }
}
