import Foundation
import Postgres
import Signing
import TestSupport
import Testing
import Trail

@Suite struct `The sequencer` {
  @Test func `numbers what is committed, and what commits late under a later number`() throws {
    let journal = try Journal()
    let late = try journal.database.connect(as: "postgres")
    try late.script("begin; insert into trail.entry (kind, subject) values ('run.started', 'late')")
    try journal.record(3)
    #expect(try journal.checkpoint().checkpoint.head.size == 3)
    try late.script("commit")
    try late.script(
      "begin; insert into trail.entry (kind, subject) values ('run.started', 'never'); rollback")
    try journal.record(2)
    #expect(try journal.checkpoint().checkpoint.head.size == 6)
    let order = try journal.query(
      """
      select string_agg(e.entry_id::text, ' ' order by l.leaf_index), max(l.leaf_index)::text
      from trail.leaf l join trail.entry e using (entry_id)
      """)
    #expect(try order.text(0, 0) == "2 3 4 1 6 7")
    #expect(try order.text(0, 1) == "5")
    let audited = try journal.verify()
    #expect(audited.damages == [] && audited.signed == 6 && audited.checkpoints == 2)
  }

  @Test func `gives every number once, however many number at the same time`() async throws {
    let journal = try Journal()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<8 {
        group.addTask {
          for _ in 0..<10 {
            try journal.record(5)
            _ = try journal.sequencer.checkpoint()
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(try journal.checkpoint().checkpoint.head.size == 400)
    let audited = try journal.verify(try journal.witness.notes())
    #expect(audited.damages == [] && audited.signed == 400 && audited.numbered == 400)
    #expect(audited.checkpoints > 20)
  }

  @Test func `signs the same again where nothing was recorded, and nothing where there is nothing`() throws {
    let journal = try Journal()
    #expect(try journal.sequencer.checkpoint() == nil)
    try journal.record(10)
    let first = try journal.checkpoint()
    #expect(try journal.checkpoint().note == first.note)
    #expect(try journal.witness.notes() == [first.note])
    #expect(try journal.query("select count(*) from trail.checkpoint").int64(0, 0) == 1)
  }

  @Test func `goes on under a new key, through the root that the old one signed`() throws {
    let journal = try Journal()
    try journal.record(10)
    let old = try journal.checkpoint()
    let signer = try NoteSigner(file: KeyFiles.generateTrail(in: journal.folder + "/new")[0])
    let address = journal.database.address(as: "scrim_gateway")
    try journal.record(10)
    let new = try #require(try Sequencer(address, signer: signer, witness: journal.witness).checkpoint())
    #expect(new.checkpoint.head.size == 20)
    let auditor = try journal.database.connect(as: "auditor")
    let outside = [(note: old.note, source: Damage.Source.given)]
    let both = try TrailAudit(auditor, verifiers: [journal.signer.verifier, signer.verifier]).verify(outside)
    #expect(both.damages == [] && both.signed == 20)
    let one = try TrailAudit(auditor, verifiers: [signer.verifier]).verify(outside)
    #expect(
      one.damages == [.checkpointRefused(size: 10, .database), .checkpointRefused(size: nil, .given)])
  }

  @Test func `signs nothing over a tree that does not fit, nor below what a witness saw`() throws {
    let damages = [
      "update trail.checkpoint set root_hash = sha256('x')",
      "update trail.checkpoint set frontier = sha256('x')",
      "update trail.checkpoint set tree_size = 9",
      "update trail.checkpoint set note = replace(note, '10', '11')",
      "delete from trail.leaf where leaf_index >= 5; delete from trail.entry where entry_id > 5",
      "delete from trail.leaf where leaf_index >= 5; delete from trail.checkpoint",
    ]
    for damage in damages {
      let journal = try Journal()
      try journal.record(10)
      try journal.checkpoint()
      try journal.database.connect(as: "postgres").script("set session_replication_role = replica; \(damage)")
      #expect(throws: TrailError.self, "\(damage)") { try journal.sequencer.checkpoint() }
      #expect(try journal.witness.notes().count == 1)
    }
  }

  @Test func `stops before it numbers where the witness is gone`() throws {
    let journal = try Journal()
    try journal.record(1)
    let gone = Witness("/nonexistent/volume/witness")
    let address = journal.database.address(as: "scrim_gateway")
    let sequencer = Sequencer(address, signer: journal.signer, witness: gone)
    #expect(throws: TrailError.cannotWrite(gone.path)) { try sequencer.checkpoint() }
    #expect(try journal.query("select count(*) from trail.leaf").int64(0, 0) == 0)
  }

  @Test(arguments: ["scrim_owner", "scrim_gatekeeper", "scrim_gateway", "auditor", "scrim_migrator"])
  func `leaves nobody a way to change or take out what is there`(role: String) throws {
    let journal = try Journal()
    try journal.record(1)
    try journal.checkpoint()
    let connection = try journal.database.connect(as: "postgres")
    try connection.script("set session authorization \(role)")
    for table in ["entry", "leaf", "checkpoint"] {
      for statement in [
        "delete from trail.\(table)", "truncate trail.\(table) cascade",
        "update trail.\(table) set \(table == "leaf" ? "leaf_index" : table + "_id") = default",
      ] {
        #expect(throws: PostgresError.self, "\(role): \(statement)") { try connection.script(statement) }
      }
    }
    #expect(try journal.verify().damages == [])
  }
}
