internal import Postgres
internal import TestSupport

/// What a clearinghouse offers against doing the same thing twice, and as evidence: what the configuration
/// knows.
struct NetworkProfile: Hashable, Sendable, CustomStringConvertible {
  enum ReceiptKind: String, CaseIterable, Sendable { case digest, identifier, none }

  /// Nil: a request that comes again counts again.
  let keyHours: Int?
  let receipt: ReceiptKind
  var newestTLS = "1.3"
  /// The configuration says so, and it is not true.
  var isForgetful = false

  var description: String {
    "\(keyHours == nil ? "no key" : "key"), receipt \(receipt.rawValue), TLS \(newestTLS)"
  }

  /// Whether a second try may decide what is in doubt.
  var settles: Bool { keyHours != nil && receipt != .none }

  static let all = [24, nil].flatMap { hours in
    ReceiptKind.allCases.map { NetworkProfile(keyHours: hours, receipt: $0) }
  }

  var idempotency: [String: Any] {
    keyHours.map { ["kind": "key", "windowHours": $0] } ?? ["kind": "none"]
  }

  var evidence: [String: Any] {
    switch receipt {
    case .digest, .none: ["kind": receipt.rawValue]
    case .identifier: ["kind": receipt.rawValue, "path": "receipt"]
    }
  }
}

/// A practice in which each payer has one claim to get, and a clearinghouse of its own.
enum NetworkPractice {
  static let payers = 200

  static func id(_ door: Int) -> String { "n\(door)" }

  /// `scrim.json` with a clearinghouse for each door.
  static func configure(_ site: Site, _ relay: Relay, _ profile: NetworkProfile, _ faults: [NetworkFault?])
    throws
  {
    guard let pattern = (site.configuration["clearinghouses"] as? [[String: Any]])?.first else { return }
    let clearinghouses = zip(relay.ports, faults).enumerated().map { door, at in
      var one = pattern
      one["id"] = id(door)
      one["endpoint"] = "https://127.0.0.1:\(at.0)/claims"
      (one["idempotency"], one["receipt"]) = (profile.idempotency, profile.evidence)
      one["claimsPerSubmission"] = 1
      let seconds = at.1?.isSlow == true ? 1 : 30
      (one["connectSeconds"], one["exchangeSeconds"]) = (seconds, seconds)
      return one
    }
    let payers = faults.indices.map { door -> [String: Any] in
      [
        "id": id(door), "clearinghouse": id(door), "payerID": "P\(1_000 + door)", "originalFilingDays": 180,
        "firstServiceDate": Today.adding(days: -120),
      ]
    }
    try site.configure { ($0["clearinghouses"], $0["payers"]) = (clearinghouses, payers) }
  }
}

extension Template {
  static let network = Template("network") { address in
    try install(address) { connection in
      try connection.script("set role scrim_practice")
      try connection.script(records)
      try connection.script("reset role")
    }
  }

  /// One session for each of so many clients, signed and resting long enough.
  private static let records = """
    select practice.generate_providers('network', 2);
    insert into practice.payer (payer_id, name, filing_indicator)
    select 'n' || n, 'Network Mutual', 'CI' from generate_series(0, \(NetworkPractice.payers - 1)) n;
    select practice.generate_clients('network', 0, \(NetworkPractice.payers), 2, practice.anchor() - 200);
    update practice.client set self_pay_since = null;
    update practice.coverage set payer_id = 'n' || right(client_id, 9)::integer;
    insert into practice.session (session_id, client_id, clinician_id, location_id, status, service_date,
      starts_at, ends_at, signed_at, diagnosis_codes)
    select 'S-' || n, 'C-' || lpad(n::text, 9, '0'), 'D-g1', 'L-g1', 'completed', d.day,
      (d.day + d.hour * interval '1 hour') at time zone 'America/Los_Angeles',
      (d.day + d.hour * interval '1 hour') at time zone 'America/Los_Angeles' + interval '53 min',
      now() - interval '3 days', '{F41.1}'
    from generate_series(0, \(NetworkPractice.payers - 1)) n,
      lateral (select practice.anchor() - 10 - n / 8 as day, 8 + n % 8 as hour) d;
    insert into practice.charge (session_id, line, coverage_id, billing_provider_id,
      rendering_clinician_id, location_id, procedure_code, charge_cents, diagnosis_pointers,
      place_of_service)
    select 'S-' || n, 1, 'V-' || lpad(n::text, 9, '0'), 'B-g1', 'D-g1', 'L-g1', '90837', 16000, '{1}', '11'
    from generate_series(0, \(NetworkPractice.payers - 1)) n;
    """
}
