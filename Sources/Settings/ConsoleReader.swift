extension ConfigurationReader {
  func console(_ section: ObjectReader) -> ConsoleSettings {
    defer { section.refuseUnknownKeys() }
    let settings = ConsoleSettings(
      address: section.text("address", .consoleAddress),
      host: section.optionalText("host", .host) ?? "127.0.0.1",
      port: section.integer("port", 1...65535, default: 8400),
      certificate: certificate(section),
      key: path(section, "key"),
      countsSeconds: section.integer("countsSeconds", 0...600, default: 60))
    refuseOpenDoor(settings, section)
    return settings
  }

  private func certificate(_ section: ObjectReader) -> ConsoleSettings.Certificate? {
    let (chain, key) = (optionalPath(section, "certificate"), optionalPath(section, "certificateKey"))
    if let chain, let key { return ConsoleSettings.Certificate(chain: chain, key: key) }
    if chain != nil || key != nil {
      let missing = chain == nil ? "certificate" : "certificateKey"
      section.problems.note(
        section.at(missing), "goes with the other, and is not there",
        "name both, or neither where something in front of the console speaks TLS")
    }
    return nil
  }

  /// What is said without TLS is said on this machine alone.
  private func refuseOpenDoor(_ settings: ConsoleSettings, _ section: ObjectReader) {
    let isLocal = ["127.0.0.1", "::1", "localhost"].contains(settings.host)
    if settings.certificate == nil, !isLocal, !settings.host.isEmpty {
      section.problems.note(
        section.at("host"), "is open to the network, and the console has no certificate",
        "name certificate and certificateKey, or listen on 127.0.0.1 behind a proxy that speaks TLS")
    }
    if settings.certificate != nil, settings.isOverPlainHTTP {
      section.problems.note(
        section.at("address"), "begins with http, and the console has a certificate", "write https")
    }
  }
}
