/// The secret of somebody's authenticator, at rest.
public enum Authenticator {
  /// What it is sealed with beside the console's key: it opens for the account that it is of.
  public static func label(_ login: String) -> String { ["authenticator", login].joined(separator: " ") }
}
