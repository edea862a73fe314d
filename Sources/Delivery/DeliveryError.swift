public import Signing

/// Why a destination cannot be used: found before anything is sent.
public enum DeliveryError: Error, Equatable, Sendable {
  case endpointUnreadable
  case endpointNotHTTPS
  case endpointCarriesPassword
  /// The client certificate, its key, or the authority.
  case file(SigningError)
  case pinUnreadable
  case headerUnreadable(String)
  case timeLimitNotPositive
  /// libcurl did not start, or lacks an option that this needs.
  case libraryUnusable
}

extension DeliveryError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .endpointUnreadable: "The clearinghouse's endpoint is not a URL of the form https://host/path."
    case .endpointNotHTTPS: "The clearinghouse's endpoint does not begin with https."
    case .endpointCarriesPassword: "The clearinghouse's endpoint has a user name or password in it."
    case .file(let error): error.description
    case .pinUnreadable: "A pinned public key is not of the form sha256//<Base64 of 32 bytes>."
    case .headerUnreadable(let name): "The authorization header \(name) cannot be sent as it is."
    case .timeLimitNotPositive: "The time limits of a clearinghouse are whole seconds, from 1 to 3600."
    case .libraryUnusable: "libcurl on this machine lacks something that sending needs."
    }
  }

  /// What to do about it, as a sentence.
  public var nextStep: String {
    switch self {
    case .endpointUnreadable, .endpointNotHTTPS:
      "Correct `endpoint` in the configuration: lower-case host, no spaces, nothing after a #."
    case .endpointCarriesPassword: "Take it out of `endpoint`, and put credentials into `authorization`."
    case .file(let error): error.nextStep
    case .pinUnreadable:
      "Write what `openssl dgst -sha256 -binary | base64` gives for the server's public key."
    case .headerUnreadable: "Use a plain header name, and a secret file with one line of ASCII."
    case .timeLimitNotPositive: "Correct `connectSeconds` and `exchangeSeconds` in the configuration."
    case .libraryUnusable: "Install libcurl 7.85 or later, built with OpenSSL."
    }
  }
}
