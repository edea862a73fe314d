internal import Glibc

/// An id from the command line. `-` stands for one that is typed, or comes through a pipe: it is then in no
/// process list and in no shell's history.
func typedID(_ argument: String) throws(Stop) -> String {
  guard argument == "-" else { return argument }
  if Terminal.input { Output.say("Id: ") }
  let line = (readLine() ?? "").drop { $0 == " " }
  guard let id = line.split(separator: " ").first, line.split(separator: " ").count == 1 else {
    throw Stop(
      .usage, "No id came on standard input; nothing was done.",
      next: "Type one id, or send one line with it.")
  }
  return String(id)
}
