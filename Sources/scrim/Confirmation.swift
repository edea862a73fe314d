internal import Glibc

/// Before protected health information is shown or written, somebody says yes: at the terminal, or with
/// `--yes` where there is none.
enum Confirmation {
  static func require(_ consequence: String, yes: Bool) throws(Stop) {
    if yes { return }
    guard Terminal.input, Terminal.error else {
      throw Stop(
        .usage, "\(consequence) This is protected health information, and nobody is here to ask.",
        next: "Add --yes if you mean it.")
    }
    Output.say("\(consequence) This is protected health information. Go on? [y/N] ")
    let answer = readLine()?.lowercased() ?? ""
    guard answer == "y" || answer == "yes" else {
      throw Stop(.usage, "Not confirmed; nothing was done.", next: "Call it again if you mean it.")
    }
  }
}
