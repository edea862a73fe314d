internal import Testing

@Suite struct `Sizes of files and functions` {
  @Test func `stay within the limits, or within what was reviewed`() throws {
    let sources = try Repository.sources() + Repository.tests()
    let found = sources.reduce(into: [:]) { $0.merge(Sizes.excess(in: $1)) { first, _ in first } }
    // The tests' lines are the formatter's to look at.
    let judged = found.filter { !$0.key.hasPrefix("column Tests/") }
    #expect(Sizes.judge(judged, reviewed: reviewedExcess) == [])
  }

  @Test func `keep the whole path on one page`() throws {
    let path = try Repository.text("Sources/Gateway/Pipeline.swift")
    #expect(path.count { $0 == "\n" } <= Sizes.pipeline)
  }

  @Test func `keep the C shims short too`() throws {
    let shims = Repository.paths.filter {
      $0.hasPrefix("Sources/") && ($0.hasSuffix(".c") || $0.hasSuffix(".h"))
    }
    #expect(shims.count >= 4)
    for path in shims {
      let lines = try Repository.text(path).split(separator: "\n", omittingEmptySubsequences: false)
      #expect(lines.count <= Sizes.file && lines.allSatisfy { $0.count <= Sizes.column }, "\(path)")
    }
  }

  @Test func `see a long file, a wide line, a long function and a long list of parameters`() {
    let body = String(repeating: "    work()\n", count: 40)
    let planted = """
      struct Planted {
        @discardableResult public static func long<T>(
          _ one: [String: Int], two: (Int, Int) -> Void
        ) where T: Sendable {
      \(body)  }

        private init?(a: Int, b: Dictionary<Int, Int>, c: Int = 3, d: Int, e: Int, _ f: Int) { nil }
        let wide = "\(String(repeating: "x", count: 111))"
      }
      \(String(repeating: "\n", count: 300))
      """
    let found = Sizes.excess(in: Source("P.swift", planted))
    #expect(found["function P.swift long"] == 44)
    #expect(found["parameters P.swift init"] == 6)
    #expect(found["column P.swift"] == 126)
    #expect(found["file P.swift"] ?? 0 > 300)
    #expect(found.count == 4)
  }

  @Test func `measure a function by its own braces`() {
    let text = """
      protocol P {
        func required(_ a: Int, b: Int) -> Int
        func other()
      }
      func `reads {braces (in names`() { let text = "}}}" /* } */ }
      func next() {
        if true { work("\\(text("}"))") }
      }
      """
    let all = Declaration.all(in: SwiftText(text).code)
    #expect(all.map(\.lines) == [1, 1, 1, 3])
    #expect(all.map(\.parameters) == [2, 0, 0, 0])
  }

  @Test func `may shrink and never grow`() {
    #expect(Sizes.judge(["file A": 310], reviewed: ["file A": 310]) == [])
    #expect(Sizes.judge(["file A": 311], reviewed: ["file A": 310]).count == 1)
    #expect(Sizes.judge(["file A": 305], reviewed: ["file A": 310]).count == 1)
    #expect(Sizes.judge([:], reviewed: ["file A": 310]).count == 1)
    #expect(Sizes.judge(["function A f": 41], reviewed: [:]).count == 1)
  }
}
