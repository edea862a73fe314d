internal import FoundationEssentials
internal import Sessions

/// The demo's `scrim.json`: what a practice would write, for two clearinghouses and four payers.
struct DemoConfiguration {
  let socket: String
  let port: Int
  let consolePort: Int
  /// The day on which the invented practice's calendar ends.
  let anchor: CalendarDate
  let keys: KeySet

  static let database = "scrim"
  static let clearinghouses = ["harborlink", "clearpath"]

  private static let payers = [
    ("meridian", "harborlink", "MMH01", false), ("northfield", "harborlink", "NFH02", false),
    ("cascade", "clearpath", "CSC03", true), ("union", "clearpath", "UNB04", false),
  ]

  var text: String {
    """
    {
      "practice": {
        "name": "Quiet Harbor Therapy", "timeZone": "America/Los_Angeles", "part2Programme": false
      },
      "database": {
        "host": \(json(socket)), "name": "\(Self.database)", "kind": "synthetic",
        "logins": {
          "migrator": {"user": "scrim_migrator"}, "gateway": {"user": "scrim_gateway"},
          "billing": {"user": "biller"}, "clinician": {"user": "therapist"},
          "privacy": {"user": "privacy_officer"}, "auditor": {"user": "auditor"},
          "console": {"user": "scrim_console"}
        }
      },
      "keys": {
        "signing": {
          "key": "keys/signing.key.pem", "certificate": "keys/signing.crt.pem",
          "passphraseFile": "keys/signing.passphrase"
        },
        "transit": "keys/transit.key", "identifiers": "keys/identifiers.key",
        "archivePublicKey": "keys/archive-\(keys.month).public.pem", "trail": "keys/trail.key"
      },
      "trail": {"witness": "witness"},
      "console": {
        "address": "http://localhost:\(consolePort)", "port": \(consolePort), "key": "console/console.key"
      },
      "clearinghouses": [
    \(Self.clearinghouses.map(clearinghouse).joined(separator: ",\n"))
      ],
      "payers": [
    \(Self.payers.map(payer).joined(separator: ",\n"))
      ]
    }

    """
  }

  private func clearinghouse(_ id: String) -> String {
    """
        {
          "id": "\(id)", "format": "x12-837p", "transport": "https",
          "endpoint": "https://127.0.0.1:\(port)/\(id)/claims", "usage": "test",
          "submitterID": "QUIETHARBOR", "submitterName": "QUIET HARBOR THERAPY",
          "submitterContactName": "BILLING DESK", "submitterContactPhone": "5035550142",
          "receiverID": "\(id.uppercased())", "receiverName": "\(id.uppercased())",
          "clientCertificate": "tls/client.crt.pem", "clientKey": "tls/client.key.pem",
          "authority": "tls/authority.crt.pem",
          "authorization": {"kind": "none"}, "requestSignature": "rfc9421",
          "idempotency": {"kind": "key", "windowHours": 24}, "receipt": {"kind": "digest"},
          "claimsPerSubmission": 100
        }
    """
  }

  private func payer(_ id: String, _ clearinghouse: String, _ payerID: String, _ taxonomy: Bool) -> String {
    """
        {
          "id": "\(id)", "clearinghouse": "\(clearinghouse)", "payerID": "\(payerID)",
          "firstServiceDate": "\(anchor.adding(days: -120))", "originalFilingDays": 180,
          "taxonomyRequired": \(taxonomy)
        }
    """
  }

  private func json(_ text: String) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    return (try? encoder.encode(text)).map { String(decoding: $0, as: UTF8.self) } ?? "\"\""
  }
}
