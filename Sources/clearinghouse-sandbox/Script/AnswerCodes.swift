// The code lists of the acknowledgments, as far as a script may use them.

enum AnswerCodes {
  /// TA105.
  static let interchange = Set((0...31).map { padded($0, 3) })
  /// AK905.
  static let group: Set<String> = [
    "1", "2", "3", "4", "5", "6", "10", "11", "12", "13", "14", "15", "16", "17", "18", "19", "23", "24",
    "25", "26",
  ]
  /// IK502.
  static let set: Set<String> = [
    "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "15", "16", "17", "18", "19", "23",
    "24",
    "25", "26", "27", "I5", "I6",
  ]
  /// IK304.
  static let segment: Set<String> = ["1", "2", "3", "4", "5", "6", "7", "8", "I4", "I6", "I7", "I8", "I9"]
  /// IK403.
  static let element: Set<String> = [
    "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "I6", "I9", "I10", "I11", "I12",
    "I13",
  ]
  /// CLP02.
  static let claim: Set<String> = ["1", "2", "3", "4", "19", "20", "21", "22", "23", "25"]

  /// IK402: the number in the data dictionary, where this list knows it.
  static func dataElement(_ segment: String, _ position: String) -> String {
    elements["\(segment) \(position)"] ?? ""
  }

  private static let elements = [
    "NM1 3": "1035", "NM1 4": "1036", "NM1 9": "67", "CLM 1": "1028", "CLM 2": "782", "CLM 5:1": "1331",
    "CLM 5:3": "1325", "HI 1:2": "1271", "HI 2:2": "1271", "SV1 1:2": "234", "SV1 1:3": "1339",
    "SV1 2": "782",
    "SV1 4": "380", "DTP 3": "1251", "REF 2": "127",
  ]
}
