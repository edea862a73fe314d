package import Postgres

/// `scrim.json` of a test's practice: two clearinghouses, played by one sandbox, and four payers.
package struct SiteConfiguration {
  private let address: Address
  private let port: Int
  private let materials: String
  private let archivePublicKey: String

  package init(_ address: Address, port: Int) throws {
    self.address = address
    self.port = port
    materials = try Materials.folder()
    archivePublicKey = try Materials.archivePublicKey()
  }

  package func document() -> [String: Any] {
    [
      "practice": [
        "name": "Quiet Harbor Therapy", "timeZone": "America/Los_Angeles", "part2Programme": false,
      ],
      "database": [
        "host": address.host, "name": address.database, "kind": "synthetic",
        "logins": [
          "migrator": ["user": "scrim_migrator"], "gateway": ["user": "scrim_gateway"],
          "billing": ["user": "biller"], "clinician": ["user": "therapist"],
          "privacy": ["user": "privacy_officer"], "auditor": ["user": "auditor"],
          "console": ["user": "scrim_console"],
        ],
      ] as [String: Any],
      "keys": keys, "trail": ["witness": "witness"],
      "clearinghouses": [clearinghouse("harborlink"), clearinghouse("clearpath")],
      "payers": [
        payer("meridian", "harborlink", "MMH01"), payer("northfield", "harborlink", "NFH02"),
        payer("cascade", "clearpath", "CSC03", taxonomy: true), payer("union", "clearpath", "UNB04"),
      ],
    ]
  }

  private var keys: [String: Any] {
    [
      "signing": [
        "key": "\(materials)/keys/signing.key.pem", "certificate": "\(materials)/keys/signing.crt.pem",
        "passphraseFile": "\(materials)/keys/signing.passphrase",
      ],
      "transit": "\(materials)/keys/transit.key", "identifiers": "\(materials)/keys/identifiers.key",
      "archivePublicKey": archivePublicKey, "trail": "\(materials)/keys/trail.key",
    ]
  }

  private func clearinghouse(_ id: String) -> [String: Any] {
    [
      "id": id, "format": "x12-837p", "transport": "https", "usage": "test",
      "endpoint": "https://127.0.0.1:\(port)/\(id)/claims",
      "submitterID": "QUIETHARBOR", "submitterName": "QUIET HARBOR THERAPY",
      "submitterContactName": "BILLING DESK", "submitterContactPhone": "5035550142",
      "receiverID": id.uppercased(), "receiverName": id.uppercased(),
      "clientCertificate": "\(materials)/tls/client.crt.pem", "clientKey": "\(materials)/tls/client.key.pem",
      "authority": "\(materials)/tls/authority.crt.pem",
      "authorization": ["kind": "none"], "requestSignature": "rfc9421",
      "idempotency": ["kind": "key", "windowHours": 24] as [String: Any], "receipt": ["kind": "digest"],
      "claimsPerSubmission": 100, "connectSeconds": 5, "exchangeSeconds": 5, "retry": ["tries": 1],
    ]
  }

  private func payer(_ id: String, _ clearinghouse: String, _ payerID: String, taxonomy: Bool = false)
    -> [String: Any]
  {
    [
      "id": id, "clearinghouse": clearinghouse, "payerID": payerID, "originalFilingDays": 180,
      "firstServiceDate": Today.adding(days: -120), "taxonomyRequired": taxonomy,
    ]
  }
}
