internal import Foundation
internal import Proofs
internal import TestSupport
internal import Testing

/// `scrim self-pay mark - --lines`: a records system that tells of each mark, or a list of clients.
@Suite(Programs.areNeeded) struct `A mark on each line` {
  private let site: Site

  init() throws { site = try Site() }

  private func open(_ options: String...) throws -> OpenProgram {
    try OpenProgram(
      Programs.scrim,
      ["self-pay", "mark", "-", "--lines", "--requested-on", Today.text, "--json"] + options,
      in: site.folder)
  }

  private func lines(_ text: String, _ options: String = "--json") throws -> Finished {
    try Data(text.utf8).write(to: URL(filePath: site.folder + "/marks"))
    return try site.shell(
      "\(Programs.scrim) self-pay mark - --lines --requested-on \(Today.text) \(options) <marks")
  }

  @Test func `is answered before the next is read, truly`() throws {
    let program = try open()
    for client in ["C-001", "C-002"] {
      let answer = try JSON(text: program.answer(to: client))
      #expect(answer["client"].text == client && !answer["sessions"].list.isEmpty)
      #expect(answer["sessions"].list.allSatisfy { $0["answer"].text == "protected" })
      #expect(try site.rows("select client_id from gate.restriction").contains([client]))
    }
    #expect(try site.scrim("run").code == 1)
    let late = try JSON(text: program.answer(to: "C-003"))
    #expect(late["line"].number == 3)
    #expect(late["sessions"].list.contains { $0["answer"].text == "already sent" })
    let finished = try program.finished()
    #expect(finished.code == 1 && finished.errors.isEmpty)
    #expect(try site.rows("select from claims.claim where client_id in ('C-001', 'C-002')").isEmpty)
  }

  @Test func `may be of one session`() throws {
    let session = try site.rows(
      "select min(session_id), client_id from source.session where client_id = 'C-004' group by 2")[0][0]
    let program = try open()
    let answer = try JSON(text: program.answer(to: "C-004\t\(session)"))
    #expect(answer["sessions"].list.map { $0["session"].text } == [session])
    #expect(try program.finished().code == 0)
  }

  @Test func `does not keep back those behind it where it cannot be marked`() throws {
    let told = try lines("C-001\n\nC-nobody\nC-002 S-1 and more\n\u{1}\nC-002 S-of-C-001?\n  C-003  \n")
    let answers = try told.output.split(separator: "\n").map { try JSON(text: String($0)) }
    #expect(told.code == 1 && told.errors.isEmpty)
    #expect(answers.map { $0["line"].number } == [1, 3, 4, 5, 6, 7])
    #expect(answers.map { $0["code"].number } == [-1, 64, 64, 64, -1, -1])
    #expect(answers.filter { $0["code"].number == 64 }.allSatisfy { $0["stopped"].list.count == 1 })
    #expect(!told.output.contains("C-nobody"))
    let marked = try site.rows("select client_id from gate.restriction order by restriction_id").map { $0[0] }
    #expect(marked == ["C-001", "C-002", "C-003"])
  }

  @Test func `tells people which line each answer is for`() throws {
    let told = try lines("C-001\nC-nobody\n", "")
    #expect(told.code == 1 && told.errors.isEmpty)
    for words in ["Line 1:\nMarked.", "Line 2:\nNo client of the practice", "2 lines, of which 1 needs a"] {
      #expect(told.output.contains(words), "\(words)")
    }
    let fine = try lines("C-005\nC-006\n", "")
    #expect(fine.code == 0 && fine.output.hasSuffix("2 lines, all of them marked.\n"))
  }

  @Test func `goes on after the server has ended the session`() throws {
    let program = try open()
    #expect(try program.answer(to: "C-001").contains("protected"))
    try site.script(
      "select pg_terminate_backend(pid, 10000) from pg_stat_activity where datname = current_database() "
        + "and backend_type = 'client backend' and pid <> pg_backend_pid()")
    #expect(try program.answer(to: "C-002").contains("protected"))
    #expect(try program.finished().code == 0)
  }

  @Test func `says from where on nothing was read where nobody may mark`() throws {
    try site.script("update gate.person set disabled_at = clock_timestamp(), disabled_by = 'test'")
    let told = try lines("C-001\nC-002\n")
    #expect(told.code == 78)
    for words in ["not registered", "Line 1 has no"] { #expect(told.errors.contains(words), "\(words)") }
    #expect(told.output.split(separator: "\n").count == 1)
    #expect(try JSON(text: told.output)["stopped"].list.count == 2)
    #expect(try site.rows("select from gate.restriction where origin = 'practice'").isEmpty)
  }

  @Test func `needs lines, and no client or session beside them`() throws {
    let empty = try lines(" \n\n")
    #expect(empty.code == 64 && empty.errors.contains("No id came"))
    let mark = ["self-pay", "mark", "--requested-on", Today.text, "--lines"]
    for wrong in [["C-001"], ["-", "--session", "S-1"]] {
      let refused = try site.start(mark + wrong).finished()
      #expect(refused.code == 64 && refused.errors.contains("Write - for the client"))
    }
    let both = try lines("C-001 S-1\n", "--from 2026-01-01 --json")
    #expect(both.code == 1 && both.output.contains("Leave out --from"))
  }
}
