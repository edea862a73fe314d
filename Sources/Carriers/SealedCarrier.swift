/// What carries values of records, of clients or of keys. However one is printed, dumped, reflected or
/// interpolated, alone or inside of something else, it shows the name of its type and nothing it holds.
public protocol SealedCarrier: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {}

extension SealedCarrier {
  public var description: String { String(describing: Self.self) }
  public var debugDescription: String { description }
  public var customMirror: Mirror { Mirror(self, children: [:]) }
}
