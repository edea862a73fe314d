/// What `dump` prints of a value: everything that its mirror, or its lack of one, shows.
public func dumped(_ value: Any) -> String {
  var text = ""
  dump(value, to: &text)
  return text
}
