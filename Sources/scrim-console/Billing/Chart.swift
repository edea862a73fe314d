/// Bars that lie, a few for each row, as an SVG without any style of its own: the style sheet gives colours
/// for light and dark, and the second series is hollow, so that nothing depends on colour.
struct Chart {
  let title: String
  /// What each bar of a row is: one or two words.
  let series: [String]
  let rows: [Line]

  struct Line {
    /// One line of text for each bar, at most.
    let labels: [String]
    /// As many as there are series; nil: nothing is known.
    let values: [Double?]
    let shown: [String]
  }

  private static let width = 360
  private static let labelWidth = 100
  /// Room behind the longest bar for its number.
  private static let numberWidth = 72
  private static let bar = 16
  private static let gap = 10

  /// - Parameter id: of the picture, in the page.
  func svg(id: String) -> String {
    let rowHeight = series.count * (Self.bar + 2) + Self.gap
    let height = rows.count * rowHeight + Self.gap
    let most = max(rows.flatMap(\.values).compactMap { $0 }.max() ?? 0, 1)
    var parts = [
      """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Self.width) \(height)" class="chart" role="img" \
      aria-labelledby="\(id)-title"><title id="\(id)-title">\(Self.escaped(title))</title>
      """
    ]
    for (place, row) in rows.enumerated() {
      parts += bars(row, top: place * rowHeight + Self.gap, most: most)
    }
    parts.append("</svg>")
    return parts.joined(separator: "\n")
  }

  private func bars(_ row: Line, top: Int, most: Double) -> [String] {
    var parts = row.labels.enumerated().map { place, label in
      """
      <text x="0" y="\(top + place * (Self.bar + 2) + Self.bar - 3)" \
      class="chart-text">\(Self.escaped(label))</text>
      """
    }
    let room = Double(Self.width - Self.labelWidth - Self.numberWidth)
    for (place, value) in row.values.enumerated() {
      guard let value else { continue }
      let y = top + place * (Self.bar + 2)
      let length = value <= 0 ? 0 : max(2, Int((value / most * room).rounded()))
      if length > 0 {
        parts.append(
          """
          <rect x="\(Self.labelWidth)" y="\(y)" width="\(length)" height="\(Self.bar - 1)" \
          class="bar-\(place + 1)"/>
          """)
      }
      parts.append(
        """
        <text x="\(Self.labelWidth + length + 5)" y="\(y + Self.bar - 3)" \
        class="chart-text">\(Self.escaped(row.shown[place]))</text>
        """)
    }
    return parts
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
      .replacing("\"", with: "&quot;")
  }
}
