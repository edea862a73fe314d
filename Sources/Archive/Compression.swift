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

/// What was compressed, as long as its own header says, if that is not more than `most`.
func decompress(_ frame: [UInt8], atMost most: Int) throws(ArchiveError) -> [UInt8] {
  let length = ZSTD_getFrameContentSize(frame, frame.count)
  // Its words for "not known" and "no frame" are the two greatest numbers.
  guard length <= UInt64(most) else { throw .payloadRefused }
  return try decompress(frame, to: Int(length))
}

/// zstd frames for those who look at what others wrote: here is the one door to the library.
package enum ZstdFrames {
  package static func compressed(_ bytes: [UInt8]) throws(ArchiveError) -> [UInt8] {
    try compress(bytes, spare: 0)
  }

  /// What comes out of a frame that something else may follow, or that is cut off, or damaged.
  package static func opened(_ bytes: [UInt8], atMost most: Int) -> [UInt8] {
    guard let stream = ZSTD_createDStream() else { return [] }
    defer { ZSTD_freeDStream(stream) }
    return bytes.withUnsafeBytes { frame in
      var input = ZSTD_inBuffer(src: frame.baseAddress, size: frame.count, pos: 0)
      return [UInt8](unsafeUninitializedCapacity: most) { room, count in
        var output = ZSTD_outBuffer(dst: room.baseAddress, size: most, pos: 0)
        while output.pos < most {
          let (before, left) = (output.pos, ZSTD_decompressStream(stream, &output, &input))
          if left == 0 || ZSTD_isError(left) != 0 || (output.pos == before && input.pos == frame.count) {
            break
          }
        }
        count = output.pos
      }
    }
  }
}

/// Claims compress to about a tenth at any level; higher ones take time that nobody has during a run.
private let level: Int32 = 1
