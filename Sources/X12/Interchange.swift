/// What the interchange header says (`ISA*00*          *00*          *ZZ*…`): fixed width, 106 bytes.
public struct Interchange: Sendable {
  /// ISA06 and ISA08, up to 15 characters; mutually defined (qualifier ZZ). The group header repeats them.
  public let sender: String
  public let receiver: String
  /// `YYYYMMDD` and `HHMM`.
  public let date: String
  public let time: String
  /// ISA13: never the same twice for a sender and receiver, or the receiver refuses with TA1 025.
  public let controlNumber: Int
  /// ISA15: `P` production, `T` test.
  public let usage: String

  public init(
    from sender: String, to receiver: String, at moment: (date: String, time: String), number: Int,
    usage: String
  ) {
    self.sender = sender
    self.receiver = receiver
    date = moment.date
    time = moment.time
    controlNumber = number
    self.usage = usage
  }
}

/// What the group header says besides the interchange's own parties, time and number
/// (`GS*HC*SENDER*RECEIVER*20261123*0200*1*X*005010X222A1~`).
public struct FunctionalGroup: Sendable {
  /// GS01, such as `HC`.
  public let identifier: String
  /// GS08 and ST03, such as `005010X222A1`.
  public let guide: String
  /// ST01, such as `837`.
  public let transactionSet: String

  public init(identifier: String, guide: String, transactionSet: String) {
    self.identifier = identifier
    self.guide = guide
    self.transactionSet = transactionSet
  }
}
