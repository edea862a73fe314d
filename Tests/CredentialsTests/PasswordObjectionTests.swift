import Credentials
import Testing

@Suite struct `An objection to a password` {
  @Test(arguments: [
    ("elevenchars", PasswordObjection.tooShort), ("", .tooShort),
    // Twelve bytes and more, eleven characters and fewer.
    ("éèêëēĕėęěȩḝ", .tooShort), ("e\u{301}a\u{300}zwtkvbq", .tooShort),
    (String(repeating: "krumpelig sofa ", count: 9), .tooLong),
    ("xx-ann.moss-7781-tulip", .containsLogin), ("xx-ANN.MOSS@harbor.example", .containsLogin),
    ("correct horse battery staple", .common), ("CorrectHorseBatteryStaple", .common),
    ("1q2w3e4r5t6y", .common), ("ManchesterUnited", .common), ("SeverusSnape", .common),
    ("xbox360elite", .common), ("frostedflakes1", .common),
    ("aaaaaaaaaaaa", .repeats), ("abababababab", .repeats), ("tulip7tulip7tulip7", .repeats),
    ("fahrrad!fahrrad!fa", .repeats), ("k7k7kkk77q7k7k", .repeats),
    ("bcdefghijklmno", .run), ("lkjihgfedcba", .run), ("234567890123456", .run), ("wertyuiop12345", .run),
    ("poiuytrewq987", .run), ("2wsx3edc4rfv5tgb1qaz", .run), ("!QAZ@WSX#EDC", .run),
    ("asdfghjkl;'1234", .run),
    ("aaaabbbbccccdddd1111", .run), ("qwertzuiopasdf", .run), ("azertyuiop2345", .run),
    ("Password-1975-!", .words), ("P@ssw0rd!2026", .words), ("scrim-2026-11-28", .words),
    ("Scrim1024!scr1m", .words), ("Therapy2026!?", .words), ("Th3rapyTher@py99", .words),
    ("Welcome2Scrim!", .words), ("Sunshine-1987", .words), ("iloveyou09-17", .words),
    ("Autumn/November/2026", .words), ("my password is secret", .words),
  ])
  func `is made to what is guessed first`(_ password: String, _ expected: PasswordObjection) {
    #expect(Password.objection(to: password, login: "Ann.Moss@harbor.example") == expected)
  }

  @Test(arguments: [
    "krumpelig sofa tandem", "twelve-chars", "tr4vn-0osli-2qpe", "849302758113", "grünes Fahrrad 木",
    "vivid tundra ostrich kelp", "the therapist rode a purple mule", "木火土金水日月山川田人口",
    "🚲🌵🐙🎻🦔🧵🪴🪁🪣🧂🫖🪜", "Password of the seventh lighthouse", "cat-in-ann's-hat", "mossy green stones",
  ])
  func `is not made to others, whatever their kinds of character`(_ password: String) {
    #expect(Password.objection(to: password, login: "Ann.Moss@harbor.example") == nil)
  }

  @Test func `counts characters to the limit and no further`() {
    let long = String(String(repeating: "krumpelig sofa 2 tandem 5 ", count: 9).prefix(129))
    #expect(Password.objection(to: long, login: "ann") == .tooLong)
    #expect(Password.objection(to: String(long.dropLast()), login: "ann") == nil)
  }

  @Test func `passes over a login that is in anything`() {
    #expect(Password.objection(to: "krumpelig sofa", login: "so") == nil)
    #expect(Password.objection(to: "krumpelig sofa", login: "") == nil)
    #expect(Password.objection(to: "krumpelig sofa", login: "sof") == .containsLogin)
    #expect(Password.objection(to: "re\u{301}gine sofa tandem", login: "R\u{e9}gine") == .containsLogin)
  }

  /// What speaks against random ones would speak against a password manager's.
  @Test func `is made to no random one`() {
    let characters = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_!?")
    let random = (0..<5000).map { _ in String((0..<16).map { _ in characters[Int.random(in: 0..<66)] }) }
    #expect(random.count { Password.objection(to: $0, login: "ann.moss") != nil } == 0)
  }

  @Test(arguments: PasswordObjection.allCases)
  func `is a sentence with a next step`(_ objection: PasswordObjection) {
    #expect(objection.description.hasPrefix("This password ") && objection.description.hasSuffix("."))
    #expect(objection.nextStep.hasSuffix(".") && !objection.rawValue.isEmpty)
  }
}
