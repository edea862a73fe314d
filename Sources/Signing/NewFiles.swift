internal import Glibc

/// Files that are made together: all of them are there in the end, or none.
struct NewFiles {
  private var files: [(path: String, bytes: [UInt8])] = []

  /// Refuses a path that is taken before any work is done for it.
  init(at paths: [String]) throws(SigningError) {
    for path in paths where access(path, F_OK) == 0 { throw .fileExists(path) }
  }

  mutating func add(_ path: String, _ bytes: [UInt8]) { files.append((path, bytes)) }

  /// The paths written, in order. The contents are overwritten in memory.
  consuming func write() throws(SigningError) -> [String] {
    var written: [String] = []
    do {
      for index in files.indices {
        try writeNewFile(files[index].path, files[index].bytes)
        written.append(files[index].path)
        cleanse(&files[index].bytes)
      }
    } catch {
      for path in written { unlink(path) }
      throw error
    }
    return written
  }
}

/// A file's place in a folder, which is made (for its owner alone) if it is missing.
func place(_ name: String, in directory: String) throws(SigningError) -> String {
  guard mkdir(directory, 0o700) == 0 || errno == EEXIST else { throw .cannotWrite(directory) }
  return directory.hasSuffix("/") ? directory + name : directory + "/" + name
}
