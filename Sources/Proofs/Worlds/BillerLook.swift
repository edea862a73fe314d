internal import Foundation

/// Billing's pages of the web console, as a biller sees them.
struct BillerLook {
  private let world: World
  private let person: ConsolePerson

  init(_ world: World) throws {
    self.world = world
    person = try world.openConsole().person("biller", "billing")
  }

  struct NotShown: Error { let place: String }

  private static let places = [
    "/today", "/desk", "/held", "/doubt", "/unbilled", "/changed", "/unanswered", "/payments", "/charts",
  ]

  /// So many claims, of many: a pair of worlds has one minute.
  private static let claimsLookedAt = 12

  /// Every list, the oldest claims, and every group to work.
  func look(_ when: String) throws {
    for place in Self.places { try page(place, "page \(place) \(when)") }
    let claims = try page("/claims", "page /claims \(when)")
    for (number, place) in places(in: claims, under: "/claims/").prefix(Self.claimsLookedAt).enumerated() {
      try page(place, "page of claim \(number) \(when)")
    }
    let groups = try person.get("/desk").text
    for (number, place) in places(in: groups, under: "/desk/").enumerated() {
      try page(place, "page of group \(number) \(when)")
    }
  }

  @discardableResult
  private func page(_ place: String, _ name: String) throws -> String {
    let answer = try world.unseen(name) { try person.get(place) }
    guard answer.status == 200 else { throw NotShown(place: place) }
    world.keep(name, Self.withoutChance(answer.text))
    return answer.text
  }

  private func places(in text: String, under folder: String) -> [String] {
    var seen: Set<String> = []
    return ConsolePerson.values(in: text, after: "href=\"" + folder).map { folder + $0 }
      .filter { seen.insert($0).inserted }
  }

  /// Names of records and of forms are drawn anew, or made under the console's own key; the minute of the day
  /// is another one.
  private static func withoutChance(_ text: String) -> String {
    var text = text
    text.replace(/\/(claims|desk)\/[A-Za-z0-9_-]{22,}/) { "/\($0.1)/<handle>" }
    text.replace(/after=[A-Za-z0-9_-]{22,}/, with: "after=<place>")
    text.replace(/value="[A-Za-z0-9_-]{22}(\.[A-Za-z0-9_-]{22})?"/, with: "value=<handle>")
    text.replace(/(, \d{4}, )\d\d:\d\d/) { "\($0.1)<minute>" }
    text.replace(/\/static\/[a-z]+-[0-9a-f]{12}/, with: "/static/<file>")
    return text
  }
}
