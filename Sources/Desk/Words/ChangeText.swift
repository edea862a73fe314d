/// What has changed since a claim was sent, in words for billing staff, and what comes next.
public enum ChangeText {
  /// By kind, and which of several kinds decides what to do: the first.
  private static let kinds: [(kind: String, words: DeskWords)] = [
    (
      "session",
      DeskWords(
        "The session is not there to be billed any more.",
        NextStep(
          "Ask whose session it is. If it was not given, `scrim claims void CLAIM`; if it is missing by "
            + "mistake, have it put back in the records.",
          onPage: "Ask whose session it is. If it was not given, void the claim; if it is missing by "
            + "mistake, have it put back in the records."))
    ),
    (
      "uncharged",
      DeskWords(
        "Nothing is charged for the session any more.",
        NextStep(
          "`scrim claims void CLAIM`, or write the charge back in the records.",
          onPage: "Void the claim, or write the charge back in the records."))
    ),
    ("client", DeskWords("The session is another client's now, or its client is gone.", voidAndWait)),
    ("payer", DeskWords("The charge names another plan, or none.", voidAndWait)),
    ("date", DeskWords("The day of the session is another one.", replace)),
    ("charge", DeskWords("The amount charged is another one.", replace)),
    (
      "diagnoses",
      DeskWords("The diagnosis codes that the charge points to are others, or in another order.", replace)
    ),
    (
      "services",
      DeskWords(
        "The procedure, its modifiers, its units, the place of service or the prior authorization is "
          + "another.", replace)
    ),
    ("clinicians", DeskWords("Who gave the service, supervised it or bills it is somebody else.", replace)),
  ]

  private static let replace = NextStep(
    "`scrim claims replace CLAIM` sends what the records say now. If the claim is right, write it back in "
      + "the records.",
    onPage: "Replace the claim: that sends what the records say now. If the claim is right, write it back "
      + "in the records.")
  private static let voidAndWait = NextStep(
    "`scrim claims void CLAIM`: a replacement can change neither client nor plan. If the claim is right, "
      + "write it back in the records.",
    onPage: "Void the claim: a replacement can change neither client nor plan. If the claim is right, write "
      + "it back in the records.")

  public static func sentence(_ changed: [String]) -> String {
    let known = kinds.filter { changed.contains($0.kind) }.map(\.words.sentence)
    return known.isEmpty ? "It differs in a way that another version knows." : known.joined(separator: " ")
  }

  public static func nextStep(_ changed: [String]) -> NextStep {
    kinds.first { changed.contains($0.kind) }?.words.nextStep ?? NextStep("Use that version of scrim.")
  }
}
