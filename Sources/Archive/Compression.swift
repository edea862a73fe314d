internal import CZstd

/// One zstd frame (RFC 8878) with its length in its header, in an array that has `spare` bytes of room more.
func compress(_ bytes: [UInt8], spare: Int) throws(ArchiveError) -> [UInt8] {
  let bound = ZSTD_compressBound(bytes.count)
  var failed = false
  let result = [UInt8](unsafeUninitializedCapacity: bound + spare) { out, count in
    count = ZSTD_compress(out.baseAddress, bound, bytes, bytes.count, level)
    failed = ZSTD_isError(count) != 0
    if failed { count = 0 }
  }
  guard !failed else { throw .compressionFailed }
  return result
}

/// What was compressed, if it is exactly `count` bytes.
func decompress(_ frame: [UInt8], to count: Int) throws(ArchiveError) -> [UInt8] {
  guard count >= 0 else { throw .payloadRefused }
  let result = [UInt8](unsafeUninitializedCapacity: count) { out, written in
    written = ZSTD_decompress(out.baseAddress, count, frame, frame.count)
    if ZSTD_isError(written) != 0 { written = 0 }
  }
  guard result.count == count else { throw .payloadRefused }
  return result
}

/// Claims compress to about a tenth at any level; higher ones take time that nobody has during a run.
private let level: Int32 = 1
