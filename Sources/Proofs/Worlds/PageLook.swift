internal import Foundation

/// The console's pages of one world, as people who bill and who administer see them. In both worlds of a pair
/// it has the same key, so that the names of records in addresses are the same.
final class PageLook {
  private let console: ConsoleSite
  private let world: World

  init(_ world: World) throws {
    self.world = world
    console = try world.unseen("console") {
      try ConsoleSite(world.site, key: try Materials.folder() + "/keys/identifiers.key")
    }
  }

  deinit { console.end() }

  /// Every page that billing can reach, and some that are refused.
  func look(_ when: String, sendsForms: Bool = false) throws {
    try look(when, as: "biller", "billing", sendsForms)
  }

  /// With every form of billing's sent as it stands; a process takes up what was asked for by that, twice:
  /// what one could look at before, and what was approved. In the end the administrator looks too.
  func work(_ when: String) throws {
    try look(when, sendsForms: true)
    for time in ["first", "second"] {
      try world.command("what was asked for \(when), \(time) time", ["run", "--requested"])
      try look("\(when), after the \(time) time", sendsForms: time == "first")
    }
    try look(when, as: "administrator", "administrator", false)
  }

  private func look(_ when: String, as login: String, _ role: String, _ sendsForms: Bool) throws {
    let person = try world.unseen("sign in") { try console.person(login, role) }
    // Of a pair of worlds all is seen within one minute. Who has an account differs with the caseloads that
    // the site was made with.
    var walk = PageWalk(person, .init(alike: 3, unvisited: ["/people", "/static"]))
    try world.unseen("pages \(when)") {
      try walk.look(from: ["/"] + Self.refused)
      if sendsForms { try walk.send() }
    }
    for sight in walk.seen { world.seePrinted("page \(sight.kind) \(when)", Self.withoutChance(sight)) }
  }

  /// Other people's, and nobody's.
  private static let refused = [
    "/clients", "/tasks", "/restrictions", "/nothing-here",
    "/clients/" + String(repeating: "A", count: 43), "/sign-in",
  ]

  /// What belongs to the session and its encryption is drawn anew; its length is compared. So is the name of
  /// a record that is sealed and not digested, and the root of the trail.
  private static func withoutChance(_ sight: PageWalk.Sight) -> String {
    let headers = sight.answer.headers.filter { $0.name != "date" }.map { "\($0.name): \($0.value)" }
    var text = ([sight.name, "\(sight.answer.status)"] + headers + [sight.answer.text])
      .joined(separator: "\n")
    text.replace(#/name="(csrf|kept)" value="([^"]*)"/#) { "\($0.1): <random, \($0.2.count)>" }
    text.replace(#/A[A-Za-z0-9_-]{60,}/#) { "<sealed name, \($0.0.count)>" }
    text.replace(#/Root <code>[A-Za-z0-9+\/]{43}=</#) { _ in "Root <code><root><" }
    return text
  }
}
