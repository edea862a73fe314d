internal import Foundation
internal import Proofs
internal import Testing

/// The console as people have it before them: a real Chromium, in which the stories of Tests/Browser are
/// lived through, one after the other: they have their people and records in common. Pictures of all pages
/// are in .scrim/screenshots afterwards.
@Suite(.serialized, BrowserNeeds.areMet) struct `The console in a browser` {
  private func holds(_ script: String, _ ways: [String] = [], stories: Int) throws {
    let told = try BrowserSite.shared().tell(script, ways)
    #expect(told.code == 0, "\(told.said)")
    // A story that was not told did not hold.
    #expect(told.output.split(separator: "\n").count { $0.hasPrefix("held ") } == stories, "\(told.said)")
  }

  /// Before the others, which leave more that could be sent.
  @Test
  func `shows a biller's run from its preview to what each clearinghouse has, with scripts and without`()
    throws
  {
    try holds("runs", stories: 3)
  }

  @Test
  func `serves therapists, the front desk, the privacy officer and who is new, accessible on every page`()
    throws
  {
    try holds("whole", stories: 4)
  }

  @Test func `serves the same with scripts switched off`() throws {
    try holds("without_script", stories: 7)
  }

  @Test func `serves the same on a telephone, with nothing scrolled sideways`() throws {
    try holds("narrow", stories: 6)
  }

  @Test func `is used with the keyboard alone, and shows where it stands`() throws {
    try holds("keyboard", stories: 5)
  }

  @Test func `loses nothing that was typed, and ends what was ended: sessions, codes, roles, tabs`() throws {
    try holds("coming_and_going", stories: 8)
  }

  @Test(arguments: ["whole", "without-script", "telephone"])
  func `serves an administrator and a second person`(_ way: String) throws {
    try holds("administration", [way], stories: 10)
  }

  @Test func `serves a biller's Monday, also on a telephone, without scripts and with the keyboard alone`()
    throws
  {
    try holds("billing", stories: 6)
  }

  @Test func `is looked at by checks that see what was spoilt`() throws {
    try holds("controls", stories: 13)
  }
}
