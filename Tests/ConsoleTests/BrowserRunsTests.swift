import Foundation
import Proofs
import Testing

/// Billing's runs in a real Chromium.
@Suite(BrowserNeeds.areMet) struct `Billing's runs in a browser` {
  @Test func `go from a preview to what each clearinghouse has, with scripts, without, and on a telephone`()
    throws
  {
    let told = try BrowserSite.shared().tell("runs")
    #expect(told.code == 0, "\(told.said)")
    // A story that was not told did not hold.
    #expect(told.output.split(separator: "\n").count { $0.hasPrefix("held ") } == 3, "\(told.said)")
  }
}
