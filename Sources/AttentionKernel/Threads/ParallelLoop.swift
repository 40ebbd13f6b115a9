import Synchronization

extension WorkerPool {
  /// Runs `body` for each of 0 ..< `count`, by whichever thread is free next; where there are very many, for some in a row.
  func forEach(_ count: Int, poll: () -> Void = {}, _ body: @escaping @Sendable (Int) -> Void) {
    let next = SharedCounter()
    let atOnce = max(1, count / (threads * Self.turns))
    run(poll: poll) { _ in
      while true {
        let first = next.take() * atOnce
        if first >= count { return }
        for index in first..<min(first + atOnce, count) { body(index) }
      }
    }
  }

  /// Of each thread: enough for none to be left with much when the others have ended.
  private static let turns = 256
}

/// A counter that threads take numbers from, each number once.
final class SharedCounter: Sendable {
  private let value = Atomic<Int>(0)

  func take() -> Int { value.add(1, ordering: .relaxed).oldValue }
  func reset() { value.store(0, ordering: .relaxed) }
}

/// A request to stop that running threads look at now and then.
final class StopFlag: Sendable {
  private let value = Atomic<Bool>(false)

  var isSet: Bool { value.load(ordering: .relaxed) }
  func set() { value.store(true, ordering: .relaxed) }
  func clear() { value.store(false, ordering: .relaxed) }
}
