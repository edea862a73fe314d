/// One entry of `clearinghouses`.
extension ConfigurationReader {
  func clearinghouse(_ entry: ObjectReader) -> Clearinghouse {
    defer { entry.refuseUnknownKeys() }
    return Clearinghouse(
      id: entry.text("id", .id),
      format: entry.word("format", Clearinghouse.Format.x12Professional),
      transport: entry.word("transport", Clearinghouse.Transport.https),
      endpoint: entry.text("endpoint", .endpoint),
      usage: entry.word("usage", Clearinghouse.Usage.test),
      parties: parties(entry),
      trust: trust(entry),
      idempotency: idempotency(entry.object("idempotency")),
      statusQuery: entry.optionalObject("statusQuery").map(statusQuery),
      acknowledgments: entry.optionalObject("acknowledgments").map(acknowledgments),
      receipt: receipt(entry.object("receipt")),
      limits: limits(entry),
      again: again(entry.optionalObject("retry")),
      cutoff: entry.optionalObject("cutoff").map(cutoff))
  }

  private func parties(_ entry: ObjectReader) -> Clearinghouse.Parties {
    Clearinghouse.Parties(
      submitterID: entry.text("submitterID", .interchangeID),
      submitterName: entry.text("submitterName", .x12Name),
      submitterContactName: entry.text("submitterContactName", .x12Name),
      submitterContactPhone: entry.text("submitterContactPhone", .phone),
      receiverID: entry.text("receiverID", .interchangeID),
      receiverName: entry.text("receiverName", .x12Name))
  }

  private func trust(_ entry: ObjectReader) -> Clearinghouse.Trust {
    Clearinghouse.Trust(
      clientCertificate: path(entry, "clientCertificate"),
      clientKey: path(entry, "clientKey"),
      clientKeyPassphraseFile: optionalPath(entry, "clientKeyPassphraseFile"),
      authority: path(entry, "authority"),
      pinnedPublicKeys: entry.texts("pinnedPublicKeys", .pin),
      authorization: authorization(entry.object("authorization")),
      requestSignature: entry.word("requestSignature", Clearinghouse.RequestSignature.none))
  }

  private func limits(_ entry: ObjectReader) -> Clearinghouse.Limits {
    Clearinghouse.Limits(
      claimsPerSubmission: entry.integer("claimsPerSubmission", 1...5000),
      connectSeconds: entry.integer("connectSeconds", 1...120, default: 10),
      exchangeSeconds: entry.integer("exchangeSeconds", 1...600, default: 60),
      requestsPerMinute: entry.optionalInteger("requestsPerMinute", 1...60_000))
  }

  private func again(_ section: ObjectReader?) -> Clearinghouse.SendAgain {
    guard let section else { return Clearinghouse.SendAgain(tries: 4, firstSeconds: 2, capSeconds: 60) }
    defer { section.refuseUnknownKeys() }
    return Clearinghouse.SendAgain(
      tries: section.integer("tries", 1...20, default: 4),
      firstSeconds: section.integer("firstSeconds", 1...300, default: 2),
      capSeconds: section.integer("capSeconds", 1...900, default: 60))
  }

  private func cutoff(_ section: ObjectReader) -> Clearinghouse.Cutoff {
    defer { section.refuseUnknownKeys() }
    return Clearinghouse.Cutoff(
      time: section.text("time", .timeOfDay), timeZone: section.text("timeZone", .timeZone),
      holidays: section.texts("holidays", .day))
  }

  private func authorization(_ section: ObjectReader) -> Clearinghouse.Authorization {
    enum Kind: String, CaseIterable { case none, apiKey, oauth2 }
    defer { section.refuseUnknownKeys() }
    switch section.word("kind", Kind.none) {
    case .none: return .none
    case .apiKey:
      return .apiKey(header: section.text("header", .headerName), valueFile: path(section, "valueFile"))
    case .oauth2:
      return .oauth2(
        tokenEndpoint: section.text("tokenEndpoint", .endpoint), clientID: section.text("clientID", .word),
        clientSecretFile: path(section, "clientSecretFile"), scope: section.optionalText("scope", .name))
    }
  }

  private func idempotency(_ section: ObjectReader) -> Clearinghouse.Idempotency {
    enum Kind: String, CaseIterable { case none, key }
    defer { section.refuseUnknownKeys() }
    switch section.word("kind", Kind.none) {
    case .none: return .none
    case .key: return .key(windowHours: section.integer("windowHours", 1...8760))
    }
  }

  private func statusQuery(_ section: ObjectReader) -> Clearinghouse.StatusQuery {
    defer { section.refuseUnknownKeys() }
    return Clearinghouse.StatusQuery(
      endpoint: section.text("endpoint", .endpoint),
      minutesApart: section.integer("minutesApart", 5...1440, default: 30))
  }

  private func acknowledgments(_ section: ObjectReader) -> Clearinghouse.Acknowledgments {
    defer { section.refuseUnknownKeys() }
    return Clearinghouse.Acknowledgments(
      endpoint: section.optionalText("endpoint", .endpoint),
      syntaxDays: section.integer("syntaxDays", 1...90, default: 1),
      claimDays: section.integer("claimDays", 1...90, default: 3),
      paymentDays: section.integer("paymentDays", 1...365, default: 42))
  }

  private func receipt(_ section: ObjectReader) -> Clearinghouse.Receipt {
    enum Kind: String, CaseIterable { case none, digest, identifier }
    defer { section.refuseUnknownKeys() }
    switch section.word("kind", Kind.none) {
    case .none: return .none
    case .digest: return .digest
    case .identifier: return .identifier(path: section.text("path", .answerPath))
    }
  }
}
