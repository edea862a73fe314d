/// A certificate authority for the demonstration and for tests, with what it issues. Its key is never
/// written, so that nothing else can be issued afterwards.
public struct DemoCertificates: Sendable {
  private let authority: Identity

  public init(authority name: String, validity: Validity = .days(398)) throws(SigningError) {
    authority = try Identity(name: name, use: .authority, validity: validity)
  }

  public func writeAuthority(to path: String) throws(SigningError) {
    try writeNewFile(path, authority.certificate.pem)
  }

  /// For a server under these host names and addresses.
  public func server(_ names: [String], validity: Validity = .days(398)) throws(SigningError) -> Identity {
    try Identity(name: names.first ?? "server", use: .server(names), validity: validity, issuer: authority)
  }

  /// For a client of that name.
  public func client(_ name: String, validity: Validity = .days(398)) throws(SigningError) -> Identity {
    try Identity(name: name, use: .client, validity: validity, issuer: authority)
  }

  /// Where `write` put everything.
  public struct Files: Sendable {
    public let authority: String
    public let serverKey: String
    public let serverCertificate: String
    public let clientKey: String
    public let clientCertificate: String
  }

  /// A whole set in a folder: an authority, a server on this machine and a client, keys not encrypted.
  public static func write(
    in directory: String, serverNames: [String] = ["localhost", "127.0.0.1"], validity: Validity = .days(398)
  ) throws(SigningError) -> Files {
    let files = Files(
      authority: try place("authority.crt.pem", in: directory),
      serverKey: try place("server.key.pem", in: directory),
      serverCertificate: try place("server.crt.pem", in: directory),
      clientKey: try place("client.key.pem", in: directory),
      clientCertificate: try place("client.crt.pem", in: directory))
    let demo = try DemoCertificates(authority: "Demonstration Authority", validity: validity)
    try demo.writeAuthority(to: files.authority)
    try demo.server(serverNames, validity: validity).write(
      key: files.serverKey, certificate: files.serverCertificate)
    try demo.client("Demonstration Practice", validity: validity).write(
      key: files.clientKey, certificate: files.clientCertificate)
    return files
  }
}
