import Settings

/// A configuration with every key in it, and ways to spoil it.
enum Example {
  static let document = """
    {
      "$schema": "schemas/config.schema.json",
      "practice": {"name": "Quiet Harbor Therapy", "timeZone": "America/Los_Angeles", "restDays": 3,
        "part2Programme": false, "asksWhereUnusual": true,
        "heartbeat": {"url": "https://beat.example.org/scrim", "authority": "tls/public.pem"}},
      "database": {
        "host": "db.example.org", "port": 5433, "name": "scrim", "kind": "synthetic",
        "rootCertificate": "tls/database-ca.pem",
        "logins": {
          "migrator": {"user": "scrim_migrator", "passwordFile": "secrets/migrator"},
          "gateway": {"user": "scrim_gateway", "passwordFile": "secrets/gateway"},
          "billing": {"user": "biller", "passwordFile": "secrets/biller"},
          "clinician": {"user": "therapist", "passwordFile": "secrets/therapist"},
          "privacy": {"user": "privacy_officer", "passwordFile": "secrets/privacy"},
          "auditor": {"user": "auditor", "passwordFile": "secrets/auditor"},
          "console": {"user": "scrim_console", "passwordFile": "secrets/console"}
        }
      },
      "keys": {
        "signing": {"key": "keys/signing.key.pem", "certificate": "keys/signing.crt.pem",
          "passphraseFile": "$CREDENTIALS_DIRECTORY/signing"},
        "transit": "keys/transit.key", "identifiers": "/etc/scrim/identifiers.key",
        "restrictionTrail": "keys/restrictions/trail.key",
        "journalPublicKey": "keys/journal.public.pem", "archivePublicKey":
          "keys/archive-2026-11.public.pem", "trail": "keys/trail.key"
      },
      "trail": {"witness": "/mnt/witness/checkpoints"},
      "restrictions": {"journal": "/mnt/journal/scrim", "standby": false,
        "witness": "/mnt/privacy/checkpoints"},
      "console": {"address": "https://scrim.example.org", "host": "0.0.0.0", "port": 8443,
        "certificate": "tls/console.crt.pem", "certificateKey": "tls/console.key.pem",
        "key": "keys/console.key", "countsSeconds": 30},
      "clearinghouses": [{
        "id": "harborlink", "format": "x12-837p", "transport": "https",
        "endpoint": "https://127.0.0.1:8443/claims", "usage": "test",
        "submitterID": "QUIETHARBOR", "submitterName": "QUIET HARBOR THERAPY",
        "submitterContactName": "BILLING DESK", "submitterContactPhone": "5035550142",
        "receiverID": "HARBORLINK", "receiverName": "HARBORLINK",
        "clientCertificate": "tls/client.crt.pem", "clientKey": "tls/client.key.pem",
        "clientKeyPassphraseFile": "secrets/client", "authority": "tls/authority.pem",
        "pinnedPublicKeys": ["sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="],
        "authorization": {"kind": "apiKey", "header": "Authorization", "valueFile": "secrets/api"},
        "requestSignature": "rfc9421",
        "idempotency": {"kind": "key", "windowHours": 24},
        "statusQuery": {"endpoint": "https://127.0.0.1:8443/status", "minutesApart": 20},
        "acknowledgments": {"endpoint": "https://127.0.0.1:8443/acknowledgments", "claimDays": 4},
        "receipt": {"kind": "identifier", "path": "receipt.number"},
        "claimsPerSubmission": 500, "connectSeconds": 5, "exchangeSeconds": 90, "requestsPerMinute": 120,
        "retry": {"tries": 3, "firstSeconds": 1, "capSeconds": 30},
        "cutoff": {"time": "17:00", "timeZone": "America/New_York", "holidays": ["2026-12-25"]}
      }],
      "payers": [{"id": "meridian", "clearinghouse": "harborlink", "payerID": "MMH01",
        "firstServiceDate": "2026-07-01", "originalFilingDays": 180, "taxonomyRequired": true,
        "correctedFilingDays": 365, "memberIDPattern": "MMH[0-9]{9}|[A-Z]{3}[0-9A-Z-]{6,9}",
        "placesOfService": ["02", "10", "11"], "distinctModifiers": ["59", "XE", "XS"],
        "modifierRules": [{"places": ["10"], "procedures": ["90834"], "requires": ["95", "GT"], "allows": ["HO"]}],
        "enrolled": [{"npi": "1234567893", "from": "2026-01-01"}]}]
    }
    """

  static func read(_ document: String) throws(ConfigurationRefused) -> Configuration {
    try Configuration.parse(
      Array(document.utf8), file: "/etc/scrim/scrim.json", credentialsDirectory: "/run/credentials/scrim")
  }

  /// What is wrong with a document; empty if nothing is.
  static func problems(_ document: String) -> [Problem] {
    do {
      _ = try read(document)
      return []
    } catch {
      return error.problems
    }
  }
}

extension JSONTree {
  /// The document again, as text.
  var text: String {
    switch self {
    case .null: "null"
    case .bool(let flag): "\(flag)"
    case .integer(let number): "\(number)"
    case .otherNumber: "0.5"
    case .text(let text): "\"\(text)\""
    case .list(let items): "[\(items.map(\.text).joined(separator: ","))]"
    case .object(let members):
      "{\(members.map { "\"\($0.key)\":\($0.value.text)" }.joined(separator: ","))}"
    }
  }

  subscript(_ key: String) -> JSONTree? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.key == key }?.value
  }

  var keys: [String] {
    guard case .object(let members) = self else { return [] }
    return members.map(\.key)
  }

  /// The object at `path`, lists by their first entry.
  func at(_ path: String) -> JSONTree? {
    path.split(separator: ".").reduce(Optional(self)) { tree, step in
      let inner = tree?[String(step.prefix { $0 != "[" })]
      guard step.hasSuffix("]"), case .list(let items) = inner else { return inner }
      return items.first
    }
  }

  /// The tree with the object at `path` changed: `clearinghouses[0].receipt` or the empty path.
  func changing(_ path: String, _ change: ([Member]) -> [Member]) -> JSONTree {
    switch self {
    case .object(let members) where path.isEmpty: return .object(change(members))
    case .object(let members):
      let (first, rest) = Self.split(path)
      return .object(
        members.map {
          $0.key == first ? Member(key: $0.key, value: $0.value.changing(rest, change)) : $0
        })
    case .list(let items):
      let (_, rest) = Self.split(path)
      return .list([items[0].changing(rest, change)] + items.dropFirst())
    default: return self
    }
  }

  /// Paths of all objects in the tree, lists by their first entry.
  func objectPaths(_ path: String = "") -> [String] {
    switch self {
    case .object(let members):
      [path] + members.flatMap { $0.value.objectPaths(path.isEmpty ? $0.key : "\(path).\($0.key)") }
    case .list(let items): items.first?.objectPaths("\(path)[0]") ?? []
    default: []
    }
  }

  private static func split(_ path: String) -> (first: String, rest: String) {
    let end = path.dropFirst().firstIndex { $0 == "." || $0 == "[" } ?? path.endIndex
    let rest = path[end...]
    return (String(path[..<end]), String(rest.hasPrefix(".") ? rest.dropFirst() : rest))
  }
}
