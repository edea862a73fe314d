#if PROOF
  internal import Glibc
  internal import Postgres

  /// Leaks that are planted on purpose, in the program of the proof `mutants` alone: without `-DPROOF` there
  /// is no trace of this file, nor of the lines that ask it. (Delivery has its own.)
  package enum Leak: String {
    // Sessions
    case redaction, note, furtherQuestion, shiftedDate
    // Claims
    case noteSegment, attachmentSegment, fixedFormat, certification, lineDescription, patientPhone
    case everyDiagnosis
    // Gateway
    case textInLog, textInError, textInHold, textInFileName, recordOrder, withoutPermit, secondSending
    case childArgument, childEnvironment, processTitle, coreFiles

    package var isPlanted: Bool { Self.planted == rawValue }

    /// A wall that is taken away to see what stands behind it.
    package static func isOff(_ wall: String) -> Bool { off.contains { $0 == wall } }

    /// What is leaked: what was read, or what the proof gives.
    package static var text: String { read ?? given }

    nonisolated(unsafe) private static var read: String?
    private static let planted = value("SCRIM_PROOF_LEAK")
    private static let given = value("SCRIM_PROOF_TEXT")
    private static let off = value("SCRIM_PROOF_OFF").split(separator: ",")

    private static func value(_ name: String) -> String { getenv(name).map { String(cString: $0) } ?? "" }
  }

  extension Leak {
    /// Where text is not a code and is taken for one.
    static func code(_ text: String) -> DiagnosisCode? {
      guard redaction.isPlanted, let word = text.firstMatch(of: /zq[0-9a-f]{9}/) else { return nil }
      return DiagnosisCode(planted: String(word.0))
    }

    /// Whether it is such a text.
    package static func isPlantedText(_ code: DiagnosisCode) -> Bool { code.code.hasPrefix("zq") }

    /// What only the practice may read.
    static func readBesides(_ connection: Connection) throws {
      if note.isPlanted {
        let rows = try connection.query(
          """
          select substring(session_note from 'zq[0-9a-f]{9}') from practice.session
          where session_note is not null
          """
        )
        read = try rows.text(0, 0)
      }
      if furtherQuestion.isPlanted {
        let rows = try connection.query(given)
        puts("answer: " + (try rows.text(0, 0)))
      }
    }
  }

  extension DiagnosisCode {
    init(planted text: String) { code = text }
  }
#endif
