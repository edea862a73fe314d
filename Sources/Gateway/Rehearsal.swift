internal import Claims
internal import Foundation
internal import Sessions
internal import Signing
internal import Submissions

/// Collects what a preview shows: digests and counts, never content.
final class Rehearsal: @unchecked Sendable {  // one thread finishes batches; read after it has ended
  private(set) var approval = Approval()
  /// Digests of what is to be sealed, without what was sealed earlier.
  private(set) var fresh: [Digest] = []
  private var collected = PreviewReport()
  private var ready: [String: (count: Int, claims: Int)] = [:]
  var minute = EnvelopeMinute(microseconds: 0)
  private var warnings = WarningCounts()
  private let folder: PayloadFolder?
  private let listing: Int
  /// The first claims that would be made, where somebody wants to see them.
  private(set) var listed: [PreviewedClaim] = []

  init(folder: PayloadFolder?, listing: Int = 0) { (self.folder, self.listing) = (folder, listing) }

  var report: PreviewReport {
    var report = collected
    report.warnings = warnings.report
    report.approval = approval.digest.description
    return report
  }

  func submissions(to clearinghouse: String) -> (count: Int, claims: Int) { ready[clearinghouse] ?? (0, 0) }

  private func show(_ submission: PreviewReport.Submission) {
    let before = submissions(to: submission.clearinghouse)
    ready[submission.clearinghouse] = (before.count + 1, before.claims + submission.claims)
    collected.submissions.append(submission)
  }

  func begin(_ route: Route, sealedEarlier: [UndecidedSubmission]) {
    approval.begin(route)
    collected.from = route.admission.from.description
    collected.through = route.admission.through.description
    for one in sealedEarlier
    where one.state == .sealed && one.destination == route.profile.destination {
      approval.add(one.submission.payload)
      show(
        PreviewReport.Submission(
          clearinghouse: route.profile.id, claims: one.submission.claims, bytes: one.payloadBytes,
          chargeCents: 0,
          digest: one.submission.payload.description, sealedEarlier: true))
    }
  }

  func add(_ prepared: Prepared, _ route: Route) throws {
    keep(prepared.held, route)
    warnings.add(prepared.warnings)
    guard let submission = prepared.submission else { return }
    approval.add(submission.payload)
    fresh.append(submission.payload)
    list(submission, prepared, route)
    let file = try folder?.write(
      prepared.payload, named: "\(route.profile.id)-\(submission.payload.hex.prefix(16))",
      ending: route.profile.format.fileEnding)
    show(
      PreviewReport.Submission(
        clearinghouse: route.profile.id, claims: submission.claims.count, bytes: submission.payloadBytes,
        chargeCents: prepared.chargeCents, voids: prepared.voids > 0 ? true : nil,
        digest: submission.payload.description, file: file))
  }

  func add(_ voids: [WaitingVoids]) {
    guard !voids.isEmpty else { return }
    collected.voidsWaiting = (collected.voidsWaiting ?? []) + voids
  }

  /// What is taken back is made from what was sent, and is no claim to look at.
  private func list(_ submission: NewSubmission, _ prepared: Prepared, _ route: Route) {
    guard prepared.voids == 0 else { return }
    listed += submission.claims.prefix(max(0, listing - listed.count)).map {
      PreviewedClaim($0, route.profile.id)
    }
  }

  private func keep(_ held: [HeldSession], _ route: Route) {
    collected.heldCount += held.count
    for one in held.prefix(max(0, Limit.heldListed - collected.held.count)) {
      collected.held.append(
        PreviewReport.Held(
          session: one.session, clearinghouse: route.profile.id, payer: one.payer,
          serviceDate: CalendarDate(daysSince2000: one.serviceDate).description, defects: one.defects))
    }
  }
}

extension Limit {
  /// A preview lists this many held sessions; the desk lists them all.
  static let heldListed = 1_000
}

/// A folder for exact bytes, made by us or empty, that only its owner can read.
public struct PayloadFolder: Sendable {
  private let path: String

  /// Throws `payloadFolderUnusable` where the folder cannot be made or holds something already.
  public init(_ path: String) throws {
    self.path = path
    let files = FileManager.default
    do {
      try files.createDirectory(
        atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      guard try files.contentsOfDirectory(atPath: path).isEmpty else {
        throw GatewayError.payloadFolderUnusable
      }
    } catch {
      throw GatewayError.payloadFolderUnusable
    }
  }

  /// Returns the file's path: `<clearinghouse>-<first characters of the digest>.837`, or `.json`.
  func write(_ payload: [UInt8], named name: String, ending: String) throws -> String {
    let file = "\(path)/\(name)\(ending)"
    #if PROOF
      if Leak.textInFileName.isPlanted {
        try Data().write(to: URL(filePath: path + "/" + Leak.text + ".837"))
      }
    #endif
    let descriptor = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw GatewayError.payloadFolderUnusable }
    let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    do {
      try handle.write(contentsOf: Data(payload))
      try handle.synchronize()
    } catch {
      throw GatewayError.payloadFolderUnusable
    }
    return file
  }
}
