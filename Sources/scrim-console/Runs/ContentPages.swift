internal import Accounts
internal import Credentials
internal import Desk
internal import FoundationEssentials
internal import Hummingbird
internal import Postgres
internal import Signing

/// What one claim of a preview would say, for whoever asked and for a quarter of an hour. The gateway makes
/// it and seals it for a key that only this console can make again.
struct ContentPages {
  let site: Site

  func add(to router: Router<PageContext>) {
    router.post("/runs/:request/content") { request, context in
      let id = RunPages.id(context)
      return try await site.take(request, [.billing]) { visit, form in
        .see("/contents/" + (try ask(visit, id(), form)))
      }
    }
    router.get("/contents/:request") { request, context in
      let id = RunPages.id(context)
      return try await site.show(request, [.billing]) { .page(try show($0, id())) }
    }
  }

  private func ask(_ visit: SignedIn, _ preview: String, _ form: Form) throws -> String {
    let request = UniqueID.v4().description
    guard let place = Int32(form.raw("claim")), let key = site.key.letterKey(request),
      let asked = try RunDesk(console: visit.connection).askContent(
        request, of: preview, place: place, key: key.publicKey)
    else {
      throw Refused(
        .refused(
          "This claim cannot be shown: its preview is over, or you have asked for many at once.",
          "Make a new preview under Runs, or wait a minute and try again."))
    }
    return asked
  }

  private func show(_ visit: SignedIn, _ id: String) throws -> Page {
    guard let content = try RunDesk(console: visit.connection).content(id) else { throw Refused(.missing) }
    var values: [String: any Sendable] = [
      "session": content.session, "clearinghouse": content.clearinghouse, "place": "/contents/" + id,
      "preview": "/runs/" + content.preview,
    ]
    guard content.state == .ended else {
      values["isGoing"] = true
      return Page("content", "What would leave", values)
    }
    switch content.outcome {
    case .done where content.sealed != nil:
      guard let elements = opened(content, id) else { return Self.unreadable }
      values["any"] = true
      values["gone"] = content.gone
      values["groups"] = Self.groups(elements)
    case .done: values["isOver"] = true
    case .failed: values["problems"] = Self.problems(content.report)
    default: values["isNotReady"] = true
    }
    return Page("content", "What would leave", values)
  }

  private func opened(_ content: RunDesk.Content, _ id: String) -> [ContentFacts]? {
    guard let sealed = content.sealed, let key = site.key.letterKey(id),
      let text = Letter.open(sealed, with: key, label: "content of a claim " + id)
    else { return nil }
    return try? JSONDecoder().decode([ContentFacts].self, from: Data(text))
  }

  private static let unreadable = Page.refused(
    "What was made for you cannot be opened with this console’s key.",
    "Ask for it again. If it stays so, tell whoever administers Scrim.")

  private static func problems(_ report: String?) -> Rows {
    (facts(StopFacts.self, report)?.stopped ?? []).map {
      ["sentence": $0.sentence, "next": RunWords.plain($0.nextStep)]
    }
  }

  /// What stands together, in the order of the wire; what is around the claim last.
  private static func groups(_ elements: [ContentFacts]) -> Rows {
    var groups: [(name: String, rows: Rows)] = []
    for one in elements {
      let row: [String: any Sendable] = ["name": one.name, "value": shown(one.value), "element": one.element]
      if groups.last?.name != one.group { groups.append((one.group, [])) }
      groups[groups.count - 1].rows.append(row)
    }
    let claim = groups.filter { !around($0.name) }
    return (claim + groups.filter { around($0.name) }).map { ["group": $0.name, "rows": $0.rows] }
  }

  private static func around(_ group: String) -> Bool {
    ["Envelope", "Document", "Submitter", "Receiver"].contains(group)
  }

  /// Blanks stand where the standard wants them.
  private static func shown(_ value: String) -> String {
    value.contains { $0 != " " } ? value : "(blank)"
  }
}
