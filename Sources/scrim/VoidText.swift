internal import Gateway

/// What is said of voids that wait for the archive's private key.
enum VoidText {
  static func write(_ waiting: [WaitingVoids]?, to page: inout Page) {
    for one in waiting ?? [] {
      page.line()
      if one.isDamaged == true {
        page.paragraph(
          "\(counted(one.voids, "void")) for \(one.clearinghouse) cannot be made: what the ledger keeps of the "
            + "originals is not what was sent.", indent: 0)
        page.paragraph("→ Restore the ledger's rows from a backup, or void the claims at the payer's portal.")
      } else {
        write(waiting: one.voids, archiveKey: one.archiveKey, to: &page)
      }
    }
  }

  static func write(waiting voids: Int, archiveKey: String, to page: inout Page) {
    page.paragraph(
      "\(counted(voids, "void")): the sealed original opens with the archive's private key \(archiveKey) alone.",
      indent: 0)
    page.paragraph(
      "→ Bring that key: `scrim preview --archive-key FILE`, then the command that it prints.")
  }
}
