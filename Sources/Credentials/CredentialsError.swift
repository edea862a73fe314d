internal import COpenSSL

/// Why nothing was derived. Never carries what it was to be derived from.
public enum CredentialsError: Error, Equatable, Sendable {
  /// OpenSSL refused; the reason is its own number (`openssl errstr`).
  case library(reason: Int)

  /// OpenSSL's newest reason; its queue is left empty, so that this appears in nobody else's failure.
  static func library() -> CredentialsError {
    let code = ERR_peek_last_error()
    ERR_clear_error()
    return .library(reason: Int(ERR_GET_REASON(code)))
  }
}

extension CredentialsError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .library(let reason): "OpenSSL refused to derive from a password (reason \(reason))."
    }
  }

  /// What to do about it, as a sentence.
  public var nextStep: String {
    switch self {
    case .library: "Check the machine's memory and the OpenSSL installation, then try again."
    }
  }
}
