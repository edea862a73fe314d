internal import Accounts
internal import Credentials
internal import NIOPosix

/// Derives from passwords, on purpose slowly: two at a time, so that a flood of sign-ins takes neither all
/// cores nor much memory.
struct Passwords: Sendable {
  private let threads: NIOThreadPool

  init() {
    threads = NIOThreadPool(numberOfThreads: 2)
    threads.start()
  }

  func proof(_ password: String, _ recipe: SignIns.Recipe) async throws -> [UInt8] {
    let cost = PasswordCost(recipe.cost) ?? .current
    return try await threads.runIfActive {
      try Password.proof(password, salt: recipe.salt, cost: cost)
    }
  }
}
