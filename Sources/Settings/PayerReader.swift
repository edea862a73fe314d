/// One entry of `payers`, with the rules of that payer's own.
extension ConfigurationReader {
  func payer(_ entry: ObjectReader) -> Payer {
    defer { entry.refuseUnknownKeys() }
    let days = entry.integer("originalFilingDays", 1...3650)
    return Payer(
      id: entry.text("id", .reference),
      clearinghouse: entry.text("clearinghouse", .id),
      payerID: entry.text("payerID", .payerID),
      firstServiceDate: entry.text("firstServiceDate", .day),
      originalFilingDays: days,
      correctedFilingDays: entry.integer("correctedFilingDays", 1...3650, default: days),
      taxonomyRequired: entry.flag("taxonomyRequired", default: false),
      distinctModifiers: entry.optionalTexts("distinctModifiers", .modifier),
      rules: rules(entry))
  }

  private func rules(_ entry: ObjectReader) -> Payer.Rules {
    Payer.Rules(
      memberID: entry.optionalText("memberIDPattern", .identifierForm).flatMap(IdentifierForm.init),
      placesOfService: entry.texts("placesOfService", .placeOfService),
      modifiers: entry.optionalObjects("modifierRules").map(modifierRule),
      enrolled: entry.optionalObjects("enrolled").map(enrollment))
  }

  private func modifierRule(_ entry: ObjectReader) -> Payer.ModifierRule {
    defer { entry.refuseUnknownKeys() }
    let rule = Payer.ModifierRule(
      places: entry.texts("places", .placeOfService), procedures: entry.texts("procedures", .procedureCode),
      requires: entry.texts("requires", .modifier), allows: entry.optionalTexts("allows", .modifier))
    if !entry.has("requires"), !entry.has("allows") {
      problems.note(
        entry.path, "neither requires nor allows anything", "add requires or allows, a list of modifiers")
    }
    return rule
  }

  private func enrollment(_ entry: ObjectReader) -> Payer.Enrollment {
    defer { entry.refuseUnknownKeys() }
    return Payer.Enrollment(npi: entry.text("npi", .npi), from: entry.text("from", .day))
  }
}
