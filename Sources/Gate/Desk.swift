/// Where the functions are called: under a login of the person's own, or by the console, which first shows
/// whose token it was given. What they do is the same.
enum Desk: CustomStringConvertible {
  case ofLogin, ofConsole

  /// The schema.
  var description: String {
    switch self {
    case .ofLogin: "gate"
    case .ofConsole: "desk"
    }
  }
}
