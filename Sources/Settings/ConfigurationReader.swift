/// The sections of the document, each key once. What spans sections is checked at the end.
struct ConfigurationReader {
  let places: Places
  let problems: Problems

  func configuration(_ root: ObjectReader, file: String) -> Configuration {
    // Where the schema is, for editors; not read.
    _ = root.optionalText("$schema", .path)
    let configuration = Configuration(
      file: file,
      practice: practice(root.object("practice")),
      database: database(root.object("database")),
      keys: keys(root.object("keys")),
      trail: trail(root.optionalObject("trail")),
      restrictions: restrictions(root.optionalObject("restrictions")),
      console: root.optionalObject("console").map(console),
      clearinghouses: root.objects("clearinghouses").map(clearinghouse),
      payers: root.objects("payers").map(payer))
    root.refuseUnknownKeys()
    refuseRepetitions(configuration)
    refuseUnknownClearinghouses(configuration)
    refuseUsageOfTheOtherWorld(configuration)
    refuseUnaskedRuns(configuration)
    refuseSeveralClaimsAsJSON(configuration)
    requireWitness(configuration)
    requireJournalAndKey(configuration)
    return configuration
  }

  private func practice(_ section: ObjectReader) -> Practice {
    defer { section.refuseUnknownKeys() }
    return Practice(
      name: section.text("name", .name),
      timeZone: section.text("timeZone", .timeZone),
      restDays: section.integer("restDays", 0...90, default: 2),
      part2Programme: section.flag("part2Programme"),
      asksWhereUnusual: section.optionalFlag("asksWhereUnusual"),
      heartbeat: section.optionalObject("heartbeat").map(heartbeat))
  }

  private func heartbeat(_ section: ObjectReader) -> Practice.Heartbeat {
    defer { section.refuseUnknownKeys() }
    return Practice.Heartbeat(
      url: section.text("url", .endpoint), authority: path(section, "authority"))
  }

  private func database(_ section: ObjectReader) -> Database {
    defer { section.refuseUnknownKeys() }
    let host = section.text("host", .host)
    let overNetwork = !host.isEmpty && !host.hasPrefix("/")
    let rootCertificate = optionalPath(section, "rootCertificate")
    if overNetwork, !section.has("rootCertificate") {
      section.problems.note(
        section.at("rootCertificate"), "is missing, and the database is reached over the network",
        "name the file with the authority of the server's certificate")
    }
    return Database(
      host: host,
      port: section.integer("port", 1...65535, default: 5432),
      name: section.text("name", .databaseName),
      kind: section.word("kind", Database.Kind.real),
      rootCertificate: rootCertificate,
      logins: logins(section.object("logins"), passwordRequired: overNetwork))
  }

  private func logins(_ section: ObjectReader, passwordRequired: Bool) -> [Database.Role: Database.Login] {
    defer { section.refuseUnknownKeys() }
    var logins: [Database.Role: Database.Login] = [:]
    for role in Database.Role.allCases {
      guard let login = section.optionalObject(role.rawValue) else { continue }
      logins[role] = Database.Login(
        user: login.text("user", .databaseName),
        passwordFile: passwordRequired ? path(login, "passwordFile") : optionalPath(login, "passwordFile"))
      login.refuseUnknownKeys()
    }
    return logins
  }

  private func keys(_ section: ObjectReader) -> Keys {
    defer { section.refuseUnknownKeys() }
    let signing = section.object("signing")
    defer { signing.refuseUnknownKeys() }
    return Keys(
      signing: Keys.Signing(
        key: path(signing, "key"), certificate: path(signing, "certificate"),
        passphraseFile: path(signing, "passphraseFile")),
      transit: path(section, "transit"),
      identifiers: path(section, "identifiers"),
      archivePublicKey: path(section, "archivePublicKey"),
      trail: optionalPath(section, "trail"),
      restrictionTrail: optionalPath(section, "restrictionTrail"),
      journalPublicKey: optionalPath(section, "journalPublicKey"))
  }

  private func trail(_ section: ObjectReader?) -> TrailSettings {
    defer { section?.refuseUnknownKeys() }
    return TrailSettings(witness: section.flatMap { optionalPath($0, "witness") })
  }

  private func restrictions(_ section: ObjectReader?) -> RestrictionSettings {
    defer { section?.refuseUnknownKeys() }
    return RestrictionSettings(
      journal: section.flatMap { optionalPath($0, "journal") },
      standby: section?.flag("standby", default: false) ?? false,
      witness: section.flatMap { optionalPath($0, "witness") })
  }

  func path(_ section: ObjectReader, _ key: String) -> String {
    resolved(section.text(key, .path), section.at(key), section.problems)
  }

