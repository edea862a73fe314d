internal import Accounts
internal import Credentials
internal import FoundationEssentials
internal import Hummingbird
internal import Pictures
internal import Postgres
internal import Signing

/// From an invitation to an account: a password of one's own, an authenticator, and recovery codes, once.
struct WelcomePages {
  let site: Site

  func add(to router: Router<PageContext>) {
    router.get("/welcome") { _, _ in site.response(to: .page(Page("welcome", "Welcome"))) }
    router.post("/welcome") { request, context in try await choosePassword(request, context) }
    router.post("/welcome/code") { request, _ in try await enrol(request) }
  }

  /// What is carried from the first page to the second, sealed.
  private struct Begun: Codable {
    let login: String
    let invitation: [UInt8]
    let salt, proof, secret: [UInt8]
    let cost: String
    let until: Double
  }

  private static let label = "enrolment"

  // MARK: A password

  private func choosePassword(_ request: Request, _ context: PageContext) async throws -> Response {
    let form = try await Form(request)
    let login = (form["login"] ?? "").lowercased()
    if let problem = problem(form, login) { return again(form, problem) }
    let invitation = InvitationCode.digest(form.raw("invitation")) ?? []
    let address = site.address(of: request, context)
    let isInvited = try await site.pool.perform { connection in
      try connection.transaction {
        try SignIns(connection).isInvited(login: login, invitation: invitation, address: address)
      }
    }
    guard isInvited else {
      return again(
        form, "Name and invitation code do not belong together, or the code has expired. Ask for a new one.")
    }
    let recipe = SignIns.Recipe(salt: Password.newSalt(), cost: PasswordCost.current.description)
    let begun = Begun(
      login: login, invitation: invitation, salt: recipe.salt,
      proof: try await site.passwords.proof(form.raw("password"), recipe), secret: OneTimeCode.newSecret(),
      cost: recipe.cost, until: Date.now.timeIntervalSince1970 + 900)
    return try authenticator(begun)
  }

  private func problem(_ form: Form, _ login: String) -> String? {
    if login.isEmpty || form["invitation"] == nil {
      return "Write your name and the code that you were given."
    }
    if login.utf8.count > 63 || form.raw("invitation").utf8.count > 100 {
      return "This name or code is too long."
    }
    return NewPassword.objection(form, login: login)
  }

  private func again(_ form: Form, _ problem: String) -> Response {
    site.response(
      to: .page(
        Page(
          "welcome", "Welcome",
          ["problem": problem, "login": form.raw("login"), "invitation": form.raw("invitation")],
          status: .unprocessableContent)))
  }

  // MARK: An authenticator

  private func authenticator(_ begun: Begun, problem: String? = nil) throws -> Response {
    let sealed = site.key.seal(Array(try JSONEncoder().encode(begun)), label: Self.label)
    let uri = OneTimeCode.uri(secret: begun.secret, login: begun.login, issuer: "Scrim")
    let secret = OneTimeCode.base32(begun.secret)
    var page = Page(
      "authenticator", "Your authenticator",
      [
        "begun": Data(sealed).base64EncodedString(),
        "picture": try QRCode.svg(uri, title: "Code for your authenticator"),
        "secret": groups(secret),
      ], status: problem == nil ? .ok : .unprocessableContent)
    page.values["problem"] = problem
    return site.response(to: .page(page))
  }

  private func groups(_ text: String) -> String {
    stride(from: 0, to: text.count, by: 4).map { String(text.dropFirst($0).prefix(4)) }.joined(separator: " ")
  }

  private func enrol(_ request: Request) async throws -> Response {
    let form = try await Form(request)
    guard let sealed = Data(base64Encoded: form.raw("begun")),
      let opened = site.key.open(Array(sealed), label: Self.label),
      let begun = try? JSONDecoder().decode(Begun.self, from: Data(opened)),
      begun.until > Date.now.timeIntervalSince1970
    else {
      return site.response(
        to: .page(
          .refused("That took longer than a quarter of an hour.", "Begin again with your invitation code.")))
    }
    guard
      let counter = OneTimeCode.matches(
        form.raw("code"), secret: begun.secret, at: Int64(Date.now.timeIntervalSince1970), after: nil)
    else {
      return try authenticator(
        begun, problem: "This is not the code of this moment. Type the six digits that the app shows now.")
    }
    return try await finish(begun, counter)
  }

  private func finish(_ begun: Begun, _ counter: Int64) async throws -> Response {
    let codes = RecoveryCodes.make()
    let enrolment = SignIns.Enrolment(
      salt: begun.salt, cost: begun.cost, verifier: Digest(sha256Of: begun.proof).bytes,
      sealedSecret: site.key.seal(begun.secret, label: Authenticator.label(begun.login)),
      usedUp: (counter, codes.compactMap { RecoveryCodes.digest($0) }))
    let isDone = try await site.pool.perform { connection in
      try connection.transaction {
        try SignIns(connection).enrol(login: begun.login, invitation: begun.invitation, enrolment)
      }
    }
    guard isDone else {
      return site.response(
        to: .page(.refused("The invitation has been used, or has expired.", "Ask for a new one.")))
    }
    return site.response(to: .page(Page("recovery", "Recovery codes", ["codes": codes, "isNew": true])))
  }
}

/// A password that is chosen, twice.
enum NewPassword {
  static func objection(_ form: Form, login: String) -> String? {
    if let objection = Password.objection(to: form.raw("password"), login: login) {
      return [objection.description, objection.nextStep].joined(separator: " ")
    }
    return form.raw("password") == form.raw("again") ? nil : "The two passwords are not the same."
  }
}
