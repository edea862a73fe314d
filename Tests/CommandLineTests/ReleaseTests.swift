internal import Foundation
internal import Proofs
internal import Testing

/// The programs as people get them. (The proof `mutants` shows that the same search finds the leaks in a
/// program that was built with them.)
@Suite(Programs.areNeeded) struct `The released programs` {
  @Test(arguments: ["SCRIM_PROOF", "4LeakO", "LeakyError"])
  func `have no trace of the leaks that proofs plant`(_ trace: String) throws {
    for path in [Programs.scrim, Programs.sandbox, Programs.console] {
      let program = try Data(contentsOf: URL(filePath: path))
      #expect(program.range(of: Data(trace.utf8)) == nil)
      // What such a search does find: a symbol, and a text.
      #expect(program.range(of: Data("$s".utf8)) != nil)
    }
    let scrim = try Data(contentsOf: URL(filePath: Programs.scrim))
    #expect(scrim.range(of: Data("Another run is going on; nothing was done.".utf8)) != nil)
  }
}
