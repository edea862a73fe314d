internal import Testing

@Suite struct `The project's texts` {
  private static let pages = Repository.paths.filter { $0.hasSuffix(".md") }

  @Test func `link to what is there`() throws {
    #expect(Self.pages.count >= 10)
    for page in Self.pages {
      let text = try Repository.text(page)
      #expect(Documents.deadLinks(in: page, text, exists: Repository.exists) == [])
      #expect(Documents.deadPaths(in: page, text, exists: Repository.exists) == [])
    }
  }

  /// Packages come from their usual places, named nowhere else than where they belong.
  @Test func `name no machine and no strange host`() throws {
    #expect(Repository.paths.count > 300)
    for path in Repository.paths where !path.hasSuffix(".gz") {
      let text = try Repository.text(path)
      #expect(Documents.strangeHosts(in: path, text) == [])
      #expect(Documents.machinePaths(in: path, text) == [])
    }
  }

  @Test func `are found where a link is dead`() {
    let text = "[a](b.md) [c](../d.md#e) [f](https://github.com/) `docs/gone.md` [g](#h) ```[x](y)```\n# G\n"
    let dead = Documents.deadLinks(in: "docs/a.md", text) { ["docs/b.md", "docs/a.md"].contains($0) }
    #expect(dead == ["docs/a.md: ../d.md#e", "docs/a.md: #h"])
    #expect(Documents.deadPaths(in: "docs/a.md", text) { _ in false } == ["docs/a.md: docs/gone.md"])
  }

  @Test func `are found where they name a machine`() {
    let planted =
      "registry=https://" + "packages.internal.corp/simple and /wo" + "rk/main and /home/" + "ann/x"
    #expect(Documents.strangeHosts(in: "x", planted) == ["x: packages.internal.corp"])
    #expect(Documents.machinePaths(in: "x", planted).count == 2)
    #expect(Documents.machinePaths(in: "x", "frame" + "/wo" + "rk/ and a team") == [])
  }
}
