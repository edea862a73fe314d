internal import Gateway

/// What is said of voids that wait for the archive's private key.
enum VoidText {
  static func write(_ waiting: [WaitingVoids]?, to page: inout Page) {
    for one in waiting ?? [] {
      page.line()
      let voids = "\(counted(one.voids, "void")) for \(one.clearinghouse) cannot be made"
      switch one.reason {
      case .keyMissing: write(waiting: one.voids, archiveKey: one.archiveKey, to: &page)
      case .damaged:
        page.paragraph("\(voids): what the ledger keeps of the originals is not what was sent.", indent: 0)
        page.paragraph("→ Restore the ledger's rows from a backup, or void the claims at the payer's portal.")
      case .otherFormat:
        page.paragraph("\(voids): the claims were sent in another format than it takes now.", indent: 0)
        page.paragraph(
          "→ Void the claims at the payer's portal, or configure the earlier format for this run.")
      }
    }
  }

  static func write(waiting voids: Int, archiveKey: String, to page: inout Page) {
    page.paragraph(
      "\(counted(voids, "void")): the sealed original opens with the archive's private key \(archiveKey) "
        + "alone.",
      indent: 0)
    page.paragraph(
      "→ Bring that key: `scrim preview --archive-key FILE`, then the command that it prints.")
  }
}
