/// Why a password is not taken (OWASP ASVS 5.0, section 6.2): by length and by what is guessed first, never
/// by which kinds of character it has. No sentence repeats anything of the password.
public enum PasswordObjection: String, CaseIterable, Hashable, Sendable {
  case tooShort = "too-short"
  case tooLong = "too-long"
  case containsLogin = "contains-login"
  case common = "common"
  case repeats = "repeats"
  case run = "run"
  case words = "words"
}

extension PasswordObjection: CustomStringConvertible {
  public var description: String {
    switch self {
    case .tooShort: "This password has fewer than \(Password.charactersMin) characters."
    case .tooLong: "This password has more than \(Password.charactersMax) characters."
    case .containsLogin: "This password contains the name that you log in with."
    case .common: "This password is one of those that are tried first."
    case .repeats: "This password repeats a few characters."
    case .run: "This password follows the alphabet, the digits or the rows of a keyboard."
    case .words: "This password is made of words that are tried first, with digits or signs."
    }
  }

  /// What to do about it, as a sentence.
  public var nextStep: String {
    switch self {
    case .tooShort: "Use four or more words that have nothing to do with each other, or a password manager."
    case .tooLong: "Leave some of it away: a password manager's usual length is enough."
    case .containsLogin: "Choose one that has nothing to do with your name."
    case .common, .repeats, .run, .words:
      "Use four or more words that have nothing to do with each other, or let a password manager make one."
    }
  }
}

extension Password {
  /// Characters are Unicode code points of the text in NFC, as NIST SP 800-63B-4 (section 3.1.1.2) counts
  /// them.
  public static let charactersMin = 12
  public static let charactersMax = 128

  /// What speaks against a new password; nil where nothing does.
  public static func objection(to password: String, login: String) -> PasswordObjection? {
    let count = normalized(password).unicodeScalars.count
    guard count >= charactersMin else { return .tooShort }
    guard count <= charactersMax else { return .tooLong }
    let folded = normalized(normalized(password).lowercased())
    guard !contains(folded, login: login) else { return .containsLogin }
    guard !CommonPasswords.whole.contains(Substring(folded)) else { return .common }
    let text = Array(folded.unicodeScalars)
    if PasswordPatterns.repeats(text) { return .repeats }
    if PasswordPatterns.isRuns(text) { return .run }
    return PasswordPatterns.isCommonWords(text) ? .words : nil
  }

  /// The whole login, and what stands before the @ of one that is an address. One or two letters would be
  /// found in anything.
  private static func contains(_ folded: String, login: String) -> Bool {
    let login = normalized(normalized(login).lowercased())
    let name = String(login.prefix { $0 != "@" })
    return [login, name].contains { $0.unicodeScalars.count >= 3 && folded.contains($0) }
  }
}