  func optionalPath(_ section: ObjectReader, _ key: String) -> String? {
    section.optionalText(key, .path).map { resolved($0, section.at(key), section.problems) }
  }

  private func resolved(_ path: String, _ place: String, _ problems: Problems) -> String {
    if let resolved = places.resolve(path) { return resolved }
    problems.note(
      place, "names a systemd credential, and there are none here",
      "start this from the systemd unit, or name a file")
    return ""
  }

  private func refuseRepetitions(_ configuration: Configuration) {
    let lists = [
      ("clearinghouses", configuration.clearinghouses.map(\.id)), ("payers", configuration.payers.map(\.id)),
    ]
    for (list, ids) in lists {
      for (index, id) in ids.enumerated() where !id.isEmpty && ids[..<index].contains(id) {
        problems.note(
          "\(list)[\(index)].id", "is the id of an earlier entry too", "give each entry its own id")
      }
    }
  }

  private func refuseUnknownClearinghouses(_ configuration: Configuration) {
    let known = Set(configuration.clearinghouses.map(\.id))
    for (index, payer) in configuration.payers.enumerated()
    where !payer.clearinghouse.isEmpty && !known.isEmpty && !known.contains(payer.clearinghouse) {
      problems.note(
        "payers[\(index)].clearinghouse", "names no entry of clearinghouses",
        "write one of: \(known.sorted().joined(separator: ", "))")
    }
  }

  /// Invented claims must not reach a payer, nor real ones a test desk that throws them away.
  private func refuseUsageOfTheOtherWorld(_ configuration: Configuration) {
    guard !problems.all.contains(where: { $0.path == "database.kind" }) else { return }
    let kind = configuration.database.kind
    let right: Clearinghouse.Usage = kind == .real ? .production : .test
    for (index, clearinghouse) in configuration.clearinghouses.enumerated()
    where clearinghouse.usage != right && !problems.all.contains(where: { $0.path == usagePath(index) }) {
      problems.note(
        usagePath(index), "is \(clearinghouse.usage.rawValue), and the database is \(kind.rawValue)",
        "write \(right.rawValue), or name a database of the other kind"
      )
    }
  }

  /// The first night against a wrong address would be noticed when it is over.
  private func refuseUnaskedRuns(_ configuration: Configuration) {
    guard configuration.database.kind == .real, !configuration.asksWhereUnusual else { return }
    problems.note(
      "practice.asksWhereUnusual", "is false, and the database is real",
      "remove it: an unusual run to a payer always waits for an approval")
  }

  private func refuseSeveralClaimsAsJSON(_ configuration: Configuration) {
    for (index, clearinghouse) in configuration.clearinghouses.enumerated()
    where clearinghouse.format == .json && clearinghouse.limits.claimsPerSubmission > 1 {
      problems.note(
        "clearinghouses[\(index)].claimsPerSubmission", "is more than 1, and a JSON document is one claim",
        "write 1: each claim is a request of its own")
    }
  }

  /// Without a witness, who cuts the database back to an older state takes the newer checkpoints with it.
  private func requireWitness(_ configuration: Configuration) {
    let (keys, isReal) = (configuration.keys, configuration.database.kind == .real)
    let logs = [
      ("trail", "keys.trail", keys.trail, configuration.trail.witness),
      ("restrictions", "keys.restrictionTrail", keys.restrictionTrail, configuration.restrictions.witness),
    ]
    for (section, key, signer, witness) in logs {
      if signer == nil, witness != nil {
        problems.note(
          "\(section).witness", "is for checkpoints, and there is no key to sign them with",
          "make one with `scrim keys trail`, and name it as \(key)")
      } else if signer != nil, witness == nil, isReal {
        problems.note(
          "\(section).witness", "is missing, and checkpoints are to be signed",
          "name a file on another volume; every checkpoint is added to it")
      }
    }
    if let trail = keys.trail, trail == keys.restrictionTrail {
      problems.note(
        "keys.restrictionTrail", "signs the trail too, and two logs under one name are none",
        "make another with `scrim keys trail` in a folder of its own")
    }
  }

  /// What nobody could open again would be no journal.
  private func requireJournalAndKey(_ configuration: Configuration) {
    switch (configuration.restrictions.journal, configuration.keys.journalPublicKey) {
    case (.some, nil):
      problems.note(
        "restrictions.journal", "is for files that one key opens, and there is none",
        "make it with `scrim keys journal`, and name its public half as keys.journalPublicKey")
    case (nil, .some):
      problems.note(
        "keys.journalPublicKey", "seals a journal, and no folder for it is named",
        "name one on another volume as restrictions.journal, or remove the key")
    default: break
    }
  }

  private func usagePath(_ index: Int) -> String { "clearinghouses[\(index)].usage" }
}
