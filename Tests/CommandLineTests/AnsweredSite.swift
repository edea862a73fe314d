internal import Foundation
internal import Proofs
internal import Testing

/// A practice whose clearinghouse and payers answer, by a script.
struct AnsweredSite {
  let site: Site

  init(_ script: String = "") throws {
    site = try Site()
    let file = site.folder + "/answers"
    try script.write(toFile: file, atomically: true, encoding: .utf8)
    try site.restart(options: ["--answers", "--answer-script", file])
    let port = site.sandbox?.port ?? 0
    try site.configure { document in
      for (place, id) in ["harborlink", "clearpath"].enumerated() {
        document.change(
          "clearinghouses.\(place).acknowledgments",
          to: ["endpoint": "https://127.0.0.1:\(port)/\(id)/acknowledgments"])
      }
    }
  }

  /// A run, and what comes back of it.
  func night() throws -> Finished {
    let run = try site.scrim("run", "--json")
    #expect([0, 1].contains(run.code), "\(run.said)")
    return try site.scrim("acknowledge", "--json")
  }

  func claim(_ session: String, version: Int = 1) throws -> (number: String, state: String) {
    let rows = try site.rows(
      """
      select patient_control_number, state from claims.claim_standing
      where session_id = '\(session)' and version = \(version)
      """)
    return (rows.first?[0] ?? "", rows.first?[1] ?? "none")
  }

  /// The segments of the payload that holds this claim.
  func wire(_ claim: String) throws -> [Substring] {
    let payload = try site.received().values.map { String(decoding: $0, as: UTF8.self) }
      .first { $0.contains("CLM*\(claim)*") }
    return payload?.split(separator: "~") ?? []
  }

  /// Asks for a void, brings the archive's key to a run, and reads what comes back of it.
  func takeBack(_ claim: String) throws {
    #expect(try site.scrim("claims", "void", claim).code == 0)
    let run = try site.scrim("run", "--archive-key", Materials.archivePrivateKey())
    #expect([0, 1].contains(run.code), "\(run.said)")
    _ = try site.scrim("acknowledge")
  }
}
