internal import Credentials
internal import FoundationEssentials
internal import Gateway
internal import Postgres
internal import Sessions
internal import Settings
internal import Signing

/// One request, worked by the same steps as the commands. Configuration, keys and connections are opened for
/// it and closed after it: a process that waits for days holds none of them.
struct RequestedWork {
  let common: Common
  let archiveKeys: ArchiveKeys
  let patience: Patience
  let queue: RequestQueue

  /// Nil where it is not ended: somebody goes on with it, now or when this process has stopped.
  func ending(_ taken: RequestQueue.Taken) throws -> RequestQueue.Ending? {
    do {
      switch taken.work {
      case .preview: return try preview(taken)
      case .run(let approval, let cut): return try run(taken, approval, cut)
      case .content(let session, let day, let key): return try content(taken, session, day, key)
      }
    } catch GatewayError.anotherRunHoldsTheLock {
      try queue.putBack(taken, seconds: Self.secondsUntilAgain)
      return nil
    } catch let error as PostgresError where error.isOfConnection {
      // Taken again when the database is there again; what a run had sealed stands in its ledger.
      throw error
    } catch {
      let isLapse = (error as? GatewayError)?.isLapse == true
      return .init(isLapse ? .refused : .failed, try Self.json(StopReport(explain(error))))
    }
  }

  private static let secondsUntilAgain: Int32 = 5
  /// Claims of a preview that are listed by name.
  private static let listed = 5_000

  private func runs(_ taken: RequestQueue.Taken) throws -> (services: Services, runs: ClaimRuns) {
    let services = Services(try common.configuration())
    return (services, try ClaimRuns(services, Filters(clearinghouse: taken.clearinghouse)))
  }

  private func preview(_ taken: RequestQueue.Taken) throws -> RequestQueue.Ending {
    let run = try runs(taken).runs.assemble(patience, archiveKeys: archiveKeys.opened())
    let progress = RequestProgress(queue, taken)
    let (report, claims) = try run.preview(listing: Self.listed) { progress.note($0) }
    let summary = RequestedPreview(
      summary: PreviewSummary(report: report, command: ""), waits: try run.waits(), listed: claims.count)
    var ending = RequestQueue.Ending(.done, try Self.json(summary))
    ending.approval = report.submissions.isEmpty ? nil : Digest(report.approval)
    ending.listed = try Self.json(claims)
    return ending
  }

  private func run(
    _ taken: RequestQueue.Taken, _ approval: Digest, _ cut: (runs: [UniqueID], wasSending: Bool)?
  ) throws -> RequestQueue.Ending? {
    let (services, runs) = try runs(taken)
    let sequencer = try services.sequencer()
    var run = try runs.assemble(patience, archiveKeys: archiveKeys.opened())
    try services.requireNotRestored(sequencer)
    run.began = { [queue] in try queue.note(run: $0, taken) }
    let progress = RequestProgress(queue, taken)
    var report =
      if let cut {
        try run.resume(cut, approved: approval) { progress.note($0) }
      } else {
        try run.run(approved: approval, isWhole: taken.clearinghouse == nil) { progress.note($0) }
      }
    report.close(with: sequencer)
    guard report.ended == nil else {
      try queue.putBack(taken, seconds: 0)
      return nil
    }
    let summary = RequestedRun(summary: RunSummary(report: report), isResumed: cut != nil)
    return .init(report.needsPerson ? .attention : .done, try Self.json(summary))
  }

  private func content(
    _ taken: RequestQueue.Taken, _ session: String, _ day: CalendarDate, _ key: [UInt8]
  ) throws -> RequestQueue.Ending {
    let run = try runs(taken).runs.assemble(patience)
    guard let elements = try run.content(of: session, on: day) else { return .init(.notReady, "{}") }
    let shown = elements.map(ContentElement.init)
    var ending = RequestQueue.Ending(.done, #"{"elements": \#(shown.count)}"#)
    ending.sealed = Letter.seal(
      Array(try JSONEncoder().encode(shown)), to: key, label: ContentElement.label(taken.id.description))
    return ending.sealed == nil ? .init(.notReady, "{}") : ending
  }

  private static func json(_ value: some Encodable) throws -> String {
    String(decoding: try JSONEncoder().encode(value), as: UTF8.self)
  }
}

extension PostgresError {
  /// The database is not there, whatever was asked.
  var isOfConnection: Bool {
    switch kind {
    case .connectionFailed, .connectionLost, .commitInDoubt: true
    // 57P01 to 57P03: it is shut down, has crashed, or cannot take anybody yet.
    case .server: sqlState.hasPrefix("57P0")
    case .unexpectedType, .usage: false
    }
  }
}
