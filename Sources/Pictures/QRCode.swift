internal import CQREncode

/// QR codes (ISO/IEC 18004) as pictures for a page.
public enum QRCode {
  /// Modules of white that the standard wants around a code, and that readers look for.
  private static let quietModules = 4

  /// The longest text that fits at medium error correction: 2,331 bytes of UTF-8 (version 40-M, byte mode).
  public static let textBytesMax = 2331

  /// A text as an SVG element: one path of black modules on a white ground that includes the quiet zone, so
  /// that it can be read on a page of any colour. It has a `viewBox` and no size, no style and no script; a
  /// page gives it its size. Screen readers are told the title alone, never the text. Medium error
  /// correction; the same text gives the same bytes.
  ///
  /// - Parameter title: what the picture is for, as a screen reader says it.
  /// - Throws: `PictureError` for an empty text and for more than `textBytesMax` bytes.
  public static func svg(_ text: String, title: String = "QR code") throws(PictureError) -> String {
    let code = try modules(of: text)
    let side = code.width + 2 * quietModules
    return """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(side) \(side)" role="img" \
      shape-rendering="crispEdges"><title>\(escaped(title))</title>\
      <rect width="\(side)" height="\(side)" fill="#fff"/><path fill="#000" d="\(path(code))"/></svg>
      """
  }

  /// From left to right and from the top, true where it is black.
  private struct Modules {
    let width: Int
    let isBlack: [Bool]
  }

  private static func modules(of text: String) throws(PictureError) -> Modules {
    let bytes = Array(text.utf8)
    guard !bytes.isEmpty else { throw .nothingToShow }
    guard bytes.count <= textBytesMax else { throw .tooLong(bytes: bytes.count) }
    guard let code = QRcode_encodeData(Int32(bytes.count), bytes, 0, QR_ECLEVEL_M) else {
      throw .library
    }
    defer { QRcode_free(code) }
    let width = Int(code.pointee.width)
    // The lowest bit is the colour; the others say what a module is for.
    let squares = UnsafeBufferPointer(start: code.pointee.data, count: width * width)
    return Modules(width: width, isBlack: squares.map { $0 & 1 == 1 })
  }

  /// One rectangle for each run of black modules in a line.
  private static func path(_ code: Modules) -> String {
    var path = ""
    for y in 0..<code.width {
      var x = 0
      while x < code.width {
        let start = x
        while x < code.width, code.isBlack[y * code.width + x] { x += 1 }
        let run = x - start
        if run > 0 { path += "M\(start + quietModules) \(y + quietModules)h\(run)v1h-\(run)z" }
        x += 1
      }
    }
    return path
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
  }
}

/// Why there is no picture. Never carries the text.
public enum PictureError: Error, Equatable, Sendable {
  case nothingToShow
  case tooLong(bytes: Int)
  case library
}

extension PictureError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .nothingToShow: "There is no text to make a QR code of."
    case .tooLong(let bytes): "A text of \(bytes) bytes does not fit into a QR code."
    case .library: "The library that makes QR codes refused the text."
    }
  }

  /// What to do about it, as a sentence.
  public var nextStep: String {
    switch self {
    case .nothingToShow: "Give a text."
    case .tooLong: "Shorten it to \(QRCode.textBytesMax) bytes, or show it as text."
    case .library: "Check that libqrencode 4 is installed and that there is memory."
    }
  }
}
