internal import ArgumentParser
internal import FoundationEssentials
internal import Sessions
internal import Settings
internal import Signing

struct KeysListCommand: Reporting {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the configured keys and certificates, and until when they are valid. Opens no secret.")

  @OptionGroup var common: Common

  func report() throws -> KeyList {
    KeyList(try common.configuration(), now: Int(Date().timeIntervalSince1970))
  }
}

/// Keys by id; certificates with their last day. Exit 1 if one is missing or ends within a month.
struct KeyList: Report {
  struct Key: Encodable {
    let purpose: String
    let file: String
    let id: String?
    let validThrough: String?
    /// Nil where nothing needs to be done.
    let problem: String?
    let nextStep: String?
  }
  let keys: [Key]
  var exit: ExitStatus { keys.contains { $0.problem != nil } ? .needsAPerson : .done }

  private enum CodingKeys: String, CodingKey { case keys }

  init(_ configuration: Configuration, now: Int) {
    let own = configuration.keys
    keys =
      [
        Self.certificate("signing", own.signing.certificate, now: now),
        Self.secret("signing, private key", own.signing.key),
        Self.secret("transit", own.transit),
        Self.secret("identifiers", own.identifiers),
        Self.publicKey("archive, public key", own.archivePublicKey),
      ]
      + [
        own.trail.map { Self.secret("trail", $0) },
        own.restrictionTrail.map { Self.secret("trail of restrictions", $0) },
        own.journalPublicKey.map { Self.publicKey("journal, public key", $0) },
      ].compactMap { $0 }
      + configuration.clearinghouses.flatMap { clearinghouse in
        [
          Self.certificate("\(clearinghouse.id), client", clearinghouse.trust.clientCertificate, now: now),
          Self.secret("\(clearinghouse.id), client key", clearinghouse.trust.clientKey),
        ]
      }
  }

  private static func certificate(_ purpose: String, _ file: String, now: Int) -> Key {
    do throws(SigningError) {
      let certificate = try Certificate(pem: file)
      let last = isoDay(seconds: certificate.notAfter)
      let id = try certificate.publicKey.id
      let days = (certificate.notAfter - now) / 86_400
      let problem =
        certificate.notAfter <= now ? "expired" : days < 30 ? "ends in \(counted(days, "day"))" : nil
      return Key(
        purpose: purpose, file: file, id: id, validThrough: last, problem: problem,
        nextStep: problem.map { _ in "Renew it and give the new one to the other side." })
    } catch {
      return failing(purpose, file, error.description, error.nextStep)
    }
  }

  private static func publicKey(_ purpose: String, _ file: String) -> Key {
    do throws(SigningError) {
      return Key(
        purpose: purpose, file: file, id: try PublicKey(pem: file).id, validThrough: nil, problem: nil,
        nextStep: nil)
    } catch {
      return failing(purpose, file, error.description, error.nextStep)
    }
  }

  /// Looked at from outside: whether it is there, and for its owner alone.
  private static func secret(_ purpose: String, _ file: String) -> Key {
    guard let mode = try? FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int else {
      let error = SecretFileError.missing(file)
      return failing(purpose, file, error.description, error.nextStep)
    }
    if mode & 0o077 != 0 {
      let error = SecretFileError.openToOthers(file)
      return failing(purpose, file, error.description, error.nextStep)
    }
    return Key(purpose: purpose, file: file, id: nil, validThrough: nil, problem: nil, nextStep: nil)
  }

  private static func failing(_ purpose: String, _ file: String, _ problem: String, _ next: String) -> Key {
    Key(purpose: purpose, file: file, id: nil, validThrough: nil, problem: problem, nextStep: next)
  }

  func write(to page: inout Page) {
    page.table(
      [["purpose", "id", "valid through", "file"]]
        + keys.map { [$0.purpose, $0.id ?? "–", $0.validThrough ?? "–", $0.file] }, indent: 0)
    for key in keys {
      guard let problem = key.problem, let next = key.nextStep else { continue }
      page.line()
      page.line("\(key.purpose): \(problem)")
      page.line("  → \(next)")
    }
  }
}

/// The day, in UTC, of a moment in seconds since 1970.
func isoDay(seconds: Int) -> String {
  let day = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
  return CalendarDate(daysSince2000: Int32(day - 10_957)).description
}
