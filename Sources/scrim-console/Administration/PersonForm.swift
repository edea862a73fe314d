internal import Accounts
internal import Hummingbird

/// The roles of an account, as a form.
enum PersonForm {
  static func page(_ typed: Form, _ problem: String?, _ visit: SignedIn) -> Page {
    var page = Page(
      "person-new", "A new account",
      [
        "login": typed.raw("login"), "clinician": typed.raw("clinician"),
        "roles": choices { typed.raw("role-" + $0.rawValue) == "yes" },
      ], status: problem == nil ? .ok : .unprocessableContent)
    page.values["problem"] = problem
    return page
  }

  /// In the order in which the first one that is chosen becomes the first role.
  static let offered: [SignedIn.Role] = [.clinician, .billing, .frontDesk, .privacy, .administrator]

  static func choices(_ isChosen: (SignedIn.Role) -> Bool) -> Rows {
    offered.map { ["name": "role-" + $0.rawValue, "words": $0.words, "isChosen": isChosen($0)] }
  }

  /// - Parameter first: stays the first role, where it is chosen.
  static func roles(_ form: Form, keeping first: SignedIn.Role? = nil) throws -> AccountRoles {
    let chosen = offered.filter { form.raw("role-" + $0.rawValue) == "yes" }
    guard let leading = chosen.first(where: { $0 == first }) ?? chosen.first else {
      throw Objection("Choose at least one role.")
    }
    let clinician = form["clinician"]
    if chosen.contains(.clinician), clinician == nil {
      throw Objection("A therapist has a number in the practice’s records: write it.")
    }
    if !chosen.contains(.clinician), clinician != nil {
      throw Objection("Only a therapist has a number in the records: choose that role, or leave it empty.")
    }
    guard (clinician ?? "").utf8.count <= 80 else { throw Objection("This number is too long.") }
    return AccountRoles(first: leading, further: chosen.filter { $0 != leading }, clinician: clinician)
  }
}
