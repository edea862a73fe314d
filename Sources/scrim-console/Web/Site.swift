internal import Accounts
internal import Credentials
internal import Hummingbird
internal import Logging
internal import Marks
internal import Postgres
internal import Settings

/// All that the pages need.
struct Site: Sendable {
  let settings: ConsoleSettings
  let practice: String
  var pool: DatabasePool
  /// For pages that take seconds on a large practice: however many ask for them, nobody who marks waits.
  let slowPool: DatabasePool
  let key: ConsoleKey
  /// Derived from it once: a page may name a thousand records.
  let handleKey: [UInt8]
  let pages: Pages
  let passwords: Passwords
  let marks: MarkPlace
  /// Whether a mark that stands in the database alone is a shortfall.
  let needsMarkPlace: Bool
  let billing: BillingSettings
  let kept: KeptCounts
  let log: Logger

  /// The same, with connections of its own.
  var slowly: Site {
    var slow = self
    slow.pool = slowPool
    return slow
  }

  func router() -> Router<PageContext> {
    let router = Router(context: PageContext.self)
    router.add(middleware: Headers(settings: settings))
    router.add(middleware: Doorkeeper(site: self))
    Assets(pages.assets).add(to: router)
    SignInPages(site: self).add(to: router)
    WelcomePages(site: self).add(to: router)
    AccountPages(site: self).add(to: router)
    ClientPages(site: self).add(to: router)
    MarkPages(site: self).add(to: router)
    LiftPages(site: self).add(to: router)
    AnswerPages(site: self).add(to: router)
    ConfirmPages(site: self).add(to: router)
    FrontDeskPages(site: self).add(to: router)
    PrivacyPages(site: self).add(to: router)
    RunPages(site: self).add(to: router)
    ContentPages(site: self).add(to: router)
    RunEvents(site: self).add(to: router)
    PeoplePages(site: self).add(to: router)
    HealthPages(site: self).add(to: router)
    TrailPages(site: self).add(to: router)
    addBilling(to: router)
    return router
  }

  /// An opaque name for a record, for the address of a page: of one person and role alone, so that nobody's
  /// id stands in an address, and nobody can make up another's.
  func handle(_ id: String, _ kind: String, of present: SignedIn.Present) -> String {
    Handle.of(id, kind: [kind, present.login, present.role.rawValue].joined(separator: " "), key: handleKey)
  }
}

extension SignedIn.Role {
  static let everybody = Set(SignedIn.Role.allCases)

  var words: String {
    switch self {
    case .clinician: "therapist"
    case .billing: "billing"
    case .privacy: "privacy officer"
    case .frontDesk: "front desk"
    case .administrator: "administrator"
    }
  }

  /// Where a day begins.
  var home: String {
    switch self {
    case .clinician: "/clients"
    case .billing: "/today"
    case .frontDesk: "/mark"
    case .privacy: "/tasks"
    case .administrator: "/people"
    }
  }
}
