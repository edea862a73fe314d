/// What nobody has answered, by what is waited for.
public enum UnansweredText {
  public static func of(_ waitsFor: String) -> String {
    switch waitsFor {
    case "syntax": "no TA1 or 999 has come."
    case "claim": "no 277CA has come."
    default: "no 835 has come."
    }
  }
}
