/// What an error or an event of the log may carry: numbers, codes, ids and digests, each by its type; a text
/// only where somebody looked at it and found no way for a value of a record into it.
enum ClosedErrors {
  /// Types that have no room for a value of a record.
  static let closedTypes: Set<String> = [
    "Int", "Int?", "Int32", "UniqueID", "Digest", "Outcome", "ExitStatus", "DatabaseKind", "Code", "Kind",
    "Reason",
    "[ClaimDefect]", "[Problem]", "Settlement", "Unusual", "Fault", "SecretFileError", "SigningError",
    "PostgresError", "HardeningFault", "JournalError",
    // A page of the console: what a person reads.
    "Page",
  ]

  /// Paths, names of our own things, the standard's words, identifiers of the schema.
  static let reviewedTexts: Set<String> = [
    "ArchiveError.archiveKeyMissing", "ArchiveError.archiveKeyUnreadable",
    "ArchiveError.archiveKeyUnsuitable",
    "ArchiveError.library", "Event.clearinghouseStopped", "Event.clearinghouseWaits",
    "Event.clearinghouseContradicts", "SigningError.missing", "SigningError.unreadable",
    "SigningError.passphraseNeeded", "SigningError.wrongPassphrase", "SigningError.keyNotEncrypted",
    "SigningError.notAPrivateKey", "SigningError.notAPublicKey", "SigningError.notACertificate",
    "SigningError.notANoteKey",
    "SigningError.unsuitableKey", "SigningError.certificateOfAnotherKey", "SigningError.certificateExpired",
    "SigningError.certificateNotYetValid", "SigningError.unsignable", "SigningError.fileExists",
    "SigningError.cannotWrite", "SigningError.library", "SecretFileError.missing",
    "SecretFileError.unreadable",
    "SecretFileError.notAFile", "SecretFileError.ownedByAnother", "SecretFileError.openToOthers",
    "SecretFileError.empty", "SecretFileError.tooLong", "SecretFileError.notOneLine",
    "SecretFileError.notAKey",
    "X12Error.segment", "JSONFault.expected", "ConfigurationRefused.file", "DeliveryError.headerUnreadable",
    "MigrationError.changed", "MigrationError.newerThanProgram", "MigrationError.outOfOrder",
    "MigrationError.failed", "PostgresError.sqlState", "PostgresError.constraint", "PostgresError.column",
    "EgressRefusal.element", "TrailError.unknownToDatabase", "TrailError.notAWitness",
    "TrailError.cannotRead",
    "TrailError.cannotWrite", "TrailError.anotherLog",
    "JournalError.notAJournal", "JournalError.cannotRead", "JournalError.cannotWrite",
    "JournalError.foreignFile", "JournalError.keyUnusable",
    // The console's own: why it did not start; a sentence about a form; the page that says it.
    "Stopped.description", "Objection.sentence",
    // The demo's and the bench's own server.
    "ClusterError.programsMissing", "ClusterError.folderRefused", "ClusterError.ownerDiffers",
    "ClusterError.fileFailed", "ClusterError.programFailed", "ClusterError.startFailed",
    "ClusterError.notRunning",
    "ClusterError.nameRefused",
  ]

  /// Not of the path, and without a record of anybody: the other side, the bench, the proofs.
  private static let foreign: Set<String> = ["clearinghouse-sandbox", "scrim-bench", "Proofs"]

  struct Found {
    var types: [String] = []
    var openMembers: [String] = []
    var texts: Set<String> = []
  }

  static func all(in sources: [Source]) -> Found {
    sources.filter { !foreign.contains($0.target) }.reduce(into: Found()) { found, source in
      for line in source.code.indices {
        guard let name = errorType(source.code[line]) else { continue }
        found.types.append(name)
        let indent = source.code[line].prefix { $0 == " " }.count
        let body = source.code[(line + 1)...].prefix { $0.prefix { $0 == " " }.count > indent || $0.isEmpty }
        for member in body where member.prefix(while: { $0 == " " }).count == indent + 2 {
          judge(member, of: name, at: "\(source.path):\(line + 1)", &found)
        }
      }
    }
  }

  /// The name of an error, or of the log's event, that is declared on this line.
  private static func errorType(_ line: Substring) -> String? {
    guard line.contains("struct") || line.contains("enum") || line.contains("class") else { return nil }
    let pattern =
      /\s*(?:public |package |private |fileprivate |final )*(?:struct|enum|class) (\w+)(?:: ([\w, ]+))? \{.*/
    guard let match = line.wholeMatch(of: pattern) else { return nil }
    let protocols = (match.2 ?? "").split(separator: ",").map { $0.drop { $0 == " " } }
    return protocols.contains("Error") || match.1 == "Event" ? String(match.1) : nil
  }

  private static func judge(_ member: Substring, of type: String, at place: String, _ found: inout Found) {
    let isStored = member.contains(/^\s+(?:public |package |private )?(?:let|var) \w+: [^{]+$/)
    let stored = isStored ? member.firstMatch(of: /(?:let|var) (\w+): (.+)$/) : nil
    let payload = member.firstMatch(of: /^\s+case (\w+)\((.+)\)/)
    guard let name = stored?.1 ?? payload?.1, let types = stored?.2 ?? payload?.2 else { return }
    let parts = types.split(separator: ",").map { part in
      String(part.split(separator: ":").last ?? part).filter { $0 != " " }
    }
    let full = "\(type).\(name)"
    let texts = parts.filter { $0 == "String" || $0 == "String?" }
    let others = parts.filter { !texts.contains($0) && !closedTypes.contains($0) }
    if !texts.isEmpty { found.texts.insert(full) }
    if !others.isEmpty || !texts.isEmpty && !reviewedTexts.contains(full) {
      found.openMembers.append("\(place): \(full) carries \(parts.joined(separator: ", "))")
    }
  }
}
