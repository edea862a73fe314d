/// Where the functions are called: under a login of the person's own, or by the console, which first shows
/// whose token it was given. What they do is the same.
enum Schemas {
  case ofLogin, ofConsole

  var claims: String { self == .ofConsole ? "desk" : "claims" }
  var gate: String { self == .ofConsole ? "desk" : "gate" }
}
