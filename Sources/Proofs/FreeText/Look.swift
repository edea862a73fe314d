/// What a search of all sinks found.
struct Look {
  private let sinks: [Sink]
  private let search: WordSearch
  /// Parallel to `sinks`.
  private let readings: [Reading]

  init(at sinks: [Sink], for search: WordSearch) throws {
    (self.sinks, self.search) = (sinks, search)
    readings = try sinks.map { try Self.read($0, search) }
    for (sink, reading) in zip(sinks, readings) where reading.bytes == 0 && !sink.isOptional {
      throw Blind(column: sink.name)
    }
  }

  private static func read(_ sink: Sink, _ search: WordSearch) throws -> Reading {
    let reading = Reading(search)
    try sink.look(reading)
    reading.end()
    return reading
  }

  var bytes: Int { readings.reduce(0) { $0 + $1.bytes } }

  /// Words where they may not be, by column and place.
  var findings: [String] {
    zip(sinks, readings).flatMap { sink, reading in
      reading.found.sorted().compactMap { place in
        guard place != WordSearch.excerpt else { return "an excerpt of free text is in \(sink.name)" }
        let word = search.words[place]
        return sink.may(hold: word)
          ? nil : "\(word.column) (\(word.family.rawValue)) is in \(sink.name)"
      }
    }
  }

  var notes: [String] {
    ["\(search.words.count) words, \(sinks.count) places:"]
      + zip(sinks, readings).map { sink, reading in
        let seen = reading.found.count {
          $0 != WordSearch.excerpt && sink.may(hold: search.words[$0])
        }
        return "  \(sink.name): \(reading.bytes) bytes"
          + (seen > 0 ? "; \(seen) words that may be there" : "")
      }
  }

  /// In each place two words that are nowhere, one as it is and one with percent signs, and one compressed
  /// where bytes are kept: the same look at the same place must find them. Where claims are, the words of
  /// billed clients must have been found without help.
  func controls() throws -> [ProofResult.Control] {
    let secret = search.words.indices.filter { search.words[$0].family == .prose }
    let expected = search.words.indices.filter { search.words[$0].family == .billed }
    var controls: [ProofResult.Control] = []
    for (index, sink) in sinks.enumerated() {
      let free = secret.filter { !readings[index].found.contains($0) }
      guard free.count > 1 else { continue }
      let (raw, written) = (free[index % free.count], free[(index + 1) % free.count])
      let text = Array(search.words[raw].text.utf8) + Spellings.percent(search.words[written].text)
      let undo = try sink.plant(text)
      let found = try Self.read(sink, search).found
      try undo()
      controls.append(.init("a word in \(sink.name)", isFound: found.contains(raw)))
      controls.append(.init("a word with percent signs in \(sink.name)", isFound: found.contains(written)))
    }
    let sent = readings[0].found
    let seen = expected.count { sent.contains($0) }
    controls.append(
      .init("what claims have of billed clients, in \(sinks[0].name)", isFound: seen * 2 > expected.count))
    return controls + (try SearchControls.all(search))
  }
}
