internal import Defects
internal import Sessions

extension Coverage {
  init(_ columns: BillingColumns, _ payer: Shared<Payer>?, on date: ServiceDate, _ defects: inout DefectList)
  {
    if columns.rank != 1 { defects.add(.secondaryCoverage) }
    isPatient = columns.relationship == Codes.relationshipSelf
    subscriber = Person(columns.subscriber, isPatient: isPatient, on: date, .subscriber, &defects)
    readIdentifiers(columns, payer?.value.edits?.memberID, &defects)
    filingIndicator = columns.filingIndicator ?? ""
    if !Codes.filingIndicators.contains(filingIndicator) { defects.add(.filingIndicatorInvalid) }
    payerName = payer?.value.name ?? ""
    if payerName.isEmpty {
      payerName = defects.folded(
        columns.payerName, as: Text.organization, atMost: Length.familyName, else: .payerNameMissing)
      if payerName.isEmpty { defects.add(.payerNameMissing) }
    }
    if columns.benefitsAssigned == nil { defects.add(.benefitsAssignmentMissing) }
    benefitsAssigned = columns.benefitsAssigned ?? false
  }

  private mutating func readIdentifiers(
    _ columns: BillingColumns, _ pattern: IdentifierPattern?, _ defects: inout DefectList
  ) {
    if let member = columns.memberID, !member.isEmpty {
      memberID = Grammar.number(member, count: Length.identifier) ?? ""
      if memberID.isEmpty {
        defects.add(.memberIDInvalid)
      } else if let pattern, !pattern.matches(memberID) {
        defects.add(.memberIDNotOfPayer)
      }
    } else {
      defects.add(.memberIDMissing)
    }
    if let group = columns.groupNumber, !group.isEmpty {
      groupNumber = Grammar.identifier(group, count: Length.groupNumber) ?? ""
      if groupNumber.isEmpty || Grammar.hasWord(groupNumber) { defects.add(.groupNumberInvalid) }
    }
  }
}

extension Dependent {
  /// Nil where the patient is the subscriber, and where something is wrong.
  init?(_ columns: BillingColumns, on date: ServiceDate, _ defects: inout DefectList) {
    let relationship = columns.relationship ?? ""
    if relationship == Codes.relationshipSelf { return nil }
    guard Codes.dependents.contains(relationship) else {
      defects.add(.relationshipInvalid)
      return nil
    }
    guard let patient = columns.patient else {
      defects.add(.patientMissing)
      return nil
    }
    self.relationship = relationship
    person = Person(patient, isPatient: true, on: date, .patient, &defects)
  }
}
