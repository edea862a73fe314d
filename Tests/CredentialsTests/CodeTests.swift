import Credentials
import Signing
import Testing

@Suite struct `Codes that are copied by hand` {
  @Test func `are ten, all different, in groups of four`() {
    let codes = RecoveryCodes.make()
    #expect(codes.count == 10 && Set(codes).count == 10)
    for code in codes + [InvitationCode.make()] {
      #expect(code.wholeMatch(of: /[a-z2-7]{4}(?:-[a-z2-7]{4}){5}/) != nil)
      #expect(RecoveryCodes.digest(code)?.count == 32)
      #expect(RecoveryCodes.digest(code) == InvitationCode.digest(code))
    }
    #expect(Set(codes.map(RecoveryCodes.digest)).count == 10)
  }

  @Test(arguments: [
    "obl2-cdef-ghij-klmn-opqr-stuv", "OBL2-CDEF-GHIJ-KLMN-OPQR-STUV", "obl2cdefghijklmnopqrstuv",
    " obl2 cdef  ghij klmn opqr stuv\n",
    "obl2–cdef—ghij‑klmn-opqr-stuv", "0bl2-cdef-ghij-klmn-opqr-stuv", "08l2-cdef-ghij-klmn-opqr-stuv",
    "0812-cdef-ghij-klmn-opqr-stuv",
    "OB12-CDEF-GHIJ-K1MN-OPQR-STUV",
  ])
  func `are the same however they are typed`(_ typed: String) {
    #expect(RecoveryCodes.digest(typed) == Digest(sha256Of: Array("obl2cdefghijklmnopqrstuv".utf8)).bytes)
  }

  @Test(arguments: [
    "", "obl2-cdef-ghij-klmn-opqr-stu", "obl2-cdef-ghij-klmn-opqr-stuvw", "obl2-cdef-ghij-klmn-opqr-stu9",
    "obl2-cdef-ghij-klmn-opqr-stué",
    "obl2-cdef-ghij-klmn-opqr-stu_", "obl2.cdef.ghij.klmn.opqr.stuv", "ｏbl2-cdef-ghij-klmn-opqr-stuv",
    "obl2-cdef-ghij-klmn-opqr-st\0v",
  ])
  func `are nothing where they can be none`(_ typed: String) {
    #expect(RecoveryCodes.digest(typed) == nil && InvitationCode.digest(typed) == nil)
  }

  @Test func `are not looked for in what is far too long`() {
    let code = InvitationCode.make()
    #expect(InvitationCode.digest(code + String(repeating: " ", count: 100)) != nil)
    #expect(InvitationCode.digest(code + String(repeating: " ", count: 1000)) == nil)
  }
}

@Suite struct `A session's token` {
  @Test func `is 32 bytes, of which a digest is kept`() throws {
    let (token, other) = (SessionToken.make(), SessionToken.make())
    #expect(token.wholeMatch(of: /[A-Za-z0-9_\-]{43}/) != nil && token != other)
    #expect(SessionToken.digest(token) == Digest(sha256Of: Array(token.utf8)).bytes)
    #expect(SessionToken.digest(token) != SessionToken.digest(other))
  }

  @Test func `is nothing in another form`() {
    let zeros = String(repeating: "A", count: 42)
    for end in ["A", "E"] { #expect(SessionToken.digest(zeros + end) != nil) }
    for end in ["", "AA", "A=", "B", "+", "/", "é", " ", "A\n"] {
      #expect(SessionToken.digest(zeros + end) == nil)
    }
    #expect(SessionToken.digest("") == nil && SessionToken.digest("\n" + zeros) == nil)
  }
}

@Suite struct `A handle` {
  private let key = [UInt8](repeating: 11, count: 32)

  /// Made with Python's `hmac` over each part behind its length in eight bytes.
  @Test func `is a truncated HMAC over kind and id`() {
    #expect(Handle.of("01a20ff2", kind: "client", key: key) == "tm97BYTF8_RVgRe_940fnA")
  }

  @Test func `differs with the id, the kind and the key, and nothing else`() {
    let other = [UInt8](repeating: 12, count: 32)
    let handles = [
      Handle.of("1", kind: "client", key: key), Handle.of("2", kind: "client", key: key),
      Handle.of("1", kind: "claim", key: key), Handle.of("1", kind: "client", key: other),
      Handle.of("t1", kind: "clien", key: key), Handle.of("", kind: "", key: key),
    ]
    #expect(Set(handles).count == handles.count)
    for handle in handles { #expect(handle.wholeMatch(of: /[A-Za-z0-9_\-]{22}/) != nil) }
    #expect(Handle.isEqual(handles[0], Handle.of("1", kind: "client", key: key)))
    #expect(!Handle.isEqual(handles[0], handles[1]))
    #expect(!Handle.isEqual(handles[0], String(handles[0].dropLast())) && !Handle.isEqual(handles[0], ""))
  }
}
