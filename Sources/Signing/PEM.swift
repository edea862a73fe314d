internal import COpenSSL
internal import Glibc
internal import OpenSSLShim

/// What `write` puts into a fresh memory BIO; nil where it returns 0.
func writeToMemory(_ write: (OpaquePointer) -> Int32) -> [UInt8]? {
  let memory = required(BIO_new(BIO_s_secmem()))
  defer { BIO_free(memory) }
  guard write(memory) == 1 else { return nil }
  var contents: UnsafePointer<UInt8>?
  let count = scrim_bio_contents(memory, &contents)
  return Array(UnsafeBufferPointer(start: contents, count: count))
}

/// Lets OpenSSL read these bytes for as long as `body` runs.
func withMemory<T>(_ bytes: [UInt8], _ body: (OpaquePointer) -> T) -> T {
  bytes.withUnsafeBytes { buffer in
    let memory = required(BIO_new_mem_buf(buffer.baseAddress, Int32(buffer.count)))
    defer { BIO_free(memory) }
    return body(memory)
  }
}

/// A file that need not be secret (a certificate, a public key); of a very long one the beginning.
func readPublicFile(_ path: String) throws(SigningError) -> [UInt8] {
  guard let file = fopen(path, "re") else { throw errno == ENOENT ? .missing(path) : .unreadable(path) }
  defer { fclose(file) }
  var bytes = [UInt8](repeating: 0, count: SecretFileError.bytesMax)
  let count = fread(&bytes, 1, bytes.count, file)
  guard ferror(file) == 0 else { throw .unreadable(path) }
  return Array(bytes.prefix(count))
}

/// Writes a file that did not exist, 0600, and has it on the disk before it returns. A file that could not be
/// written whole is removed.
func writeNewFile(_ path: String, _ bytes: [UInt8]) throws(SigningError) {
  let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
  guard file >= 0 else { throw errno == EEXIST ? .fileExists(path) : .cannotWrite(path) }
  defer { close(file) }
  var rest = bytes[...]
  while !rest.isEmpty {
    let count = rest.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
    if count > 0 { rest = rest.dropFirst(count) } else { break }
  }
  guard rest.isEmpty, fsync(file) == 0 else {
    unlink(path)
    throw .cannotWrite(path)
  }
}
