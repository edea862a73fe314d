internal import Archive
internal import Claims
internal import Delivery
internal import Foundation
internal import Gateway
internal import Sessions
internal import Settings
internal import Signing
internal import Submissions

/// Turns the configuration and a person's filters into the routes of a run and the tools for each.
struct RunSetup {
  let services: Services
  let filters: Filters
  let today: CalendarDate
  let windows: FilingWindows

  init(_ services: Services, _ filters: Filters) throws {
    try filters.requireKnownNames(in: services.configuration)
    self.services = services
    self.filters = filters
    today = CalendarDate.today(in: services.configuration.practice.timeZone)
    windows = FilingWindows(services.configuration, today: today.daysSince2000)
  }

  private var configuration: Configuration { services.configuration }

  /// Last day of service that may be looked at: what is younger still rests.
  var through: CalendarDate { filters.through ?? CalendarDate(daysSince2000: windows.through) }

  /// First day: of the oldest payer's timely-filing window, unless a day was given.
  var from: CalendarDate {
    filters.from ?? (payers.isEmpty ? through : CalendarDate(daysSince2000: windows.from(payers)))
  }

  func requireWindow() throws(Stop) {
    guard through <= today else {
      throw Stop(
        .usage, "--through \(through) is after today: what has not happened cannot be claimed.",
        next: "Give today or an earlier day.")
    }
    guard from > through else { return }
    throw Stop(
      .usage, "Nothing can be due: --from \(from) is after \(through), the last day that has rested.",
      next: "Give an earlier --from, or --through as well.")
  }

  var payers: [Payer] {
    configuration.payers.filter { payer in
      (filters.payer.map { $0 == payer.id } ?? true)
        && (filters.clearinghouse.map { $0 == payer.clearinghouse } ?? true)
    }
  }

  /// One for each clearinghouse that a payer in question is reached through, in the order of the
  /// configuration.
  func routes() throws -> [Route] {
    try configuration.clearinghouses.compactMap { clearinghouse in
      let mine = payers.filter { $0.clearinghouse == clearinghouse.id }
      return mine.isEmpty ? nil : try route(clearinghouse, mine)
    }
  }

  private func route(_ clearinghouse: Clearinghouse, _ mine: [Payer]) throws -> Route {
    let all = configuration.payers.filter { $0.clearinghouse == clearinghouse.id }
    let rules = mine.map(PayerRules.init)
    var permitted = PermittedPayers(
      ids: all.map(\.id), firstServiceDates: all.map { $0.firstDay.daysSince2000 },
      isPart2Programme: configuration.practice.part2Programme)
    for payer in all { permitted.distinctModifiers[payer.id] = payer.distinctModifiers }
    return Route(
      profile: try profile(clearinghouse),
      rules: Dictionary(rules.map { ($0.id, $0) }) { first, _ in first }, admission: admission(of: mine),
      permitted: permitted,
      caution: (SendAgain(clearinghouse.again), configuration.asksWhereUnusual))
  }

  private func admission(of mine: [Payer]) -> Admission {
    var admission = Admission(
      payers: mine.map {
        Admission.Payer(
          id: $0.id, firstServiceDate: $0.firstDay, oldest: oldest(for: $0),
          oldestCorrected: CalendarDate(daysSince2000: windows.oldestCorrected($0)))
      },
      from: filters.from ?? min(from, earliestCorrection), through: through,
      isPart2Programme: configuration.practice.part2Programme)
    admission.goesBeyond = filters.from == nil
    return admission
  }

