internal import Foundation
internal import Signing

/// Keys and certificates of a test run: made once, by the built program where it makes them, and gone at the
/// end.
package enum Materials {
  package static func folder() throws -> String { try made.get() }

  package static func archivePrivateKey() throws -> String {
    let archive = try folder() + "/archive"
    let names = try FileManager.default.contentsOfDirectory(atPath: archive)
    return "\(archive)/\(names[0])"
  }

  package static func archivePublicKey() throws -> String {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder() + "/keys")
    return try folder() + "/keys/" + (names.first { $0.hasPrefix("archive-") } ?? "none")
  }

  private static let place =
    FileManager.default.temporaryDirectory.path + "/scrim-materials-\(UUID().uuidString)"

  private static let made: Result<String, any Error> = Result {
    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: false)
    atexit { try? FileManager.default.removeItem(atPath: Materials.place) }
    let arguments = [
      "--into", "keys", "--archive-private-key-to", "archive", "--practice", "Quiet Harbor Therapy",
    ]
    let generated = try Running(Programs.scrim, ["keys", "generate"] + arguments, in: place).finished()
    guard generated.code == 0 else { throw NotMade(said: generated.said) }
    for (name, validity) in [("tls", Validity.days(30)), ("other", .days(30))] {
      try FileManager.default.createDirectory(atPath: "\(place)/\(name)", withIntermediateDirectories: false)
      _ = try DemoCertificates.write(in: "\(place)/\(name)", validity: validity)
    }
    let authority = try DemoCertificates(authority: "Ended Authority")
    try authority.client("Ended", validity: .expired).write(
      key: place + "/ended.key.pem", certificate: place + "/ended.crt.pem")
    return place
  }

  package struct NotMade: Error { let said: String }
}
