internal import Acknowledgments
internal import Archive
internal import Desk
internal import FoundationEssentials
internal import Postgres
internal import Settings
internal import Signing

/// Takes files of acknowledgments in: read whole first, then recorded in one transaction.
final class AcknowledgmentIntake {
  private let configuration: Configuration
  private let desk: AcknowledgmentDesk
  private let archive: Recipient

  init(_ services: Services, _ role: Database.Role) throws {
    configuration = services.configuration
    try services.requireDatabase(role)
    desk = try AcknowledgmentDesk(services.address(role))
    archive = try Recipient(publicKey: services.configuration.keys.archivePublicKey)
  }

  /// What became of it; a file that cannot be read is told, not thrown, so that others are read all the same.
  func told(_ source: some AcknowledgmentSource) throws -> AcknowledgeReport.File {
    do {
      return try take(source)
    } catch let refusal as any AcknowledgmentRefusing {
      return AcknowledgeReport.File(source.name, problem: refusal.told)
    } catch let stop as Stop where stop.exit == .usage {
      return AcknowledgeReport.File(source.name, problem: stop.problems.first)
    }
  }

  private func take(_ source: some AcknowledgmentSource) throws -> AcknowledgeReport.File {
    let first = try look(at: source)
    let clearinghouse = try sender(of: first.summary)
    var file = AcknowledgeReport.File(source.name, clearinghouse: clearinghouse)
    file.kinds = first.summary.kinds.map(\.rawValue).sorted()
    file.warnings = first.summary.warnings.map(WarningText.of).sorted()
    let entry = AcknowledgmentDesk.File(
      clearinghouse: clearinghouse, digest: first.digest.bytes, bytes: first.bytes,
      nameThere: source.nameThere)
    let taken = try desk.take(entry) { writer in
      file.outcomes = try record(source, first, at: clearinghouse, writer)
    }
    guard let taken else { return file }
    file.isNew = true
    (file.repeated, file.unmatched, file.settled) = (taken.repeated, taken.unmatched, taken.settled)
    return file
  }

  /// The name of the last file that was picked up there.
  func lastPickedUp(_ clearinghouse: String) throws -> String? { try desk.lastPickedUp(clearinghouse) }

  private struct Looked {
    let summary: FileSummary
    let digest: Digest
    let bytes: Int64
  }

  /// The first reading: nothing is recorded of a file that is not right to its end.
  private func look(at source: some AcknowledgmentSource) throws -> Looked {
    let (digest, next) = (RunningDigest(), try source.pieces())
    var bytes: Int64 = 0
    let summary = try readAcknowledgments(
      {
        guard let piece = try next() else { return nil }
        digest.add(piece)
        bytes += Int64(piece.count)
        return piece
      }, each: { _ in })
    return Looked(summary: summary, digest: digest.digest(), bytes: bytes)
  }

  /// The second one: pieces and statements as they come, within the transaction.
  private func record(
    _ source: some AcknowledgmentSource, _ first: Looked, at clearinghouse: String,
    _ writer: AcknowledgmentDesk.Writer
  ) throws -> [String: Int] {
    let (digest, next) = (RunningDigest(), try source.pieces())
    let takesJSON = configuration.clearinghouses.contains { $0.id == clearinghouse && $0.format == .json }
    var statements = StatementBatch(at: clearinghouse, makesInterchanges: takesJSON)
    var outcomes: [String: Int] = [:]
    var number = 0
    _ = try readAcknowledgments(
      {
        guard let piece = try next() else { return nil }
        digest.add(piece)
        number += 1
        let name = keptPieceName(of: first.digest, number)
        try writer.keep(sealed: archive.sealCompressed(piece, name: name), archiveKeyID: archive.keyID)
        return piece
      },
      each: { finding in
        outcomes[finding.outcome.rawValue, default: 0] += 1
        if let full = try statements.add(finding) { try writer.note(full) }
      })
    if let rest = try statements.rest() { try writer.note(rest) }
    guard digest.digest() == first.digest else { throw ForeignFile.changed }
    return outcomes
  }

  /// Whose file it is: every interchange from a clearinghouse of the configuration, and for us.
  private func sender(of summary: FileSummary) throws -> String {
    var found: Set<String> = []
    for interchange in summary.interchanges {
      let known = configuration.clearinghouses.filter { $0.parties.receiverID == interchange.sender }
      guard !known.isEmpty else { throw ForeignFile.unknownSender }
      guard let ours = known.first(where: { $0.parties.submitterID == interchange.receiver }) else {
        throw ForeignFile.forAnother
      }
      guard interchange.isTest == (ours.usage == .test) else { throw ForeignFile.otherUsage }
      found.insert(ours.id)
    }
    guard found.count == 1, let one = found.first else { throw ForeignFile.severalSenders }
    return one
  }
}

