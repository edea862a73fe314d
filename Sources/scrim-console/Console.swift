internal import Hummingbird
internal import HummingbirdTLS
internal import Mustache
internal import ArgumentParser

@main
struct Console: AsyncParsableCommand {
  func run() async throws {
    let router = Router()
    router.get("/") { _, _ in "ok" }
    try await Application(router: router).runService()
  }
}
