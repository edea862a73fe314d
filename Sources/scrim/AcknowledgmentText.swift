internal import Acknowledgments
internal import Settings
internal import X12

/// Why a file was not taken in, in words.
protocol AcknowledgmentRefusing: Error {
  var told: Problem { get }
}

extension EnvelopeRefusal: AcknowledgmentRefusing {
  var told: Problem {
    switch reason {
    case .empty: .file("It is empty.", "Ask for the file again.")
    case .notX12:
      .file(
        "It is no X12 file: an error page, perhaps, or another format.",
        "Open it and look; ask for the file again.")
    case .truncated:
      .file("It ends before its interchange does (segment \(segment)).", "Ask for the file again.")
    case .versionUnsupported:
      .file("Its interchange is not of version 00501, such as an old 4010 file.", "Ask for version 005010.")
    case .headerMalformed, .separatorsUnusable, .segmentMalformed, .segmentMisplaced, .numberUnreadable:
      .file(
        "It breaks the rules of X12 in segment \(segment) (\(reason.rawValue)).",
        "Ask whoever made it to mend it.")
    case .segmentTooLong, .tooManyElements, .tooMuchSpace, .tooManyInterchanges:
      .file(
        "It has more in segment \(segment) than any answer has (\(reason.rawValue)).",
        "Look whether it is an X12 file at all.")
    case .numberDiffers, .countDiffers:
      .file(
        "Its own counts and numbers do not agree in segment \(segment): something is missing, or was added.",
        "Ask for the file again.")
    }
  }
}

extension AcknowledgmentRefusal: AcknowledgmentRefusing {
  var told: Problem {
    switch reason {
    case .otherTransaction:
      .file(
        "It holds another transaction than 999, 277CA or 835 (segment \(segment)).",
        "Look which file you meant.")
    case .otherGuide:
      .file(
        "It follows another implementation guide than those of 005010 for answers (segment \(segment)).",
        "Ask for 005010X231A1, X214 or X221A1.")
    case .incomplete: .file("An answer in it is not whole (segment \(segment)).", "Ask for the file again.")
    case .amountUnreadable:
      .file("An amount in it is none (segment \(segment)).", "Ask the payer to mend the file.")
    case .nothingSaid:
      .file("It says nothing of any claim.", "Nothing needs to be done, if you expected that.")
    }
  }
}

extension ForeignFile: AcknowledgmentRefusing {
  var told: Problem {
    switch self {
    case .unknownSender:
      .file(
        "Its sender (ISA06) is no clearinghouse of the configuration.",
        "Compare with receiverID in scrim.json, which is what answers name as their sender.")
    case .forAnother:
      .file(
        "It is for another submitter (ISA08): another practice, perhaps.",
        "Give it to whom it is for; delete it here.")
    case .otherUsage:
      .file(
        "It is of the other kind, test or production (ISA15), than the clearinghouse's usage.",
        "Ask for the right file.")
    case .severalSenders:
      .file("It holds interchanges of several clearinghouses.", "Split it, and read each by itself.")
    case .changed: .file("It changed while it was read.", "Read it again when nobody writes to it.")
    }
  }
}

extension Problem {
  fileprivate static func file(_ sentence: String, _ next: String) -> Problem {
    Problem(path: "", sentence: sentence, nextStep: next)
  }
}

enum WarningText {
  static func of(_ warning: FileSummary.Warning) -> String {
    switch warning {
    case .olderGuide: "It follows an older edition of its guide."
    case .oldSegmentName: "It has AK5 where IK5 stands now."
    case .groupDiffers: "The verdict on a group differs from those on its sets; the sets' count."
    case .codeUnknown: "It has codes of no list; what they mean decides nothing."
    case .numberDropped: "A payer's number in it is not one, and was left out."
    case .referenceDropped: "It speaks of claims under what cannot be a number of ours."
    case .unbalanced: "Some of its amounts do not add up; `scrim claims payments` shows which."
    case .contradictory: "It says of a claim both that it was accepted and that it was rejected."
    case .missingGroupCounted: "It counts a group that is not there."
    }
  }
}
