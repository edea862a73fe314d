/// TA105: what was wrong with an interchange as a whole.
enum InterchangeWords {
  static func of(_ code: String) -> Words {
    guard let sentence = sentences[code] else { return .unknown }
    return Words(sentence, nextSteps[code])
  }

  private static let sentences: [String: String] = [
    "000": "Nothing was found wrong with the envelope.",
    "001": "The number at the end of the file is not the one at its beginning.",
    "002": "The receiver does not take files of this standard.",
    "003": "The receiver does not take this version of the envelope.",
    "004": "The character that ends segments is not one the receiver can use.",
    "005": "The kind of the sender's id is not one the receiver knows.",
    "006": "The sender's id is not one the receiver knows.",
    "007": "The kind of the receiver's id is not one it answers to.",
    "008": "The receiver's id is not of a valid form.",
    "009": "Nobody of that receiver's id is known there.",
    "010": "The kind of the authorization in the header is wrong.",
    "011": "The authorization in the header is wrong.",
    "012": "The kind of the password in the header is wrong.",
    "013": "The password in the header is wrong.",
    "014": "The date in the header is none.",
    "015": "The time in the header is none.",
    "016": "The header names its standard in a way that is not valid.",
    "017": "The header names a version that is not valid.",
    "018": "The number of the file is not of a valid form.",
    "019": "The header's wish for an acknowledgment is neither yes nor no.",
    "020": "The header says neither test nor production.",
    "021": "The number of groups at the end of the file is wrong.",
    "022": "The envelopes of the file do not stand one within the other.",
    "023": "The file ended before its last segment: part of it was lost on the way.",
    "024": "Something between the outermost header and its end does not belong there.",
    "025": "A file of this number had arrived before: this one was taken for a copy.",
    "026": "The character that separates elements is not one the receiver can use.",
    "027": "The character that separates components is not one the receiver can use.",
    "028": "The date of a delivery that was asked for is none.",
    "029": "The time of a delivery that was asked for is none.",
    "030": "The kind of time of a delivery that was asked for is not valid.",
    "031": "The grade of service that was asked for is not valid.",
  ]

  private static let address =
    "Compare submitter and receiver ids of the configuration with what the clearinghouse gave you."
  private static let call = "Ask the clearinghouse what it received; it may have been changed on the way."

  private static let nextSteps: [String: String] = [
    "001": call, "004": call, "022": call, "023": call, "024": call, "026": call, "027": call,
    "005": address, "006": address, "007": address, "008": address, "009": address,
    "010": address, "011": address, "012": address, "013": address,
    "020": "Look whether the clearinghouse has you in test or in production, and configure the same.",
    "025": "Find the answer to the first file of this number before anything is sent again.",
  ]
}
