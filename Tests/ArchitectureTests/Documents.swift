internal import Foundation

/// Links, paths and hosts in the project's texts.
enum Documents {
  /// Links of a Markdown file that lead nowhere. `exists` is asked for paths from the root.
  static func deadLinks(in path: String, _ text: String, exists: (String) -> Bool) -> [String] {
    links(in: text).compactMap { link in
      guard !link.contains("://"), !link.hasPrefix("mailto:") else { return nil }
      let parts = link.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
      let target = parts[0].isEmpty ? path : resolved(String(parts[0]), from: path)
      guard exists(target) else { return "\(path): \(link)" }
      guard parts.count == 2, target.hasSuffix(".md") else { return nil }
      let page = target == path ? text : (try? Repository.text(target)) ?? ""
      return anchors(of: page).contains(String(parts[1])) ? nil : "\(path): \(link)"
    }
  }

  /// Files of the project that a text names in code marks and that are not there.
  static func deadPaths(in path: String, _ text: String, exists: (String) -> Bool) -> [String] {
    text.matches(of: /`((?:Sources|Tests|schemas|docs|scripts|fixtures|deploy)\/[A-Za-z0-9_.\/-]*)`/)
      .map { String($0.1) }.filter {
        !$0.contains("NNNN") && !exists($0.hasSuffix("/") ? String($0.dropLast()) : $0)
      }
      .map { "\(path): \($0)" }
  }

  private static func links(in text: String) -> [String] {
    let prose = text.split(separator: "```", omittingEmptySubsequences: false).enumerated()
      .filter { $0.offset % 2 == 0 }.map(\.element).joined()
    return prose.matches(of: /\]\(([^)\s]+)[^)]*\)/).map { String($0.1) }
      + prose.matches(of: /(?:href|src)=\x22([^\x22]+)\x22/).map { String($0.1) }
  }

  private static func resolved(_ link: String, from path: String) -> String {
    var parts = path.split(separator: "/").dropLast().map(String.init)
    for part in link.split(separator: "/") {
      if part == ".." { _ = parts.popLast() } else if part != "." { parts.append(String(part)) }
    }
    return parts.joined(separator: "/")
  }

  /// As GitHub makes them from headings.
  private static func anchors(of text: String) -> Set<String> {
    Set(
      text.split(separator: "\n").filter { $0.hasPrefix("#") }.map { line in
        let title = line.drop { $0 == "#" }.drop { $0 == " " }.lowercased()
        return String(
          title.filter { $0.isLetter || $0.isNumber || $0 == " " || $0 == "-" || $0 == "_" }
            .map { $0 == " " ? "-" : $0 })
      })
  }

  /// Hosts that may be named: where the toolchain, the packages and the standards are, and names for
  /// examples.
  private static let hosts: Set<String> = [
    "127.0.0.1", "localhost", "github.com", "www.swift.org", "www.apache.org", "json-schema.org",
    "www.w3.org",
    "no-color.org",
    "host", "user", "me",
  ]
  private static let examples = [".example", "example.org", "example.com", ".invalid", ".test"]

  static func strangeHosts(in path: String, _ text: String) -> [String] {
    guard text.contains("://") else { return [] }
    return text.matches(of: /(?:https?|ssh|git|ftp|postgres(?:ql)?):\/\/([A-Za-z0-9._-]+)/).map {
      $0.1.lowercased()
    }
    .filter { host in
      !hosts.contains(host) && !"127.0.0.1".hasPrefix(host) && !examples.contains { host.hasSuffix($0) }
    }
    .map { "\(path): \($0)" }
  }

  /// Paths that exist on one machine only. Spelled in halves, so that this file does not find itself.
  static func machinePaths(in path: String, _ text: String) -> [String] {
    let places = [
      "/wo" + "rk/", "/ro" + "ot/", "/Us" + "ers/", "/tmp/pl" + "an", "/tmp/" + "w-", ".py" + "env",
    ]
    let isHome = text.contains("/home/") && text.contains(/\/home\/(?!scrim\b)[a-z]/)
    let homes = isHome ? ["/home/…"] : []
    return
      (places.filter { place in
        text.contains(place)
          && text.ranges(of: place).contains { range in
            range.lowerBound == text.startIndex || !text[text.index(before: range.lowerBound)].isLetter
          }
      } + homes).map { "\(path): \($0)" }
  }
}
