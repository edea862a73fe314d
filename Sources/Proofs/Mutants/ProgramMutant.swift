internal import TestSupport

/// A leak in the program: a line of `Leaks.swift` in one of its modules, compiled with `-DPROOF` alone.
struct ProgramMutant: Mutant {
  let name: String
  /// As `SCRIM_PROOF_LEAK` names it.
  let leak: String
  var isClinical = false
  let trials: [LeakTrial]

  func tried(_ place: Workshop) throws -> Verdict {
    var verdict = Verdict(of: name)
    for trial in trials {
      let looked = try place.look(leak, trial)
      let (isSeen, seen) = (try trial.isSeen(looked), trial.detail(looked))
      let isSeenWithout = try trial.isSeen(place.withoutLeak(trial))
      let what = seen.map { "\(trial.what) (\($0))" } ?? trial.what
      verdict.add(trial.layer, what, isSeen: isSeen, isSeenWithout: isSeenWithout)
    }
    return verdict
  }
}

extension ProgramMutant {
  static let all = ofRedaction + ofRendering + ofSaying + ofTransport + ofProcess + ofOrder

  // MARK: What a session record says

  private static let ofRedaction = [
    ProgramMutant(
      name: "redaction lets text of the diagnosis field through", leak: "redaction", isClinical: true,
      trials: [
        LeakTrial(.types, "not a billable code: held as diagnosis-not-billable") {
          try $0.count("select count(*) from claims.hold where 'diagnosis-not-billable' = any (defects)") > 1
            && !$0.isReceived
        },
        refused.with { $0.off = "codes" }, received.with { $0.off = "codes,egress" },
      ]),
    ProgramMutant(
      name: "the gateway reads the note and sends it", leak: "note", isClinical: true,
      trials: [
        LeakTrial(.database, "no right to name the practice's tables (42501)") { try $0.isForbidden },
        refused.with { $0.sql = rightToRecords },
        received.with { ($0.sql, $0.off) = (rightToRecords, "egress") },
      ]),
    ProgramMutant(
      name: "a diagnosis that nobody points to is sent", leak: "everyDiagnosis", isClinical: true,
      trials: [
        refused,
        LeakTrial(.proof, "diagnoses and pointers of finished bytes, counted") {
          try $0.hasUnpointedDiagnosis
        }
        .with { $0.off = "egress" },
      ]),
  ]

  private static let rightToRecords =
    "grant usage on schema practice to scrim_gateway; grant select on practice.session to scrim_gateway"

  // MARK: Elements that can carry text

  private static let ofRendering = [
    segment("a note is added to the claim (NTE)", "noteSegment", isClinical: true),
    segment("an attachment is offered (PWK)", "attachmentSegment", isClinical: true),
    segment("fixed-format text is added (K3)", "fixedFormat", isClinical: true),
    segment("a certification is added (CRC)", "certification", isClinical: true),
    ProgramMutant(
      name: "a line has a free description (SV101-7)", leak: "lineDescription", isClinical: true,
      trials: [refused, received.with { $0.off = "egress" }]),
    segment("the patient's telephone number is sent (PER)", "patientPhone"),
  ]

  private static func segment(_ name: String, _ leak: String, isClinical: Bool = false) -> ProgramMutant {
    ProgramMutant(
      name: name, leak: leak, isClinical: isClinical,
      trials: [refused, received.with { $0.off = "egress" }])
  }

  /// Batches before it may have left; what is in this one has not.
  private static let refused = LeakTrial(.egress, "refused") {
    try $0.refusal != nil && !$0.isReceived && !$0.hasUnpointedDiagnosis
  }.with { $0.detail = \.refusal }

  private static let received = LeakTrial(.proof, "canary scan of what the clearinghouse received") {
    try $0.isReceived
  }
}

extension ProgramMutant {
  // MARK: Logs, errors, what is stored

  fileprivate static let ofSaying = [
    ProgramMutant(
      name: "an error carries a value and prints it", leak: "textInError", isClinical: true,
      trials: [
        LeakTrial(.types, "the command line shows the type of an error that it does not know, and no more") {
          $0.finished.said.contains("(LeakyError)") && !$0.isSaid
        },
        said.with { $0.off = "explain" },
      ]),
    ProgramMutant(
      name: "an event of the log takes a text", leak: "textInLog", isClinical: true,
      trials: [
        said.with { $0.environment = ["SCRIM_LOG": "trace"] },
        LeakTrial(.proof, "names of events in the log, against the closed list") {
          hasStrangeEvent($0.finished.errors)
        }
        .with { $0.environment = ["SCRIM_LOG": "trace"] },
      ]),
    ProgramMutant(
      name: "a hold keeps the text of the diagnosis field", leak: "textInHold", isClinical: true,
      trials: [
        LeakTrial(.types, "the ledger takes codes for defects and nothing else (SC014)") {
          $0.finished.said.contains("is not a code") && !$0.isSaid
        },
        LeakTrial(.database, "the ledger's tables take codes and nothing else (defects_are_codes)") {
          $0.finished.said.contains("defects_are_codes") && !$0.isSaid
        }
        .with { $0.off = "holds" },
      ]),
    ProgramMutant(
      name: "the body of an answer is logged", leak: "answerInLog",
      trials: [
        LeakTrial(.proof, "the clearinghouse's own words in what is said") {
          $0.finished.errors.contains("\"receipt\"")
        }
      ]),
    ProgramMutant(
      name: "a payload's file is named for the client", leak: "textInFileName",
      trials: [
        LeakTrial(.proof, "canary scan of the names of files") { $0.isInFileName }
          .with { $0.arguments = ["preview", "--payload", "payloads", "--yes"] }
      ]),
    ProgramMutant(
      name: "a run says how many sessions are restricted", leak: "furtherQuestion",
      trials: [
        LeakTrial(.database, "no right to read restrictions (42501)") { try $0.isForbidden }
          .with { $0.text = countOfRestrictions },
        LeakTrial(
          .proof, "two worlds: the same sessions without a signature and without flags say something else"
        ) {
          try $0.saysOtherwise()
        }.with { ($0.text, $0.hasTwin) = (estimateOfRestrictions, true) },
      ]),
  ]