  private func profile(_ clearinghouse: Clearinghouse) throws -> ClearinghouseProfile {
    let parties = clearinghouse.parties
    let hours: Int? = if case .key(let hours) = clearinghouse.idempotency { hours } else { nil }
    var profile = ClearinghouseProfile(
      id: clearinghouse.id,
      parties: (
        Submitter(
          name: parties.submitterName, id: parties.submitterID, contactName: parties.submitterContactName,
          contactPhone: parties.submitterContactPhone),
        Receiver(name: parties.receiverName, id: parties.receiverID)
      ),
      usage: clearinghouse.usage == .production ? .production : .test,
      limits: (clearinghouse.limits.claimsPerSubmission, clearinghouse.limits.requestsPerMinute),
      delivery: (
        hours, clearinghouse.statusQuery?.minutesApart, try destinationDigest(clearinghouse)
      ))
    profile.format = clearinghouse.format == .json ? .json : .x12Professional
    return profile
  }

  /// It is shown our credentials.
  private func tokenEndpoint(_ clearinghouse: Clearinghouse) -> [String] {
    if case .oauth2(let endpoint, _, _, _) = clearinghouse.trust.authorization { [endpoint] } else { [] }
  }

  /// Replacements may be filed for longer than originals.
  private var earliestCorrection: CalendarDate {
    today.adding(days: -(payers.map(\.correctedFilingDays).max() ?? 0))
  }

  func oldest(for payer: Payer) -> CalendarDate { CalendarDate(daysSince2000: windows.oldest(payer)) }

  /// Where claims go and whom we believe to be there. It is part of every approval.
  private func destinationDigest(_ clearinghouse: Clearinghouse) throws -> Digest {
    let authority = clearinghouse.trust.authority
    guard let bundle = FileManager.default.contents(atPath: authority) else {
      throw SigningError.notACertificate(authority)
    }
    let parties = clearinghouse.parties
    let lines =
      [
        "scrim-destination-1", clearinghouse.id, clearinghouse.endpoint, clearinghouse.usage.rawValue,
        Digest(sha256Of: Array(bundle)).description, parties.submitterID, parties.receiverID,
      ] + clearinghouse.trust.pinnedPublicKeys.sorted() + tokenEndpoint(clearinghouse)
      + (clearinghouse.format == .json ? ["as json"] : [])
    return Digest(sha256Of: Array(lines.joined(separator: "\n").utf8))
  }
}

extension SendAgain {
  fileprivate init(_ given: Clearinghouse.SendAgain) {
    self.init(
      tries: given.tries, firstSeconds: Double(given.firstSeconds), capSeconds: Double(given.capSeconds))
  }
}

extension PayerRules {
  fileprivate init(_ payer: Payer) {
    self.init(
      id: payer.id, payerID: payer.payerID, taxonomyRequired: payer.taxonomyRequired,
      edits: .of(payer.rules))
  }
}

extension PayerEdits {
  /// Nil where there are no rules: most payers, and nothing to ask for each claim.
  fileprivate static func of(_ rules: Payer.Rules) -> PayerEdits? {
    guard !rules.isEmpty else { return nil }
    return PayerEdits(
      memberID: rules.memberID.map { form in
        IdentifierPattern(form.alternatives.map { $0.map { ($0.characters, $0.least...$0.most) } })
      },
      placesOfService: rules.placesOfService,
      modifiers: rules.modifiers.map {
        ModifierRule(places: $0.places, procedures: $0.procedures, requires: $0.requires, allows: $0.allows)
      },
      enrolled: Dictionary(rules.enrolled.map { ($0.npi, CalendarDate(checked: $0.from)) }) { min($0, $1) })
  }
}

extension Payer {
  var firstDay: CalendarDate { CalendarDate(daysSince2000: firstDayOfService) }
}

extension CalendarDate {
  /// A day of the configuration; its reader has checked the text.
  fileprivate init(checked text: String) {
    guard let day = CalendarDate(text) else { preconditionFailure("an unchecked configuration") }
    self = day
  }

  static func today(in timeZone: String, at moment: Date = Date()) -> CalendarDate {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = TimeZone(identifier: timeZone) ?? .gmt
    let parts = calendar.dateComponents([.year, .month, .day], from: moment)
    return CalendarDate(year: parts.year ?? 2000, month: parts.month ?? 1, day: parts.day ?? 1)
  }
}
