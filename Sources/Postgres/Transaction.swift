internal import CLibPQ

public enum TransactionKind: Sendable {
  case readCommitted
  /// One snapshot for all statements; nothing can be written.
  case repeatableReadOnly

  var begin: String {
    switch self {
    case .readCommitted: "begin isolation level read committed, read write"
    case .repeatableReadOnly: "begin isolation level repeatable read, read only"
    }
  }
}

extension Connection {
  /// Runs `body` in a transaction: committed when it returns, rolled back when it throws.
  ///
  /// - Throws: what `body` throws; `.commitInDoubt` if the server was lost during COMMIT; `.usage` within a
  ///   transaction.
  public func transaction<T>(_ kind: TransactionKind = .readCommitted, _ body: () throws -> T) throws -> T {
    guard PQtransactionStatus(handle) != PQTRANS_INTRANS, PQtransactionStatus(handle) != PQTRANS_INERROR
    else { throw PostgresError.wrongUse }
    try script(kind.begin)
    let value: T
    do {
      value = try body()
    } catch {
      // If the rollback fails the connection is gone, and the server rolls back by itself.
      try? script("rollback")
      throw error
    }
    try commit()
    return value
  }

  private func commit() throws(PostgresError) {
    do throws(PostgresError) {
      // A COMMIT of a transaction in which a statement failed "succeeds" as a ROLLBACK (25P02).
      guard try query("commit").command == "COMMIT" else { throw PostgresError(.server, sqlState: "25P02") }
    } catch  where error.kind == .connectionLost {
      throw PostgresError(.commitInDoubt, sqlState: error.sqlState)
    }
  }
}
