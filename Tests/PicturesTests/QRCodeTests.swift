import Foundation
import Pictures
import Testing

@Suite struct `A QR code` {
  private static let address =
    "otpauth://totp/Scrim:ann.moss?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Scrim&algorithm=SHA1"
    + "&digits=6&period=30"

  @Test func `is a picture that a page may hold`() throws {
    let svg = try QRCode.svg(Self.address, title: "For <your> app & phone")
    let pattern =
      #/
      <svg\ xmlns="[^"]+"\ viewBox="0\ 0\ (\d+)\ (\d+)"\ role="img"\ shape-rendering="crispEdges">
      <title>([^<]*)</title><rect\ width="(\d+)"\ height="(\d+)"\ fill="\#fff"/>
      <path\ fill="\#000"\ d="(?:M\d+\ \d+h\d+v1h-\d+z)+"/></svg>
      /#
    let match = try #require(svg.wholeMatch(of: pattern))
    let side = try #require(Int(match.1))
    // The sizes of ISO/IEC 18004, and four modules of white on each side.
    #expect((side - 8 - 21) % 4 == 0 && side > 29)
    #expect([match.2, match.4, match.5].allSatisfy { Int($0) == side })
    #expect(match.3 == "For &lt;your&gt; app &amp; phone")
    for word in ["style", "script", "currentColor", "GEZD", "otpauth", "width=\"100"] {
      #expect(!svg.contains(word))
    }
    #expect(try QRCode.svg(Self.address).contains("<title>QR code</title>"))
    #expect(try QRCode.svg(Self.address) == QRCode.svg(Self.address))
  }

  @Test func `is white around for four modules, and has its three corners`() throws {
    let picture = try #require(Picture(try QRCode.svg(Self.address)))
    let edge = Array(0..<4) + Array((picture.side - 4)..<picture.side)
    for y in 0..<picture.side {
      for x in 0..<picture.side where edge.contains(x) || edge.contains(y) {
        #expect(!picture.isBlack[y][x])
      }
    }
    let far = picture.side - 4 - 7
    for (x, y) in [(4, 4), (far, 4), (4, far)] {
      #expect(picture.isBlack[y][x..<(x + 7)].allSatisfy { $0 })
      #expect(picture.isBlack[y + 1][x..<(x + 7)] == [true, false, false, false, false, false, true])
    }
  }

  @Test func `is refused for nothing, and for what does not fit`() throws {
    #expect(throws: PictureError.nothingToShow) { try QRCode.svg("") }
    let most = String(repeating: "a", count: QRCode.textBytesMax)
    #expect(try QRCode.svg(most).contains("viewBox=\"0 0 185 185\""))
    #expect(throws: PictureError.tooLong(bytes: 2332)) { try QRCode.svg(most + "a") }
    for error in [PictureError.nothingToShow, .tooLong(bytes: 3000), .library] {
      #expect(error.description.hasSuffix(".") && error.nextStep.hasSuffix("."))
    }
  }
}

/// What zxing-cpp, which shares no code with libqrencode, reads from the picture.
@Suite(
  .enabled(
    if: Reader.python != nil || ProcessInfo.processInfo.environment["CI"] == "true",
    "SCRIM_TEST_PYTHON does not name a Python with Tests/requirements.txt"))
struct `A QR code that is read again` {
  @Test(arguments: [
    "otpauth://totp/Scrim:ann.moss?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Scrim", "A", "0123456789",
    "zoë 木 🚲", String(repeating: "a long text, ", count: 120),
  ])
  func `says the same`(_ text: String) throws {
    #expect(try Reader.read(QRCode.svg(text)) == text)
  }

  @Test func `says something else, or nothing, where it was made of something else`() throws {
    let svg = try QRCode.svg("one text")
    #expect(try Reader.read(QRCode.svg("another text")) == "another text")
    #expect(try Reader.read(svg) == "one text")
    let start = try #require(svg.range(of: "d=\"")).upperBound
    // Without its upper half no reader finds a corner.
    let half = try #require(svg.firstMatch(of: /M\d+ 16h/)).range.lowerBound
    let cut = String(svg[..<start]) + String(svg[half...])
    #expect(try Reader.read(cut) == nil)
  }
}

/// The modules of an SVG as `QRCode` writes it.
private struct Picture {
  let side: Int
  var isBlack: [[Bool]]

  init?(_ svg: String) {
    guard let side = svg.firstMatch(of: /viewBox="0 0 (\d+)/).flatMap({ Int($0.1) }) else { return nil }
    self.side = side
    isBlack = Array(repeating: Array(repeating: false, count: side), count: side)
    for run in svg.matches(of: /M(\d+) (\d+)h(\d+)v1h-(\d+)z/) {
      guard let x = Int(run.1), let y = Int(run.2), let count = Int(run.3), run.3 == run.4 else { return nil }
      for place in x..<(x + count) { isBlack[y][place] = true }
    }
  }
}

private enum Reader {
  static let python = ProcessInfo.processInfo.environment["SCRIM_TEST_PYTHON"]

  /// Nil where no code is found.
  static func read(_ svg: String) throws -> String? {
    let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Interop/read_qr_code.py").path
    let process = Process()
    let (input, output) = (Pipe(), Pipe())
    process.executableURL = URL(filePath: python ?? "/no-python")
    process.arguments = [script]
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    try input.fileHandleForWriting.write(contentsOf: Data(svg.utf8))
    try input.fileHandleForWriting.close()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    try #require([0, 1].contains(process.terminationStatus))
    return process.terminationStatus == 0 ? text : nil
  }
}
