internal import CLibPQ

/// Parameters laid out as libpq wants them: one buffer, and where in it each value lies.
struct BoundParameters {
  private var writer = BinaryWriter()
  private var types: [UInt32] = []
  private var lengths: [Int32] = []
  /// Nil for NULL.
  private var starts: [Int?] = []

  init(_ parameters: [Parameter]) {
    for parameter in parameters {
      let start = writer.bytes.count
      let present = parameter.append(to: &writer)
      types.append(parameter.oid)
      starts.append(present ? start : nil)
      lengths.append(Int32(truncatingIfNeeded: writer.bytes.count - start))
    }
    writer.append(UInt8(0))  // so that an empty value has an address too: no address means NULL
  }

  func execute(_ sql: String, on handle: OpaquePointer) -> OpaquePointer? {
    let binary = [Int32](repeating: 1, count: starts.count)
    return writer.bytes.withUnsafeBytes { buffer in
      let values = starts.map { start in start.flatMap { buffer.baseAddress?.advanced(by: $0) } }
        .map { $0?.assumingMemoryBound(to: CChar.self) }
      return PQexecParams(
        handle, sql, Int32(truncatingIfNeeded: starts.count), types, values, lengths, binary, 1)
    }
  }
}
