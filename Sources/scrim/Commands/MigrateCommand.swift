internal import ArgumentParser
internal import Postgres
internal import Schema
internal import Settings

struct MigrateCommand: Reporting {
  static let configuration = CommandConfiguration(
    commandName: "migrate",
    abstract: "Create or upgrade schemas, functions, roles and grants. Can be run any number of times.",
    discussion: "The first time, it fixes for ever whether the database is synthetic or real (database.kind)."
  )

  @OptionGroup var common: Common

  func report() throws -> MigrationReport {
    let services = try Services(common)
    let progress = ProgressLine()
    defer { progress.clear() }
    progress.show("migrating")
    let applied = try Migrator(services.connection(.migrator)).migrate(kind: services.kind)
    return MigrationReport(applied: applied, kind: services.kind.rawValue)
  }
}

struct MigrationReport: Report {
  let applied: [String]
  let kind: String
  var exit: ExitStatus { .done }

  private enum CodingKeys: String, CodingKey { case applied, kind }

  func write(to page: inout Page) {
    guard !applied.isEmpty else { return page.line("The database is up to date.") }
    page.line("Applied \(counted(applied.count, "migration")) to a \(kind) database:")
    for name in applied { page.line("  \(name)") }
    page.line("Next: `scrim check`.")
  }
}
