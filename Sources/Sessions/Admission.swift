/// What a run asks the gate for: the payers of one clearinghouse, and a window of service dates. The gate
/// answers with the sessions that it admits; it is never told, and never tells, which ones it did not.
public struct Admission: Sendable {
  /// A payer as the gate needs it.
  public struct Payer: Sendable {
    public let id: String
    /// Nothing before it is ever sent, so that going live re-bills no history.
    public let firstServiceDate: CalendarDate
    /// The first date of service that is still within the payer's timely filing.
    public let oldest: CalendarDate
    /// The same for a replacement of a claim that the payer has taken in.
    public let oldestCorrected: CalendarDate

    public init(
      id: String, firstServiceDate: CalendarDate, oldest: CalendarDate, oldestCorrected: CalendarDate? = nil
    ) {
      self.id = id
      self.firstServiceDate = firstServiceDate
      self.oldest = oldest
      self.oldestCorrected = oldestCorrected ?? oldest
    }
  }

  public let payers: [Payer]
  /// First and last date of service, both included.
  public let from: CalendarDate
  public let through: CalendarDate
  /// The practice is a programme under 42 CFR Part 2: every claim waits for the client's consent.
  public let isPart2Programme: Bool
  /// For a preview, or for a run that sends what a preview showed: also what the gate has let through again
  /// since, which goes to nobody unseen.
  public var isReviewed = false
  /// Also what a person has let go although the time of filing is over, however old: where nobody has named a
  /// first day.
  public var goesBeyond = true

  public init(payers: [Payer], from: CalendarDate, through: CalendarDate, isPart2Programme: Bool = false) {
    self.payers = payers
    self.from = from
    self.through = through
    self.isPart2Programme = isPart2Programme
  }
}
