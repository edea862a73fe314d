internal import ArgumentParser
internal import Foundation
internal import Postgres
internal import Proofs

/// `scrim acknowledge`, as a whole process, on a file of answers to claims that the ledger has: read twice,
/// sealed, and recorded in one transaction.
struct Recording {
  struct Taken: Encodable {
    let seconds: Double
    let peakResidentMegabytes: Double
  }

  private let claims: Int
  private let practice: BenchPractice

  init(_ claims: Int, _ folder: String) throws {
    self.claims = claims
    practice = try BenchPractice(BenchOptions.parse(["--sessions", "1000", "--folder", folder]))
  }

  func take() throws -> Taken {
    try practice.start()
    defer { practice.stop() }
    try practice.prepare()
    try practice.addSent(claims, each: 5_000)
    let clearinghouse = try BenchClearinghouse(practice)
    defer { clearinghouse.stop() }
    let path = clearinghouse.folder + "/answer.277"
    try GeneratedStatusFile.write(claims: claims, to: path, parties: ("SANDBOX", "BENCH"))
    say("Recording \(claims) statements.")
    let finished = try Child.require(
      [
        clearinghouse.programs + "/scrim", "acknowledge", path, "--config", clearinghouse.configuration,
      ], codes: [1])
    try requireRecorded()
    return Taken(
      seconds: (finished.seconds * 1_000).rounded() / 1_000,
      peakResidentMegabytes: (Double(finished.peakResidentBytes) / 1e3).rounded() / 1e3)
  }

  /// A tenth is rejected, and nothing is lost on the way.
  private func requireRecorded() throws {
    let found = try practice.connection("postgres").query(
      """
      select count(*) filter (where state = 'rejected-by-payer'),
        count(*) filter (where state = 'adjudicating')
      from claims.progress
      """)
    guard try found.int64(0, 0) == claims / 10, try found.int64(0, 1) == claims - claims / 10 else {
      throw BenchError("Not every statement has reached its claim.")
    }
  }
}
