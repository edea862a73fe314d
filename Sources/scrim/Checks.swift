internal import Archive
internal import Claims
internal import Delivery
internal import Postgres
internal import Schema
internal import Sessions
internal import Settings
internal import Signing
internal import Submissions
internal import Trail

/// Everything that a run needs, looked at one by one; one that fails does not keep the others from being
/// looked at.
struct Checks {
  let services: Services
  let show: (String) -> Void

  private var configuration: Configuration { services.configuration }

  func all() -> [Finding] {
    var findings = [finding("configuration") { "\(configuration.file) has no problem." }]
    findings += databaseFindings()
    findings += keyFindings()
    findings.append(finding("diagnosis codes") { codesKnown })
    findings += configuration.clearinghouses.map(clearinghouseFinding)
    return findings
  }

  /// Nil where they are approved and were not asked for, or cannot be read.
  func definitions(always: Bool) -> CheckReport.Sources? {
    guard let connection = try? services.connection(.gateway),
      let digest = try? SourceViews.digest(connection),
      let views = try? SourceViews.definitions(connection), always || !isApproved(connection)
    else { return nil }
    return .init(digest: digest, views: views.map { .init(view: $0.view, sql: $0.sql) })
  }

  // MARK: Database

  private func databaseFindings() -> [Finding] {
    show("looking at the database")
    let database = finding("database") {
      let connection = try services.connection(.gateway)
      return "PostgreSQL \(connection.serverVersion / 10_000) takes the gateway's login."
    }
    guard database.isFine else { return [database] }
    let structure = finding("structure") {
      try services.requireDatabase(.gateway)
      return "Up to date; the database is \(configuration.database.kind.rawValue), as configured."
    }
    guard structure.isFine else { return [database, structure] }
    return [database, structure, sourcesFinding(), approvalFinding()]
      + [finding("marks and restores") { try services.requireMarksKept() }] + wallFindings()
      + serverFindings()
  }

  private func sourcesFinding() -> Finding {
    finding("source views") {
      let problems = try SourceViews.check(services.connection(.gateway))
      guard problems.isEmpty else { throw Stop(sources: problems) }
      return "Names and types are those of the contract; source.session has nothing more."
    }
  }

  private func approvalFinding() -> Finding {
    finding("approval") {
      guard isApproved(try services.connection(.gateway)) else {
        throw Stop(
          .configuration, "The source views, as they are now, have not been approved.",
          next: "Read the definitions below, then approve them with the command at the end.")
      }
      return "The source views are those that were approved."
    }
  }

  private func isApproved(_ connection: Connection) -> Bool {
    (try? connection.query("select gate.sources_approved()").optionalBool(0, 0)) == true
  }

  private func wallFindings() -> [Finding] {
    Database.Role.allCases.filter { $0 != .migrator && configuration.database.logins[$0] != nil }.map {
      role in
      show("trying to break the wall as \(role.rawValue)")
      return finding("wall, \(role.rawValue)") {
        let attempts = try Wall(services.connection(role)).attack(as: role)
        return "\(counted(attempts, "attempt")) to see or change what is not its business: all refused."
      }
    }
  }

  private func serverFindings() -> [Finding] {
    show("looking at the server's settings")
    let server = ServerSettings { try services.connection(.gateway) }
    return [
      finding("server log") { try server.requireSilence() },
      finding("settings of roles") { try server.requireNoOverride() },
      finding("statistics") { try server.whatStatisticsTell() },
    ]
  }

  // MARK: Code sets, keys and clearinghouses

  /// A newer release is not known to be there: what is out of date is said, and is no fault.
  private var codesKnown: String {
    services.codesOutdated ?? "ICD-10-CM, published through \(ClaimWarning.codesThrough)."
  }

  private func keyFindings() -> [Finding] {
    show("opening the keys")
    return [
      finding("signing key") { "\(try services.signingKey().keyID) opens, and its certificate is valid." },
      finding("transit key") {
        _ = try Secret.readKey(file: configuration.keys.transit)
        return "It can be read, by us alone."
      },
      finding("identifier key") {
        _ = try services.identifiers()
        return "It can be read, by us alone."
      },
      finding("archive key") { "\(try services.archive().archiveKeyID), the public half." },
      finding("trail key") {
        guard let sequencer = try services.sequencer() else {
          return "There is none: the trail is not signed. `scrim keys trail` makes one."
        }
        return "It opens; checkpoints are signed as \(sequencer.name)."
      },
    ]
  }

  private func clearinghouseFinding(_ clearinghouse: Clearinghouse) -> Finding {
    show("knocking at \(clearinghouse.id)")
    return finding(clearinghouse.id) {
      let courier = try Courier(services.destination(clearinghouse, signer: services.signingKey()))
      if let fault = courier.probe().fault {
        throw Stop(
          .stopped, "\(clearinghouse.endpoint) cannot be used (\(fault.rawValue)).",
          next: FaultText.nextStep(fault.rawValue))
      }
      return "Reached, and both sides' certificates are accepted; no request was sent."
    }
  }

  private func finding(_ what: String, _ look: () throws -> String) -> Finding {
    do {
      return Finding(what: what, sentence: try look(), nextStep: nil, exit: .done)
    } catch {
      let stop = explain(error)
      return Finding(
        what: what,
        sentence: stop.problems.map { $0.path.isEmpty ? $0.sentence : "\($0.path) \($0.sentence)" }
          .joined(separator: " "),
        nextStep: stop.problems.first?.nextStep, exit: stop.exit)
    }
  }
}

extension Services {
  /// Nil while the newest release of the diagnosis codes that this version has is the one for today.
  var codesOutdated: String? {
    let through = ClaimWarning.codesThrough
    return CalendarDate.today(in: configuration.practice.timeZone) <= through
      ? nil
      : "ICD-10-CM, published through \(through): later services are judged by that release. "
        + "Use a version of scrim with the newer one."
  }
}
