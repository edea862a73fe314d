import Crypto
import Foundation
import Testing
import clearinghouse_sandbox

struct `Answers that are fetched` {
  private struct Listing: Decodable {
    struct File: Decodable, Equatable {
      var id: String
      var bytes: Int
      var digest: String
    }
    var files: [File]
  }

  private func clearinghouse(_ folder: String, _ script: String = "") throws -> Clearinghouse {
    var clearinghouse = Clearinghouse(
      signatures: nil, received: try ReceivedFolder(path: folder, recordsHeaders: false),
      faults: try #require(FaultPlan([])))
    clearinghouse.answers = try AnswerOffice(folder: folder, script: AnswerScript(script))
    clearinghouse.settleAnswers(now: 0)
    return clearinghouse
  }

  private func submit(
    _ file: ClaimFile, _ key: String, at path: String = "harborlink/claims",
    to clearinghouse: inout Clearinghouse
  ) -> Int {
    let digest = Data(SHA256.hash(data: file.bytes)).base64EncodedString()
    let fields = [
      ("Content-Type", "application/edi-x12"), ("Idempotency-Key", key),
      ("Content-Digest", "sha-256=:\(digest):"),
    ]
    let request = ReceivedRequest(
      method: "POST", target: "https://127.0.0.1:8443/\(path)", fields: fields.map { (name: $0, value: $1) },
      body: file.bytes)
    return clearinghouse.reply(to: request, now: AnswerFolder.now).status
  }

  private func get(_ path: String, _ clearinghouse: inout Clearinghouse, now: Int = AnswerFolder.now) -> Reply
  {
    clearinghouse.reply(
      to: ReceivedRequest(method: "GET", target: "https://127.0.0.1:8443/\(path)", fields: [], body: []),
      now: now)
  }

  private func ids(
    _ clearinghouse: inout Clearinghouse, _ query: String = "", at path: String = "harborlink/claims",
    now: Int = AnswerFolder.now
  ) throws -> [String] {
    let reply = get("\(path)/acknowledgments\(query)", &clearinghouse, now: now)
    return try JSONDecoder().decode(Listing.self, from: Data(reply.body)).files.map(\.id)
  }

  @Test
  func `are listed from the oldest on, and come byte for byte`() throws {
    let folder = Scratch.fresh().path
    var clearinghouse = try clearinghouse(folder)
    #expect(try ids(&clearinghouse) == [])
    #expect(submit(ClaimFile(["A-1"]), "s-1", to: &clearinghouse) == 200)
    let all = ["000001.ta1", "000002.999", "000003.277", "000004.277", "000005.835"]
    #expect(try ids(&clearinghouse) == all)
    #expect(try ids(&clearinghouse, "?after=000003.277") == Array(all.suffix(2)))
    #expect(try ids(&clearinghouse, "?after=000005.835") == [])
    #expect(try ids(&clearinghouse, at: "harborlink/elsewhere") == all)
    let listing = try JSONDecoder().decode(
      Listing.self, from: Data(get("harborlink/claims/acknowledgments", &clearinghouse).body))
    for file in listing.files {
      let reply = get("harborlink/claims/acknowledgments/\(file.id)", &clearinghouse)
      #expect(
        reply.status == 200 && reply.mediaType == "application/edi-x12" && reply.body.count == file.bytes)
      #expect(hexadecimal(SHA256.hash(data: reply.body)) == file.digest)
      let kept = try Data(contentsOf: URL(filePath: "\(folder)/.answers/harborlink/\(file.id)"))
      #expect(Array(kept) == reply.body)
    }
  }

  @Test(arguments: [
    ("harborlink/claims/acknowledgments/000009.999", 404),
    ("harborlink/claims/acknowledgments/.book.jsonl", 404),
    ("harborlink/claims/acknowledgments/..", 404), ("clearpath/claims/acknowledgments/000001.ta1", 404),
    ("harborlink/claims/acknowledgments?after=..%2F", 400),
    ("harborlink/claims/acknowledgments?after=x", 400),
    ("harborlink/claims/acknowledgments?before=000001.ta1", 400), ("harborlink/claims/acknowledgments", 200),
    ("..x/claims/acknowledgments", 404),
  ])
  func `are nothing else than what is there`(_ path: String, _ status: Int) throws {
    var clearinghouse = try clearinghouse(Scratch.fresh().path)
    #expect(submit(ClaimFile(["A-1"]), "s-1", to: &clearinghouse) == 200)
    #expect(get(path, &clearinghouse).status == status)
  }

