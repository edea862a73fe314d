internal import COpenSSL

/// Why something was not signed, read or made. Carries paths, names and codes; never key material, never what
/// was to be signed.
public enum SigningError: Error, Equatable, Sendable {
  /// Something is wrong with the file of a passphrase or a private key.
  case file(SecretFileError)
  /// A file that need not be secret: a certificate, a public key.
  case missing(String)
  case unreadable(String)
  case passphraseNeeded(String)
  /// The passphrase is wrong, or the encrypted part of the file is damaged: nobody can tell which.
  case wrongPassphrase(String)
  case keyNotEncrypted(String)
  case notAPrivateKey(String)
  case notAPublicKey(String)
  case notACertificate(String)
  case notANoteKey(String)
  /// The key is of a kind that is not used here; the name of what is wanted.
  case unsuitableKey(String, wanted: String)
  case certificateOfAnotherKey(certificate: String, key: String)
  /// The day is the certificate's last, YYYY-MM-DD in UTC.
  case certificateExpired(String, on: String)
  /// The day is the certificate's first, YYYY-MM-DD in UTC.
  case certificateNotYetValid(String, until: String)
  /// The signature does not belong to these bytes and this key.
  case signatureRefused
  /// A part of a request that cannot be signed: it has a line end, or a character that is not ASCII.
  case unsignable(part: String)
  case unusableHostName
  case fileExists(String)
  case cannotWrite(String)
  /// OpenSSL refused; the reason is its own number (`openssl errstr`).
  case library(operation: String, reason: Int)
}

extension SigningError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .file(let error): error.description
    case .missing(let path): "The file \(path) does not exist."
    case .unreadable(let path): "The file \(path) cannot be read."
    case .passphraseNeeded(let path):
      "The private key \(path) is encrypted and no passphrase file is configured."
    case .wrongPassphrase(let path): "The passphrase does not open the private key \(path)."
    case .keyNotEncrypted(let path):
      "The private key \(path) is not encrypted, although a passphrase is configured."
    case .notAPrivateKey(let path): "The file \(path) does not hold a private key in PEM form."
    case .notAPublicKey(let path): "The file \(path) does not hold a public key in PEM form."
    case .notACertificate(let path): "The file \(path) does not hold a certificate in PEM form."
    case .notANoteKey(let path): "The file \(path) does not hold a key for signed notes."
    case .unsuitableKey(let path, let wanted): "The key \(path) is of the wrong kind: \(wanted) is needed."
    case .certificateOfAnotherKey(let certificate, let key):
      "The certificate \(certificate) does not belong to the private key \(key)."
    case .certificateExpired(let path, let day): "The certificate \(path) expired on \(day)."
    case .certificateNotYetValid(let path, let day): "The certificate \(path) is not valid before \(day)."
    case .signatureRefused: "The signature does not belong to these bytes and this key."
    case .unsignable(let part):
      "The request cannot be signed: its \(part) has characters that a header may not have."
    case .unusableHostName: "The name of a server has characters that no host name has."
    case .fileExists(let path): "The file \(path) exists already, and keys are never overwritten."
    case .cannotWrite(let path): "The file \(path) cannot be written."
    case .library(let operation, let reason): "OpenSSL refused to \(operation) (reason \(reason))."
    }
  }

  /// What to do about it, as a sentence.
  public var nextStep: String {
    switch self {
    case .file(let error): error.nextStep
    case .missing(let path): "Create \(path), or correct the path in the configuration."
    case .unreadable(let path): "Let the user that runs this command read \(path)."
    case .passphraseNeeded: "Name the file with the passphrase in the configuration."
    case .wrongPassphrase:
      "Check that the passphrase file is the one made with this key; else restore both from the backup."
    case .keyNotEncrypted(let path):
      "Encrypt it: `openssl pkcs8 -topk8 -v2 aes-256-cbc -iter 600000 -in \(path)`."
    case .notAPrivateKey, .notAPublicKey, .notACertificate, .notANoteKey:
      "Check that the path in the configuration names the right file."
    case .unsuitableKey: "Make a new key with `scrim keys generate`."
    case .certificateOfAnotherKey: "Name the certificate and the key that were made together."
    case .certificateExpired: "Renew the certificate and give it to the other side, then run again."
    case .certificateNotYetValid: "Check this machine's clock; else wait, or use the certificate before it."
    case .signatureRefused: "Do not use these bytes: they, the signature or the key were exchanged."
    case .unsignable: "Correct the endpoint in the configuration: ASCII only, no spaces or line ends."
    case .unusableHostName: "Give host names or addresses: letters, digits, points, hyphens, colons."
    case .fileExists(let path): "Choose another folder, or move \(path) away first."
    case .cannotWrite:
      "Check that the folder exists, that this user may write to it, and that the disk is not full."
    case .library: "Check the OpenSSL installation; `openssl errstr` explains the reason."
    }
  }
}

extension SigningError {
  /// OpenSSL's newest reason, taken from this thread's queue. The queue is left empty: what stays in it would
  /// appear in somebody else's failure.
  static func library(_ operation: String) -> SigningError {
    let code = ERR_peek_last_error()
    ERR_clear_error()
    return .library(operation: operation, reason: Int(ERR_GET_REASON(code)))
  }
}