extension Acknowledgments.Finding {
  /// Of an interchange, or of a part of one that is none of ours.
  fileprivate var isOfTheirs: Bool {
    switch subject {
    case .interchange, .group, .set: true
    case .batch(let reference): reference.wholeMatch(of: /[A-Z2-7]{16}-[0-9]{1,9}/) == nil
    case .claim, .payment: false
    }
  }

  fileprivate var accepts: Bool {
    !isContradictory
      && [.accepted, .acceptedWithErrors, .received, .forwarded, .split, .adjudicating].contains(outcome)
  }
}

/// A file that can be read, and is not for us.
enum ForeignFile: Error {
  case unknownSender, forAnother, otherUsage, severalSenders, changed
}

/// Under which a piece of an original is sealed: it opens as that one of that file alone.
func keptPieceName(of file: Digest, _ number: Int) -> String { "acknowledgment \(file.hex) \(number)" }

/// Findings as statements, a thousand at a time; nothing of them is remembered longer. The ledger knows which
/// of them the file has said before.
struct StatementBatch {
  /// Numbers are each clearinghouse's own: the same words there are another statement.
  private let clearinghouse: String
  /// It makes the 837P of our claims, with numbers of its own. That it was taken in says nothing of a claim
  /// of ours; that it was rejected is for somebody to see, and names none of ours.
  private let makesInterchanges: Bool
  private var statements: [Statement] = []

  init(at clearinghouse: String, makesInterchanges: Bool) {
    (self.clearinghouse, self.makesInterchanges) = (clearinghouse, makesInterchanges)
  }

  /// What is to be written now, as JSON.
  mutating func add(_ finding: Acknowledgments.Finding) throws -> String? {
    var statement = Statement(finding)
    if makesInterchanges, finding.isOfTheirs {
      if finding.accepts { return nil }
      statement.reference = "theirs \(statement.reference)"
    }
    statement.fingerprint = Digest(sha256Of: Array("\(clearinghouse)|\(statement.whole)".utf8)).hex
    statements.append(statement)
    return statements.count >= 1_000 ? try rest() : nil
  }

  mutating func rest() throws -> String? {
    guard !statements.isEmpty else { return nil }
    defer { statements.removeAll(keepingCapacity: true) }
    return String(decoding: try JSONEncoder().encode(statements), as: UTF8.self)
  }
}

extension Statement {
  init(_ finding: Acknowledgments.Finding) {
    let (scope, reference): (String, String) =
      switch finding.subject {
      case .interchange(let number): ("interchange", String(number))
      case .group(let number): ("group", String(number))
      case .set(let group, let set): ("set", "\(group) \(set)")
      case .batch(let batch): ("batch", batch)
      case .claim(let claim): ("claim", claim)
      case .payment(let trace): ("payment", trace.isEmpty ? "none" : trace)
      }
    self.init(
      kind: finding.kind.rawValue, source: finding.source.rawValue, scope: scope, reference: reference,
      outcome: finding.outcome.rawValue)
    (codes, contradictory) = (finding.codes, finding.isContradictory)
    (payerClaimNumber, saidOn) = (finding.payerClaimNumber, finding.saidOn)
    guard let payment = finding.payment else { return }
    (paymentTrace, chargeCents) = (payment.trace, payment.chargeCents)
    (paidCents, patientCents, balanced) = (payment.paidCents, payment.patientCents, payment.isBalanced)
    adjustments = payment.adjustments.map { "\($0.code):\($0.cents)" }
  }

  /// What makes it this statement. Of an answer to a claim not the day of its file: the same words in a
  /// later file are the same words.
  fileprivate var whole: String {
    let day = kind == "835" ? saidOn ?? "" : ""
    let numbers = [chargeCents, paidCents, patientCents].map { $0.map(String.init) ?? "" }
    let parts =
      [kind, source, scope, reference, outcome, codes.joined(separator: ","), "\(contradictory)"]
      + [payerClaimNumber ?? "", day, paymentTrace ?? ""] + numbers + [
        (adjustments ?? []).joined(separator: ",")
      ]
    return parts.joined(separator: "|")
  }
}
