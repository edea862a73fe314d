internal import COpenSSL

/// Why a payload was not sealed or not opened. Carries paths and codes, never a byte of a payload or a key.
public enum ArchiveError: Error, Equatable, Sendable {
  case transitKeyUnsuitable
  case archiveKeyMissing(String)
  case archiveKeyUnreadable(String)
  case archiveKeyUnsuitable(String)
  /// The wrapping is not this transit key's for this submission, was changed, or was destroyed.
  case transitWrappingRefused
  /// The payload is not this submission's, or something of what is stored was changed.
  case payloadRefused
  case compressionFailed
  /// OpenSSL refused; the reason is its own number (`openssl errstr`).
  case library(operation: String, reason: Int)
}

extension ArchiveError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .transitKeyUnsuitable: "The transit key is not 32 bytes long."
    case .archiveKeyMissing(let path): "The archive's public key \(path) cannot be opened."
    case .archiveKeyUnreadable(let path): "The file \(path) does not hold a public key in PEM form."
    case .archiveKeyUnsuitable(let path):
      "The archive's public key \(path) is not RSA with at least 3072 bits."
    case .transitWrappingRefused: "The transit key does not open the stored payload."
    case .payloadRefused: "The stored payload is damaged, or belongs to another submission."
    case .compressionFailed: "The payload could not be compressed."
    case .library(let operation, let reason): "OpenSSL refused to \(operation) (reason \(reason))."
    }
  }

  /// What to do about it, as a sentence.
  public var nextStep: String {
    switch self {
    case .transitKeyUnsuitable, .archiveKeyUnsuitable: "Make a new key with `scrim keys generate`."
    case .archiveKeyMissing, .archiveKeyUnreadable:
      "Check that the path in the configuration names the archive's public key."
    case .transitWrappingRefused: "Check that the transit key is the one that was in use; else restore it."
    case .payloadRefused: "Do not send it; restore the row from a backup, or have its claims sealed again."
    case .compressionFailed: "Check that this machine has memory left, then run again."
    case .library: "Check the OpenSSL installation; `openssl errstr` explains the reason."
    }
  }
}

extension ArchiveError {
  /// OpenSSL's newest reason, taken from this thread's queue, which is left empty.
  static func library(_ operation: String) -> ArchiveError {
    let code = ERR_peek_last_error()
    ERR_clear_error()
    return .library(operation: operation, reason: Int(ERR_GET_REASON(code)))
  }
}
