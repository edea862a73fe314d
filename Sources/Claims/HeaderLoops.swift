internal import X12

/// The beginning of a transaction set: BHT, submitter, receiver, billing provider.
extension Rendering837P {
  /// `BHT*0019*00*3F2A9C-0001*20261123*0200*CH~`. BHT03 comes back in the 277CA.
  mutating func writeBeginning(batch: String) {
    let moment = envelope.moment
    writer.segment("BHT") {
      $0.element("0019")
      $0.element("00")
      $0.element(batch)
      $0.element(moment.date)
      $0.element(moment.time)
      $0.element("CH")
    }
  }

  /// Loops 1000A and 1000B. `PER*IC*BILLING DESK*TE*5035550142~`
  mutating func writeSubmitterAndReceiver() {
    let (submitter, receiver) = (envelope.submitter, envelope.receiver)
    writer.segment("NM1") {
      $0.organization("41", submitter.name.foldedOrAsIs)
      $0.identifier("46", submitter.id)
    }
    writer.segment("PER") {
      $0.element("IC")
      $0.element(submitter.contactName.foldedOrAsIs)
      $0.element("TE")
      $0.element(submitter.contactPhone)
    }
    writer.segment("NM1") {
      $0.organization("40", receiver.name.foldedOrAsIs)
      $0.identifier("46", receiver.id)
    }
  }

  /// Loops 2000A and 2010AA. PRV only where the payer asks for the taxonomy.
  mutating func writeBillingProvider(_ claim: Claim) {
    let provider = claim.participants.billing.value
    _ = writeLevel("20", under: nil, hasChild: true)
    if claim.payer.value.taxonomyRequired { writeTaxonomy("BI", provider.taxonomyCode) }
    writer.segment("NM1") {
      if provider.isPerson {
        $0.person("85", provider.name, provider.givenName)
      } else {
        $0.organization("85", provider.name)
      }
      $0.identifier("XX", provider.npi)
    }
    writeAddress(provider.address)
    writer.segment("REF") {
      $0.element(provider.taxIDKind)
      $0.element(provider.taxID)
    }
  }

  /// `PRV*BI*PXC*101YM0800X~`
  mutating func writeTaxonomy(_ role: String, _ code: String) {
    writer.segment("PRV") {
      $0.element(role)
      $0.element("PXC")
      $0.element(code)
    }
  }

  /// `N3*400 INLET ST*SUITE 12~N4*PORTLAND*OR*972011234~`
  mutating func writeAddress(_ address: Address) {
    writer.segment("N3") {
      $0.element(address.line1)
      $0.element(address.line2)
    }
    writer.segment("N4") {
      $0.element(address.city)
      $0.element(address.state)
      $0.element(address.postalCode)
    }
  }
}

extension SegmentWriter {
  /// NM101 to NM107 of an organization.
  mutating func organization(_ entity: String, _ name: String) {
    element(entity)
    element("2")
    element(name)
    emptyElements(4)
  }

  /// NM101 to NM107 of a person. NM106, the prefix, is not used.
  mutating func person(
    _ entity: String, _ familyName: String, _ givenName: String, middle: String = "", suffix: String = ""
  ) {
    element(entity)
    element("1")
    element(familyName)
    element(givenName)
    element(middle)
    emptyElements(1)
    element(suffix)
  }

  /// NM108 and NM109.
  mutating func identifier(_ qualifier: String, _ value: String) {
    element(qualifier)
    element(value)
  }
}

extension String {
  /// Configured names are folded like the others; what cannot be is left for the writer to refuse.
  var foldedOrAsIs: String { Text.folded(self, as: Text.organization) ?? self }
}
