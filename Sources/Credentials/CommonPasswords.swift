/// What is tried first.
enum CommonPasswords {
  /// Whole passwords of twelve and more characters, in lower case: more than the 3,000 that ASVS 6.2.4 asks
  /// for. `schemas/passwords/README.md` says where they come from.
  static let whole = Set(
    CommonPasswordsTable.lines.withUTF8Buffer { String(decoding: $0, as: UTF8.self) }.split(separator: "\n"))

  /// What such passwords are made of, the words of this program's field among it; in lower case.
  static let words: [[Unicode.Scalar]] = [
    "scrim", "password", "passwort", "passwd", "passphrase", "pass", "therapy", "therapist", "practice",
    "session", "clinic", "client", "patient", "billing", "claims", "claim", "console", "counsel", "health",
    "mental", "doctor", "nurse", "office", "login", "logon", "admin", "root", "user", "guest", "demo",
    "test", "temp", "change", "changeme", "welcome", "letmein", "access", "secret", "default", "master",
    "server", "system", "qwerty", "qwertz", "azerty", "asdf", "zxcv", "qwer", "qaz", "wsx", "abc", "love",
    "iloveyou", "lovely", "lover", "baby", "babygirl", "angel", "princess", "queen", "king", "prince",
    "sunshine", "shadow", "monkey", "dragon", "tiger", "panther", "eagle", "wolf", "horse", "kitty",
    "puppy", "bunny", "butterfly", "flower", "rainbow", "cookie", "chocolate", "cheese", "pepper", "ginger",
    "banana", "apple", "orange", "football", "baseball", "basketball", "soccer", "hockey", "hunter",
    "superman", "batman", "spiderman", "starwars", "pokemon", "matrix", "ninja", "pirate", "wizard",
    "michael", "jordan", "charlie", "jessica", "ashley", "daniel", "andrew", "thomas", "robert", "jennifer",
    "michelle", "nicole", "matthew", "joshua", "anthony", "william", "maggie", "buster", "bailey", "summer",
    "winter", "spring", "autumn", "january", "february", "march", "april", "june", "july", "august",
    "september", "october", "november", "december", "monday", "tuesday", "wednesday", "thursday", "friday",
    "saturday", "sunday", "hello", "world", "whatever", "freedom", "forever", "family", "money", "lucky",
    "happy", "smile", "magic", "power", "super", "trustno", "computer", "internet", "google", "facebook",
    "samsung", "iphone", "mustang", "ferrari", "mercedes", "corvette", "london", "america", "liverpool",
    "chelsea", "arsenal", "jesus", "christ", "heaven", "please", "your", "my", "the", "is", "and", "for",
    "you", "me", "new",
  ].map { Array($0.unicodeScalars) }
}
