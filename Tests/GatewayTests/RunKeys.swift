internal import Archive
internal import Foundation
internal import Gateway
internal import Signing

/// Keys and certificates as a practice and its clearinghouses have them, made once for the whole run of
/// tests.
struct RunKeys: Sendable {
  let certificates: DemoCertificates.Files
  let signingCertificate: String
  let signer: SigningKey
  let archive: Archive
  let identifiers: Identifiers

  static func shared() throws -> RunKeys { try made.get() }

  /// An empty folder for something that one test makes.
  static func folder() throws -> String {
    let place = try root.get().appending(path: uuidV4())
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    return place.path
  }

  private static let made = Result<RunKeys, any Error> { try RunKeys() }

  private static let root = Result<URL, any Error> {
    let root = FileManager.default.temporaryDirectory.appending(path: "gateway-\(uuidV4())")
    try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
    atexit {
      RunKeys.end()
    }
    return root
  }

  private static func end() {
    if case .success(let root) = root { try? FileManager.default.removeItem(at: root) }
  }

  private init() throws {
    let folder = try Self.folder()
    certificates = try DemoCertificates.write(in: folder, serverNames: ["127.0.0.1"])
    _ = try KeyFiles.generateSigning(in: folder, name: "Quiet Harbor Therapy")
    _ = try KeyFiles.generateTransit(in: folder)
    _ = try KeyFiles.generateIdentifiers(in: folder)
    _ = try KeyFiles.generateArchive(month: "2025-11", publicIn: folder, privateIn: folder)
    signingCertificate = folder + "/signing.crt.pem"
    signer = try SigningKey(
      keyPath: folder + "/signing.key.pem", certificatePath: signingCertificate,
      passphrase: Secret.read(file: folder + "/signing.passphrase"))
    archive = try Archive(
      transitKey: Secret.readKey(file: folder + "/transit.key").exposedBytes,
      archivePublicKey: folder + "/archive-2025-11.public.pem")
    identifiers = Identifiers(key: try Secret.readKey(file: folder + "/identifiers.key"))
  }
}