  private static let said = LeakTrial(.proof, "canary scan of what the command says") { $0.isSaid }

  private static let countOfRestrictions = "select count(*)::text from gate.restriction"

  /// The planner's, which nothing keeps from anybody with a connection.
  private static let estimateOfRestrictions = """
    select reltuples::bigint::text from pg_catalog.pg_class
    where relnamespace = 'gate'::regnamespace and relname = 'restriction'
    """

  private static func hasStrangeEvent(_ log: String) -> Bool {
    let known = [
      "run.started", "run.finished", "attempts.doubted", "submission.concluded", "clearinghouse.stopped",
    ]
    return log.split(separator: "\n").contains { line in
      line.contains(" scrim") && !known.contains { line.hasSuffix($0) || line.contains($0 + " ") }
    }
  }
}

extension ProgramMutant {
  // MARK: On the way

  fileprivate static let ofTransport = [
    ProgramMutant(
      name: "the address names the client", leak: "textInURL",
      trials: [
        LeakTrial(.types, "the request's signature covers its address: refused by the clearinghouse") {
          try $0.isNothingSent && $0.finished.said.contains("unauthorized")
        }
      ]),
    ProgramMutant(
      name: "a header names the client", leak: "textInHeader", trials: [inRequest]),
    ProgramMutant(
      name: "the user agent names the client", leak: "textInUserAgent", trials: [inRequest]),
    ProgramMutant(
      name: "a proxy of the environment is used", leak: "proxyOfEnvironment",
      trials: [
        LeakTrial(.proof, "bytes that arrive at a proxy of a hostile environment") { $0.trapped > 0 }
          .with { ($0.hasProxy, $0.off) = (true, "environment") }
      ]),
    ProgramMutant(
      name: "keys of the connection are written to a file", leak: "keyLog",
      trials: [
        LeakTrial(.proof, "the file that SSLKEYLOGFILE of a hostile environment names") {
          try Site.files(in: $0.site.folder, ending: "key.log").values.contains { !$0.isEmpty }
        }
        .with { $0.off = "environment" }
      ]),
  ]

  private static let inRequest = LeakTrial(.proof, "canary scan of addresses and headers") {
    try $0.isInRequest
  }

  // MARK: What anybody on the machine can see

  fileprivate static let ofProcess = [
    outside("a child's arguments name the client", "childArgument"),
    outside("a child's environment names the client", "childEnvironment"),
    outside("the name of the process is the client's", "processTitle"),
    ProgramMutant(
      name: "core files are allowed", leak: "coreFiles",
      trials: [
        LeakTrial(.system, "the limit of core files: not 0 in /proc, or the kernel keeps it") {
          $0.outside.mayWriteCore || $0.finished.errors.contains("core files stay off")
        }
      ]),
  ]

  private static func outside(_ name: String, _ leak: String) -> ProgramMutant {
    ProgramMutant(
      name: name, leak: leak,
      trials: [LeakTrial(.proof, "canary scan of /proc, of the program and its children") { $0.isOutside }])
  }

  // MARK: What is sent, when, in which order

  fileprivate static let ofOrder = [
    ProgramMutant(
      name: "the day of service is shifted by a time zone", leak: "shiftedDate",
      trials: [
        LeakTrial(.database, "no permit for a session that is not of that day: taken back, nothing sent") {
          try $0.isNothingSent
            && $0.count("select count(*) from claims.submission where state = 'withdrawn'") > 0
        },
        LeakTrial(.proof, "days of finished bytes against the records") { try $0.days != recordedDays($0) }
          .with { $0.arguments = ["preview", "--payload", "payloads", "--yes"] },
      ]),
    ProgramMutant(
      name: "claims stand in the order of the records", leak: "recordOrder",
      trials: [
        LeakTrial(.proof, "claims of finished bytes are sorted by their keyed hash") {
          try $0.isInOrderOfRecords
        }
      ]),
    ProgramMutant(
      name: "a submission is sent without a permit", leak: "withoutPermit",
      trials: [
        LeakTrial(.proof, "every submission received has an attempt on record") { seen in
          let permitted = try seen.site.rows(
            """
            select distinct s.submission_key::text
            from claims.attempt join claims.submission s using (submission_id)
            """
          )
          return try !Set(seen.site.received().keys).isSubset(of: permitted.map { $0[0] })
        }
      ]),
    ProgramMutant(
      name: "what is in doubt is sent again after a mark, without a permit", leak: "secondSending",
      trials: [
        LeakTrial(.proof, "nothing arrives of submissions whose sessions were marked since") {
          try !$0.isNothingSent
        }.with { $0.afterDoubt = "update practice.session set self_pay = true" }
      ]),
  ]

  private static func recordedDays(_ seen: Observation) throws -> [String] {
    let admitted = Expectation.all.filter { $0.fate == "admitted" }.map { "'\($0.session)'" }
    return try seen.site.rows(
      """
      select to_char(service_date, 'YYYYMMDD') from practice.session
      where session_id in (\(admitted.joined(separator: ","))) order by 1
      """
    ).map { $0[0] }
  }
}
