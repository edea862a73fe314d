internal import Glibc

/// Before protected health information is shown or written, somebody says yes: at the terminal, or with
/// `--yes` where there is none.
enum Confirmation {
  static func require(_ consequence: String, isPHI: Bool = true, yes: Bool) throws(Stop) {
    if yes { return }
    let what = isPHI ? consequence + " This is protected health information" : consequence
    guard Terminal.input, Terminal.error else {
      throw Stop(
        .usage, isPHI ? "\(what), and nobody is here to ask." : "\(what) Nobody is here to ask.",
        next: "Add --yes if you mean it.")
    }
    Output.say(isPHI ? "\(what). Go on? [y/N] " : "\(what) [y/N] ")
    let answer = readLine()?.lowercased() ?? ""
    guard answer == "y" || answer == "yes" else {
      throw Stop(.usage, "Not confirmed; nothing was done.", next: "Call it again if you mean it.")
    }
  }
}
