/// The four delimiters that Scrim writes, the ones that most receivers insist on. X12 5010 has no escape
/// character: a delimiter cannot stand in data at all.
enum Delimiter {
  static let element = UInt8(ascii: "*")
  static let component = UInt8(ascii: ":")
  static let repetition = UInt8(ascii: "^")
  static let segment = UInt8(ascii: "~")
}

/// What may stand in an element: the basic and extended character sets of X12.5 without the delimiters. No
/// control characters and nothing beyond ASCII.
let dataCharacters = ByteSet(
  " !\"#$%&'()+,-./0123456789;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]_`abcdefghijklmnopqrstuvwxyz{|}")