  @Test
  func `are each clearinghouse's own`() throws {
    var clearinghouse = try clearinghouse(Scratch.fresh().path)
    #expect(submit(ClaimFile(["A-1"]), "s-1", to: &clearinghouse) == 200)
    #expect(submit(ClaimFile(["A-1"]), "s-2", at: "clearpath/claims", to: &clearinghouse) == 200)
    // No duplicate there: its payers have not heard of the claim.
    #expect(try ids(&clearinghouse, at: "clearpath/claims").last == "000005.835")
    let name = get("clearpath/claims/acknowledgments/000003.277", &clearinghouse).body
    #expect(try AnswerText("x.277", name).has("NM1*AY*2*CLEARPATH*****46*CLEARPATH"))
  }

  @Test
  func `stay what they were over a restart, and go on from there`() throws {
    let folder = Scratch.fresh().path
    var first = try clearinghouse(folder)
    _ = submit(ClaimFile(["A-1"]), "s-1", to: &first)
    let before = get("harborlink/claims/acknowledgments", &first).body
    var second = try clearinghouse(folder)
    #expect(get("harborlink/claims/acknowledgments", &second).body == before)
    // The same submission makes nothing new; the same claim under another is a duplicate.
    #expect(submit(ClaimFile(["A-1"]), "s-1", to: &second) == 200)
    #expect(get("harborlink/claims/acknowledgments", &second).body == before)
    #expect(submit(ClaimFile(["A-1"]), "s-2", to: &second) == 200)
    #expect(
      try ids(&second, "?after=000005.835") == ["000006.ta1", "000007.999", "000008.277", "000009.277"])
    let answer = try AnswerText("x", get("harborlink/claims/acknowledgments/000009.277", &second).body)
    #expect(answer.lines("STC").last == "STC*A3:54*20260921*U*140")
    #expect(answer.segments[0][13] == "000000009")
  }

  @Test
  func `are made at the start where a crash came between receipt and answer`() throws {
    let folder = Scratch.fresh().path
    var first = try clearinghouse(folder)
    _ = submit(ClaimFile(["A-1"]), "s-1", to: &first)
    let whole = get("harborlink/claims/acknowledgments", &first).body
    // As it was before the line of the book that makes the answers true: the files may lie there already.
    let desk = URL(filePath: "\(folder)/.answers/harborlink")
    let book = desk.appending(path: ".book.jsonl")
    let lines = try String(contentsOf: book, encoding: .utf8).split(separator: "\n")
    #expect(lines.count == 2)
    try Data("\(lines[0])\n\(lines[1].prefix(40))".utf8).write(to: book)
    for file in try FileManager.default.contentsOfDirectory(atPath: desk.path) where !file.hasPrefix(".") {
      try FileManager.default.removeItem(at: desk.appending(path: file))
    }
    var second = try clearinghouse(folder)
    let again = get("harborlink/claims/acknowledgments", &second).body
    #expect(try ids(&second) == ["000001.ta1", "000002.999", "000003.277", "000004.277", "000005.835"])
    // But for the day in them, they are the same.
    #expect(again.count == whole.count)
  }

  @Test
  func `get their ids when they are handed out, not when they are made`() throws {
    let folder = Scratch.fresh().path
    let script = "files of 277CA-payer: delay 2 requests\nfiles of 835: delay 60 seconds"
    var clearinghouse = try clearinghouse(folder, script)
    _ = submit(ClaimFile(["A-1"]), "s-1", to: &clearinghouse)
    let first = ["000001.ta1", "000002.999", "000003.277"]
    #expect(try ids(&clearinghouse) == first)
    clearinghouse = try self.clearinghouse(folder, script)
    for _ in 0..<2 { #expect(try ids(&clearinghouse) == first) }
    #expect(try ids(&clearinghouse) == first + ["000004.277"])
    #expect(try ids(&clearinghouse, now: AnswerFolder.now + 59).count == 4)
    #expect(try ids(&clearinghouse, "?after=000004.277", now: AnswerFolder.now + 60) == ["000005.835"])
  }

  @Test
  func `are listed five hundred at a time`() throws {
    var clearinghouse = try clearinghouse(
      Scratch.fresh().path, "files of 277CA-clearinghouse: split\nfiles: silence")
    _ = submit(ClaimFile((1...501).map { "A-\($0)" }), "s-1", to: &clearinghouse)
    #expect(try ids(&clearinghouse).count == 500)
    #expect(try ids(&clearinghouse, "?after=000500.277") == ["000501.277"])
  }

  @Test
  func `follow a script that is replaced over the network, or refuses to be`() throws {
    var clearinghouse = try clearinghouse(Scratch.fresh().path, "payer: A7:562")
    let post = { (text: String, clearinghouse: inout Clearinghouse) -> Reply in
      clearinghouse.reply(
        to: ReceivedRequest(
          method: "POST", target: "https://127.0.0.1:8443/answers", fields: [], body: Array(text.utf8)),
        now: 0)
    }
    let text = { (reply: Reply) in String(decoding: reply.body, as: UTF8.self) }
    #expect(text(get("answers", &clearinghouse)) == #"{"answers":["payer: A7:562"]}"#)
    #expect(text(post("files of 835: silence", &clearinghouse)) == #"{"answers":["files of 835: silence"]}"#)
    let refused = post("payer: A2:20\npayer: maybe", &clearinghouse)
    #expect(refused.status == 400 && text(refused) == #"{"error":"answers-words","line":2}"#)
    #expect(text(get("answers", &clearinghouse)) == #"{"answers":["files of 835: silence"]}"#)
    _ = submit(ClaimFile(["A-1"]), "s-1", to: &clearinghouse)
    #expect(try ids(&clearinghouse).last == "000004.277")
  }

  @Test
  func `are not there without the option`() throws {
    let folder = Scratch.fresh().path
    var clearinghouse = Clearinghouse(
      signatures: nil, received: try ReceivedFolder(path: folder, recordsHeaders: false),
      faults: try #require(FaultPlan([])))
    #expect(submit(ClaimFile(["A-1"]), "s-1", to: &clearinghouse) == 200)
    #expect(get("harborlink/claims/acknowledgments", &clearinghouse) == .refusal(405, "method"))
    #expect(get("answers", &clearinghouse) == .refusal(405, "method"))
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == [".receipts.jsonl", "s-1.x12"])
  }

  @Test
  func `need the token that a submission needs`() throws {
    var clearinghouse = Clearinghouse(
      signatures: nil, received: try ReceivedFolder(path: Scratch.fresh().path, recordsHeaders: false),
      faults: try #require(FaultPlan([])), tokens: TokenDesk(client: "c", secret: "s", seconds: 60))
    clearinghouse.answers = try AnswerOffice(folder: Scratch.fresh().path, script: AnswerScript())
    #expect(get("harborlink/claims/acknowledgments", &clearinghouse) == .refusal(401, "invalid_token"))
    let token = ReceivedRequest(
      method: "POST", target: "https://127.0.0.1/token",
      fields: [("Authorization", "Basic " + Data("c:s".utf8).base64EncodedString())],
      body: Array("grant_type=client_credentials".utf8))
    #expect(clearinghouse.reply(to: token, now: 0).status == 200)
    let list = ReceivedRequest(
      method: "GET", target: "https://127.0.0.1/harborlink/claims/acknowledgments",
      fields: [("Authorization", "Bearer T-1")], body: [])
    #expect(clearinghouse.reply(to: list, now: 1).status == 200)
    #expect(clearinghouse.reply(to: list, now: 61).status == 401)
  }
}
