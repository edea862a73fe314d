internal import Foundation

/// Somebody who follows every link of the console that they are shown, and afterwards sends every form as it
/// stands: what they can see of it without knowing anything.
struct PageWalk {
  private let person: ConsolePerson
  private let limits: Limits
  /// What was asked for and the whole answer, in the order in which it was.
  private(set) var seen: [Sight] = []
  private var asked: Set<String> = []
  private var kinds: [String: Int] = [:]

  struct Limits {
    /// Of pages and forms that differ only in the records that they are about.
    var alike = 8
    /// How the places of forms begin that are left alone: what ends the session, and what draws anew.
    var untouched = ["/sign-out", "/account"]
    /// How the places of pages begin that are not looked at.
    var unvisited: [String] = []
  }

  struct Sight {
    let name: String
    /// Without the names of records.
    let kind: String
    let answer: WebAnswer

    /// All that came over the line.
    var bytes: [UInt8] {
      let headers = answer.headers.map { "\($0.name): \($0.value)" }.joined(separator: "\n")
      return Array("\(name)\n\(answer.status)\n\(headers)\n\n".utf8) + answer.body
    }
  }

  init(_ person: ConsolePerson, _ limits: Limits = Limits()) {
    (self.person, self.limits) = (person, limits)
  }

  /// Breadth first, in the order of the links.
  mutating func look(from places: [String] = ["/"]) throws {
    var waiting = places[...]
    while let place = waiting.popFirst() {
      guard isNew("GET \(place)", alike: Self.kind(of: place)) else { continue }
      let answer = try person.get(place)
      see("GET", place, answer)
      waiting += links(of: answer)
    }
  }

  /// Every form of what was seen so far, and what comes of it.
  mutating func send() throws {
    for sight in seen {
      for form in PageForm.all(in: sight.answer.text) where !isUntouched(form) {
        for fields in form.sendings { try send(form, fields) }
      }
    }
  }

  private func isUntouched(_ form: PageForm) -> Bool {
    limits.untouched.contains { form.action.hasPrefix($0) }
  }

  private mutating func send(_ form: PageForm, _ fields: [(String, String)]) throws {
    let typed = fields.filter { $0.0 != "csrf" }.map { "\($0.0)=\($0.1)" }.joined(separator: "&")
    let kind = "POST \(Self.kind(of: form.action)) " + fields.map(\.0).joined(separator: " ")
    guard isNew("POST \(form.action) \(typed)", alike: kind) else { return }
    let answer = try person.ask(person.request("POST", form.action, fields))
    see("POST", form.action, answer)
    if let next = answer["location"] { see("GET", next, try person.get(next)) }
  }

  private mutating func see(_ method: String, _ place: String, _ answer: WebAnswer) {
    seen.append(
      Sight(name: "\(method) \(place)", kind: "\(method) \(Self.kind(of: place))", answer: answer))
  }

  private mutating func isNew(_ request: String, alike kind: String) -> Bool {
    guard kinds[kind, default: 0] < limits.alike, asked.insert(request).inserted else { return false }
    kinds[kind, default: 0] += 1
    return true
  }

  private func links(of answer: WebAnswer) -> [String] {
    let page = answer.text
    let anchors = Tag.all("a", in: page) + Tag.all("link", in: page)
    let found =
      anchors.compactMap { $0["href"] } + Tag.all("script", in: page).compactMap { $0["src"] }
      + [answer["location"]].compactMap { $0 }
    return found.map { String($0.prefix { $0 != "#" }) }.filter { place in
      place.hasPrefix("/") && !place.hasPrefix("//") && !limits.unvisited.contains { place.hasPrefix($0) }
    }
  }

  /// The place without the names of records in it.
  private static func kind(of place: String) -> String {
    let parts = place.split(separator: "?", maxSplits: 1)
    let path = (parts.first ?? "").split(separator: "/").map { $0.utf8.count > 20 ? "*" : String($0) }
    let query = parts.dropFirst().first.map { String($0.prefix { $0 != "=" }) } ?? ""
    return "/" + path.joined(separator: "/") + "?" + query
  }
}
