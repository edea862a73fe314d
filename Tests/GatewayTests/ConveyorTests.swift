internal import Foundation
internal import Gateway
internal import TestSupport
internal import Testing

@Suite("Conveyor") struct ConveyorTests {
  private struct Cause: Error, Equatable { let stage: String }

  /// What the stages counted.
  private final class Counts: Sendable {
    let made = Counter(), passed = Counter(), taken = Counter()
  }

  private struct Hung: Error {}

  /// Runs the stages side by side; what hangs is left behind.
  private func finish(_ stages: [@Sendable () throws -> Void]) throws {
    let result = Box<Result<Void, any Error>>(.failure(Hung()))
    let done = DispatchSemaphore(value: 0)
    Thread {
      result.value = Result { try inParallel(stages) }
      done.signal()
    }.start()
    guard done.wait(timeout: .now() + 20) == .success else { throw Hung() }
    try result.value.get()
  }

  @Test func `hands on every value, in order`() throws {
    let numbers = Conveyor<Int>()
    let squares = Conveyor<Int>()
    let arrived = Box<[Int]>([])
    try finish([
      { try numbers.fill { put in for number in 0..<500 { try put(number) } } },
      { try squares.fill { put in try numbers.drain { try put($0 * $0) } } },
      { try squares.drain { arrived.value.append($0) } },
    ])
    #expect(arrived.value == (0..<500).map { $0 * $0 })
  }

  @Test func `holds one value, however slow the consumer is`() throws {
    let conveyor = Conveyor<Int>()
    let made = Counter()
    let ahead = Box<[Int]>([])
    try finish([
      {
        try conveyor.fill { put in
          for number in 0..<20 {
            try put(number)
            made.add(1)
          }
        }
      },
      {
        try conveyor.drain { number in
          usleep(3_000)
          ahead.value.append(made.sum - (number + 1))
        }
      },
    ])
    #expect(ahead.value.allSatisfy { (-1...1).contains($0) })
    #expect(ahead.value.contains(1))  // it does work ahead
  }

  @Test(arguments: ["producer", "middle", "consumer"])
  func `ends every stage with the error of the one that failed`(_ failing: String) throws {
    let first = Conveyor<Int>()
    let second = Conveyor<Int>()
    let counts = Counts()
    let fail: @Sendable (String, Int) throws -> Void = { stage, number in
      if stage == failing, number == 5 { throw Cause(stage: stage) }
    }
    #expect(throws: Cause(stage: failing)) {
      try finish([
        {
          try first.fill { put in
            for number in 0..<1_000 {
              try fail("producer", number)
              try put(number)
              counts.made.add(1)
            }
          }
        },
        {
          try second.fill { put in
            try first.drain { number in
              try fail("middle", number)
              try put(number)
              counts.passed.add(1)
            }
          }
        },
        {
          try second.drain { number in
            try fail("consumer", number)
            counts.taken.add(1)
          }
        },
      ])
    }
    // What was handed on before it failed is finished, and nobody goes on long after.
    #expect(counts.taken.sum == 5)
    #expect((5...6).contains(counts.passed.sum) || failing == "consumer")
    #expect((5...9).contains(counts.made.sum))
  }

  @Test func `ends a producer that has nothing left to say`() throws {
    let conveyor = Conveyor<Int>()
    let taken = Counter()
    try finish([{ try conveyor.fill { _ in } }, { try conveyor.drain { _ in taken.add(1) } }])
    #expect(taken.sum == 0)
  }

  @Test func `tells the producer that nobody takes its values any more`() {
    let conveyor = Conveyor<Int>()
    let told = Box(false)
    #expect(throws: Cause(stage: "consumer")) {
      try finish([
        {
          do {
            try conveyor.fill { put in for number in 0..<1_000 { try put(number) } }
          } catch let abandoned as ConveyorAbandoned {
            told.value = true
            throw abandoned
          }
        },
        {
          do {
            try conveyor.drain { _ in throw Cause(stage: "consumer") }
          } catch {
            usleep(50_000)  // so that the producer's error, a consequence, is there first
            throw error
          }
        },
      ])
    }
    #expect(told.value)
  }
}

/// A value that one thread writes; read after that thread has ended.
final class Box<Value>: @unchecked Sendable {
  var value: Value

  init(_ value: Value) { self.value = value }
}
