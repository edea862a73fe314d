internal import Foundation
internal import Gateway
internal import Postgres
internal import Sessions
internal import Signing
internal import TestSupport
internal import Testing

@Suite("Approved run") struct ApprovedRunTests {
  /// Something that happens between a preview and the run that it approves.
  enum Change: CaseIterable {
    case sessionSigned, flaggedInTheRecords, memberIDCorrected, diagnosisAdded, chargeRaised, holdCorrected
    case anotherWindow, anotherDestination, fewerPayers, smallerSubmissions, sentMeanwhile

    func happen(at office: Office, _ terms: inout Terms) throws {
      switch self {
      case .anotherWindow: terms.from = terms.from.adding(days: 1)
      case .anotherDestination: terms.destination = "another"
      case .fewerPayers: terms.payers = ["meridian"]
      case .smallerSubmissions: terms.claimsPerSubmission = 10
      case .sentMeanwhile: _ = try office.run(Terms(from: Practice.anchor.adding(days: -6)))
      default: try change(office)
      }
    }

    func change(_ office: Office) throws { try office.practice.change(#require(sql)) }

    /// In the practice's records.
    private var sql: String? {
      switch self {
      case .sessionSigned: "update practice.session set signed_at = ends_at where session_id = 'S-unsigned'"
      case .flaggedInTheRecords: "update practice.session set self_pay = true where session_id = 'S-0001'"
      case .memberIDCorrected:
        """
        update practice.coverage v set member_id = 'M99900099' from practice.session s
        where s.session_id = 'S-0001' and v.client_id = s.client_id
        """
      case .diagnosisAdded:
        """
        update practice.session set diagnosis_codes = diagnosis_codes || '{F51.01}'
        where session_id = 'S-0001'
        """
      case .chargeRaised:
        "update practice.charge set charge_cents = charge_cents + 1 where session_id = 'S-0001'"
      case .holdCorrected:
        """
        update practice.coverage v set subscriber_address_1 = '4 Mill Lane' from practice.session s
        where s.session_id = 'S-no-street' and v.client_id = s.client_id
        """
      default: nil
      }
    }
  }

  @Test(arguments: Change.allCases)
  func `sends nothing after any change, and keeps nothing that would be sent`(_ change: Change) throws {
    let office = try Office()
    var terms = Terms(claimsPerSubmission: 50, from: Practice.anchor.adding(days: -50))
    let approval = try office.preview(terms).approval
    try change.happen(at: office, &terms)
    let (states, arrived) = (try office.states(), try office.receivedClaims().count)
    #expect(throws: GatewayError.approvalDiffers) { try office.run(terms, approved: approval) }
    #expect(try office.states() == states && !states.contains("sealed"))
    #expect(try office.receivedClaims().count == arrived)
    try office.expectSound()
  }

  @Test func `sends nothing for a digest that no preview had`() throws {
    let office = try Office(["harborlink": []])
    let approval = try office.preview(.lastDays).approval
    let other = "sha256:" + String(repeating: "0", count: 64)
    #expect(throws: GatewayError.approvalUnknown) { try office.run(.lastDays, approved: other) }
    #expect(try office.states() == [] && office.receivedClaims().isEmpty)
    #expect(try office.run(.lastDays, approved: approval).claims.submitted > 0)
  }

  @Test func `sends nothing on another day than its preview's`() throws {
    let office = try Office(["harborlink": []])
    let approval = try office.preview(.lastDays).approval
    try office.practice.ask("update claims.preview set envelope_minute = envelope_minute - interval '1 day'")
    #expect(throws: GatewayError.approvalUnknown) { try office.run(.lastDays, approved: approval) }
    #expect(try office.states() == [] && office.receivedClaims().isEmpty)
  }

  @Test func `sends nothing twice`() throws {
    let office = try Office(["harborlink": []])
    let approval = try office.preview(.lastDays).approval
    #expect(try office.run(.lastDays, approved: approval).submissions.accepted == 1)
    #expect(throws: GatewayError.approvalDiffers) { try office.run(.lastDays, approved: approval) }
    try office.expectSound()
  }

  @Test func `lapses when somebody is marked`() throws {
    let office = try Office(["harborlink": []])
    let approval = try office.preview(.lastDays).approval
    #expect(try office.mark("S-0001") == ["protected"])
    #expect(throws: GatewayError.approvalDiffers) { try office.run(.lastDays, approved: approval) }
    #expect(try office.states() == [] && office.receivedClaims().isEmpty)
  }

  @Test func `sends what an earlier run left sealed as well, if its preview showed it`() throws {
    let office = try Office(["harborlink": ["refuse:1"]])
    _ = try office.run(Terms(from: Practice.anchor.adding(days: -6)))
    #expect(try office.states() == ["sealed"])
    let preview = try office.preview(.lastDays)
    #expect(preview.submissions.map(\.sealedEarlier) == [true, false])
    #expect(try office.run(.lastDays, approved: preview.approval).submissions.accepted == 2)
    #expect(try office.received("harborlink").map(\.digest.description) == preview.submissions.map(\.digest))
    try office.expectSound()
  }

  @Test func `takes everything back when the records change while it seals, and sends none of it`() throws {
    let office = try Office()
    let approval = try office.preview(.lastDays).approval
    let refusal = Box<GatewayError?>(nil)
    let gate = Box(try office.practice.database.connect(as: "postgres"))
    try gate.value.script("begin; lock table claims.run in exclusive mode")
    concurrently(2) { thread in
      if thread == 0 {
        do {
          _ = try office.run(.lastDays, approved: approval)
        } catch {
          refusal.value = error as? GatewayError
        }
      } else {
        // Compared already, and now waiting to begin.
        let waiting = "pg_locks where relation = 'claims.run'::regclass and not granted"
        for _ in 0..<4_000 where (try? office.count(waiting)) == 0 { usleep(5_000) }
        try? Change.memberIDCorrected.change(office)
        try? gate.value.script("commit")
      }
    }
    #expect(refusal.value == .payloadsChangedWhileApproved)
    #expect(try Set(office.states()) == ["withdrawn"])
    #expect(try office.receivedClaims().isEmpty)
    #expect(try office.run(.lastDays).submissions.accepted == 2)
    #expect(try office.received("clearpath").map(\.controlNumber) == [1])
    try office.expectSound()
  }
}
