/// One reading of one document, from its first byte to its last. It follows the manifest's tree, so that it
/// goes no deeper than that, however deep the bytes are.
///
/// Array accesses are bounds-checked, so that the worst that hostile bytes can do is to be refused.
struct DocumentReader: ~Copyable {
  let payload: Payload
  let expected: ExpectedDocument
  let form: DocumentForm
  private var position = 0
  /// For each node the texts that stand there; of a line until the next one begins.
  private var texts: [[Range<Int>]]
  /// For each object its bytes.
  private var objects: [Range<Int>?]
  private var counts: [Int]
  /// Every text, in its order, where somebody asked for them.
  var found: [(node: Int, range: Range<Int>)]?

  var lineCents = 0
  /// Bit n: a line points to diagnosis n + 1.
  var pointedTo: UInt16 = 0

  init(_ payload: [UInt8], _ expected: ExpectedDocument, _ form: DocumentForm) {
    (self.payload, self.expected, self.form) = (Payload(bytes: payload), expected, form)
    texts = Array(repeating: [], count: form.nodes.count)
    objects = Array(repeating: nil, count: form.nodes.count)
    counts = Array(repeating: 0, count: form.nodes.count)
  }

  mutating func run() throws(EgressRefusal) -> EgressSummary {
    guard payload.count <= form.payloadBytes else { throw refusal(.payloadSize, 0) }
    try read(0)
    guard position == payload.count else { throw refusal(.trailingBytes, 0) }
    let cents = try checkWhole()
    let all = form.nodes.indices.filter { form.nodes[$0].text != nil }
    return EgressSummary(
      bytes: payload.count, segments: 0, transactionSets: 0, claims: 1, chargeCents: cents,
      elementCounts: all.map { counts[$0] })
  }

  /// The text of a member, empty where there is none; of a list the first one.
  func text(_ member: DocumentForm.Member) -> Range<Int> { texts[form.place(of: member)].first ?? 0..<0 }

  func all(_ member: DocumentForm.Member) -> [Range<Int>] { texts[form.place(of: member)] }

  /// The bytes of an object; nil where there is none.
  func object(_ member: DocumentForm.Member) -> Range<Int>? { objects[form.place(of: member)] }

  func refusal(_ code: EgressRefusal.Code, _ member: DocumentForm.Member) -> EgressRefusal {
    refusal(code, form.place(of: member))
  }

  private func refusal(_ code: EgressRefusal.Code, _ node: Int) -> EgressRefusal {
    let path = form.nodes[node].path
    return EgressRefusal(code: code, segment: 0, element: path.isEmpty ? "document" : path)
  }
}

extension DocumentReader {
  /// What stands at a node: a list of items, or one.
  private mutating func read(_ node: Int) throws(EgressRefusal) {
    guard form.nodes[node].most > 0 else { return try readItem(node) }
    try take(UInt8(ascii: "["), node)
    var items = 0
    repeat {
      items += 1
      guard items <= form.nodes[node].most else { throw refusal(.limit, node) }
      try readItem(node)
    } while takes(UInt8(ascii: ","))
    try take(UInt8(ascii: "]"), node)
  }

  private mutating func readItem(_ node: Int) throws(EgressRefusal) {
    if let text = form.nodes[node].text { return try readText(node, text) }
    if node == form.place(of: .lines) { forgetLine() }
    try readObject(node)
    if node == form.place(of: .lines) { try noteLine() }
  }

  private mutating func forgetLine() {
    for child in form.nodes[form.place(of: .lines)].children { texts[child] = [] }
  }

  private mutating func readObject(_ node: Int) throws(EgressRefusal) {
    let start = position
    let children = form.nodes[node].children
    try take(UInt8(ascii: "{"), node)
    var next = 0
    repeat {
      let found = try readName(node, children, from: next)
      for skipped in children[next..<found] where !form.nodes[skipped].mayBeMissing {
        throw refusal(.elementMissing, skipped)
      }
      next = found + 1
      try read(children[found])
    } while takes(UInt8(ascii: ","))
    try take(UInt8(ascii: "}"), node)
    for missing in children[next...] where !form.nodes[missing].mayBeMissing {
      throw refusal(.elementMissing, missing)
    }
    objects[node] = start..<position
  }

  /// The place among the children of the member that begins here, its name and colon read.
  private mutating func readName(
    _ node: Int, _ children: [Int], from next: Int
  ) throws(EgressRefusal) -> Int {
    guard let found = children.indices.first(where: { stands(form.nodes[children[$0]].name) }) else {
      let isName = position < payload.count && payload[position] == UInt8(ascii: "\"")
      throw refusal(isName ? .elementNotListed : position < payload.count ? .syntax : .truncated, node)
    }
    guard found >= next else { throw refusal(.memberOutOfPlace, children[found]) }
    position += form.nodes[children[found]].name.count
    return found
  }

  private func stands(_ bytes: [UInt8]) -> Bool {
    guard payload.count - position >= bytes.count else { return false }
    for offset in bytes.indices where payload[position + offset] != bytes[offset] { return false }
    return true
  }

  private mutating func readText(_ node: Int, _ text: DocumentForm.TextForm) throws(EgressRefusal) {
    guard position < payload.count else { throw refusal(.truncated, node) }
    guard takes(UInt8(ascii: "\"")) else { throw refusal(.notText, node) }
    let start = position
    while position < payload.count, payload[position] != UInt8(ascii: "\"") {
      guard payload[position] != UInt8(ascii: "\\") else { throw refusal(.escape, node) }
      position += 1
    }
    let range = start..<position
    try take(UInt8(ascii: "\""), node)
    if let code = text.matcher.fault(in: payload, range) ?? payload.fault(text.check, range) {
      throw refusal(code, node)
    }
    texts[node].append(range)
    counts[node] += 1
    found?.append((node, range))
  }

  private mutating func takes(_ byte: UInt8) -> Bool {
    guard position < payload.count, payload[position] == byte else { return false }
    position += 1
    return true
  }

  private mutating func take(_ byte: UInt8, _ node: Int) throws(EgressRefusal) {
    guard position < payload.count else { throw refusal(.truncated, node) }
    guard takes(byte) else { throw refusal(.syntax, node) }
  }
}
