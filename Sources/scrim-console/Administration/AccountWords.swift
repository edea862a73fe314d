internal import Accounts

/// What is said of accounts.
enum AccountWords {
  static func roles(_ person: AccountDesk.Person) -> String {
    if person.roleName == "auditor" { return "auditor, by command" }
    let all = person.roles.all.map(\.words)
    return all.isEmpty ? "registered by hand" : all.joined(separator: ", ")
  }

  static func state(_ person: AccountDesk.Person) -> String {
    if person.isDisabled { return "disabled" }
    let until = person.invitedUntil.map { Sentences.moment($0) }
    return switch (person.state, until) {
    case (.active, nil): "active"
    case (.active, let until?): "active; a new code is out until \(until)"
    case (.invited, let until): "invited until \(until ?? "")"
    case (.absent, _): "no account"
    }
  }

  static func words(_ roles: AccountRoles) -> String {
    let list = roles.all.map(\.words).joined(separator: " and ")
    return list + (roles.clinician.map { ", number \($0) in the records" } ?? "")
  }

  static func what(_ proposal: AccountDesk.Proposal) -> String {
    switch proposal.deed {
    case .add: "A new account for \(proposal.login): \(words(proposal.roles))."
    case .change: "Other roles for \(proposal.login): \(words(proposal.roles))."
    case .reset: "A new invitation code for \(proposal.login), in place of password and authenticator."
    case .enable: "\(proposal.login), who was disabled, comes back, with a new invitation code."
    }
  }

  /// Who has the same number in the records.
  static func others(_ others: [String], _ clinician: String?) -> String {
    guard let clinician, !others.isEmpty else { return "" }
    return
      "The number \(clinician) is also that of \(others.joined(separator: ", ")): they see the same clients."
  }

  static func either(_ people: [String]) -> String {
    people.count < 2
      ? people.joined() : people.dropLast().joined(separator: ", ") + " or " + (people.last ?? "")
  }

  static func whoDecides(_ second: [String], isOneself: Bool) -> String {
    if second.isEmpty, isOneself {
      return "Nobody else could confirm this, and nobody does it to themselves: "
        + "whoever administers the database uses scrim users."
    }
    return second.isEmpty
      ? "Nobody else could confirm this, so it is done at once; the trail says that you were alone."
      : "Before it is done, \(either(second)) confirms it."
  }

  static func notice(_ title: String, _ sentence: String, _ next: String) -> Page {
    Page("notice", title, ["sentence": sentence, "next": next, "place": "/people"])
  }

  /// - Parameter proposer: who proposed what was confirmed just now; nil: it was done by one person.
  static func done(_ deed: AccountDesk.Deed, _ login: String, code: String, confirmedOf proposer: String?)
    -> Page
  {
    let how =
      proposer.map { "You have confirmed what \($0) proposed." }
      ?? "Nobody else could have confirmed it, so it is done; the trail says that you were alone."
    guard deed.invites else {
      return notice(
        "Done", "\(login) has other roles from now on.", how + " They are told at their next sign-in.")
    }
    return Page(
      "invitation", "An invitation",
      ["login": login, "code": code, "how": how, "isAnew": deed == .reset, "isNew": deed == .add])
  }

  // MARK: To whom it was done

  static func sentence(_ notice: AccountNotice) -> String {
    let at = Sentences.moment(notice.doneAt)
    let by = notice.doneBy + (notice.proposedBy.map { ", as \($0) had proposed" } ?? "")
    switch notice.kind {
    case .mapped:
      return "Your account was changed on \(at) by \(by): you are \(words(notice.roles)). "
        + others(notice.others, notice.roles.clinician)
    case .shared:
      return "Since \(at), \(notice.about ?? "somebody") has your number in the records too, "
        + "\(notice.roles.clinician ?? ""), and sees your clients. It was done by \(by)."
    case .reset: return "A new invitation code for your account was made on \(at) by \(by)."
    case .ended: return "Your sign-ins were ended on \(at) by \(by)."
    case .disabled: return "Your account was disabled on \(at) by \(by)."
    case .enabled: return "Your account was opened again on \(at) by \(by): you are \(words(notice.roles))."
    }
  }

  // MARK: What the database objects to

  static func objection(_ sqlState: String) -> (sentence: String, next: String)? {
    objections[sqlState]
  }

  private static let objections: [String: (String, String)] = [
    "SC011": (
      "This cannot be anybody’s name here.",
      "Take lower-case letters, digits, . _ - or @, a letter first, and no name of a login of the database."
    ),
    "SC012": (
      "In the practice’s records no therapist has this number.",
      "Go back and look at it. Nothing was changed."
    ),
    "SC034": (
      "These roles do not fit together.",
      "A therapist, and nobody else, has a number in the records. Go back."
    ),
    "SC035": (
      "This person has a login of the database, and its role is changed by command alone.",
      "Whoever administers the database uses scrim users add (docs/people.md)."
    ),
    "SC036": ("Somebody has this name already.", "Choose another one, or look under People."),
    "SC037": (
      "Nobody decides what they proposed themselves, or what is about themselves.",
      "Ask somebody else who is an administrator or the privacy officer. If nobody is, use scrim users."
    ),
    "SC038": (
      "A proposal about this person is open already.",
      "It is decided under People first, or taken back there."
    ),
    "SC039": (
      "This proposal is open no more.",
      "It was decided, or its time was over, or who made it may not any more."
    ),
    "SC040": ("There is no such person, or not in this state any more.", "Look under People."),
  ]
}
