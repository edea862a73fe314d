// What was received, on disk: one file for each payload, byte for byte, and a list of the receipts given, so
// that a restarted sandbox gives the same answers. Files survive the end of the process, not a power cut:
// this is a stand-in.

internal import Crypto
internal import FoundationEssentials
internal import Glibc

/// The receipt for one submission. `digest` is `sha256:<hex>`.
package struct GivenReceipt: Codable, Equatable, Sendable {
  var receipt: String
  var submission: String
  var digest: String

  package init(receipt: String, submission: String, digest: String) {
    self.receipt = receipt
    self.submission = submission
    self.digest = digest
  }
}

package struct ReceivedFolder: Sendable {
  private let folder: URL
  private let recordsHeaders: Bool
  private(set) var receipts: [String: GivenReceipt] = [:]

  /// How the file of a payload ends; `.json` alone are the headers.
  private static let interchange = ".x12"
  private static let document = ".claim.json"

  private var list: URL { folder.appending(path: ".receipts.jsonl") }

  package init(path: String, recordsHeaders: Bool) throws {
    folder = URL(filePath: path, directoryHint: .isDirectory)
    self.recordsHeaders = recordsHeaders
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    guard FileManager.default.fileExists(atPath: list.path) else { return }
    for line in try Data(contentsOf: list).split(separator: 0x0A) {
      let receipt = try JSONDecoder().decode(GivenReceipt.self, from: Data(line))
      receipts[receipt.submission] = receipt
    }
  }

  /// Keeps the payload, then the receipt.
  ///
  /// - Parameter unnumbered: names the submission, `[A-Za-z0-9-]{1,64}`, checked by the caller.
  mutating func keep(
    _ request: ReceivedRequest, by signer: SignerKey?, as unnumbered: GivenReceipt
  ) throws -> GivenReceipt {
    let file = unnumbered.submission + (ClaimDocument.isOne(request.body) ? Self.document : Self.interchange)
    try Data(request.body).write(to: folder.appending(path: file), options: .atomic)
    if recordsHeaders {
      let record = try JSONEncoder().encode(RecordedRequest(request, body: file, signer: signer))
      try record.write(to: folder.appending(path: unnumbered.submission + ".json"), options: .atomic)
    }
    var receipt = unnumbered
    receipt.receipt = "R-\(receipts.count + 1)"
    try append(try JSONEncoder().encode(receipt) + [0x0A], to: list)
    receipts[receipt.submission] = receipt
    return receipt
  }

  /// The bytes of a submission that has its receipt.
  func payload(_ submission: String) -> [UInt8]? {
    guard receipts[submission] != nil else { return nil }
    let files = [Self.interchange, Self.document].map { folder.appending(path: submission + $0).path }
    return files.lazy.compactMap { FileManager.default.contents(atPath: $0) }.first.map { Array($0) }
  }

  /// That a request was read whole, whatever becomes of it: a line with its target, where headers are kept.
  func note(_ request: ReceivedRequest) throws {
    guard recordsHeaders else { return }
    try append(Data("\(request.method) \(request.target)\n".utf8), to: folder.appending(path: ".requests"))
  }

  private func append(_ line: Data, to file: URL) throws {
    let descriptor = open(file.path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw ReceivedFolderError.notWritten }
    defer { close(descriptor) }
    let written = line.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    guard written == line.count else { throw ReceivedFolderError.notWritten }
  }
}

enum ReceivedFolderError: Error { case notWritten }

/// The request with the key that its signature names, as an outside verifier of signatures needs it.
private struct RecordedRequest: Encodable {
  var method: String
  var targetURI: String
  /// Names in lower case.
  var headers: [String: String]
  /// Relative to the record.
  var bodyFile: String
  var keyID: String?
  var publicKey: String?

  enum CodingKeys: String, CodingKey {
    case method, headers
    case targetURI = "target_uri"
    case bodyFile = "body_file"
    case keyID = "keyid"
    case publicKey = "public_key_pem"
  }

  init(_ request: ReceivedRequest, body: String, signer: SignerKey?) {
    method = request.method
    targetURI = request.target
    let names = Set(request.fields.map { $0.name.lowercased() })
    headers = Dictionary(names.map { ($0, request.field($0) ?? "") }, uniquingKeysWith: { first, _ in first })
    bodyFile = body
    keyID = signer?.identifier
    publicKey = signer?.key.pemRepresentation
  }
}
