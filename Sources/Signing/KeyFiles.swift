/// Makes the gateway's keys as files. Every file is new, readable by its owner alone (0600) and on the disk
/// before the call returns; what is made together is there whole or not at all. Each returns the paths it
/// wrote.
public enum KeyFiles {
  /// `signing.key.pem` (P-256, encrypted), `signing.crt.pem` (self-signed) and, unless a passphrase is
  /// given, a new one in `signing.passphrase`.
  ///
  /// - Parameter name: the practice, as the certificate's common name; at most 64 characters.
  public static func generateSigning(
    in directory: String, name: String, validity: Validity = .days(1096), passphrase: Secret? = nil
  ) throws(SigningError) -> [String] {
    let keyPath = try place("signing.key.pem", in: directory)
    let certificatePath = try place("signing.crt.pem", in: directory)
    let passphrasePath = try place("signing.passphrase", in: directory)
    var files = try NewFiles(at: [keyPath, certificatePath] + (passphrase == nil ? [passphrasePath] : []))
    let identity = try Identity(name: name, use: .signing, validity: validity)
    let made = hexLine(RandomBytes.make(32))
    let phrase = passphrase ?? Secret(Array(made.dropLast()))
    files.add(keyPath, try identity.key.pem(passphrase: phrase))
    files.add(certificatePath, identity.certificate.pem)
    if passphrase == nil { files.add(passphrasePath, made) }
    return try files.write()
  }

  /// `transit.key`: what data keys are wrapped with until their submission is concluded.
  public static func generateTransit(in directory: String) throws(SigningError) -> [String] {
    try generateSymmetric("transit.key", in: directory)
  }

  /// `identifiers.key`: what patient control numbers and batch identifiers are derived with. It must
  /// outlive them.
  public static func generateIdentifiers(in directory: String) throws(SigningError) -> [String] {
    try generateSymmetric("identifiers.key", in: directory)
  }

  /// `archive-MONTH.public.pem` in one folder and `archive-MONTH.key.pem` (RSA, 3072 bits) in another,
  /// which should not stay on this host: destroying the private key shreds what was archived in its month.
  ///
  /// - Parameters:
  ///   - month: `YYYY-MM`; only the files' names know it.
  ///   - passphrase: for the private key. Without one it is as safe as the medium it is written to.
  public static func generateArchive(
    month: String, publicIn directory: String, privateIn privateDirectory: String, passphrase: Secret? = nil
  ) throws(SigningError) -> [String] {
    let publicPath = try place("archive-\(month).public.pem", in: directory)
    let privatePath = try place("archive-\(month).key.pem", in: privateDirectory)
    var files = try NewFiles(at: [publicPath, privatePath])
    let key = try PrivateKey.rsa(bits: 3072)
    files.add(publicPath, key.publicKey.pem)
    files.add(privatePath, try key.pem(passphrase: passphrase))
    return try files.write()
  }

  /// `journal.public.pem` in one folder and `journal.key.pem` (RSA, 3072 bits) in another, which must not
  /// stay on this host: what is sealed for the one opens with the other alone.
  public static func generateJournal(
    publicIn directory: String, privateIn privateDirectory: String, passphrase: Secret? = nil
  ) throws(SigningError) -> [String] {
    let publicPath = try place("journal.public.pem", in: directory)
    let privatePath = try place("journal.key.pem", in: privateDirectory)
    var files = try NewFiles(at: [publicPath, privatePath])
    let key = try PrivateKey.rsa(bits: 3072)
    files.add(publicPath, key.publicKey.pem)
    files.add(privatePath, try key.pem(passphrase: passphrase))
    return try files.write()
  }

  /// `trail.key`, what checkpoints of the trail are signed with, and `trail.vkey`, what anybody verifies them
  /// with. The name tells logs apart and nothing about the practice.
  public static func generateTrail(in directory: String) throws(SigningError) -> [String] {
    let secretPath = try place("trail.key", in: directory)
    let verifierPath = try place("trail.vkey", in: directory)
    var files = try NewFiles(at: [secretPath, verifierPath])
    let made = try NoteSigner.generate(name: "scrim-trail/" + encodedHex(RandomBytes.make(8)))
    files.add(secretPath, made.secret)
    files.add(verifierPath, made.verifier)
    return try files.write()
  }

  /// 32 unpredictable bytes, as `Secret.readKey` reads them, in a file of any name.
  @discardableResult
  public static func generateSymmetric(at path: String) throws(SigningError) -> [String] {
    var files = try NewFiles(at: [path])
    files.add(path, hexLine(RandomBytes.make(32)))
    return try files.write()
  }

  private static func generateSymmetric(_ name: String, in directory: String) throws(SigningError) -> [String]
  {
    try generateSymmetric(at: try place(name, in: directory))
  }

  private static func hexLine(_ bytes: [UInt8]) -> [UInt8] { hexDigits(bytes) + [UInt8(ascii: "\n")] }
}
