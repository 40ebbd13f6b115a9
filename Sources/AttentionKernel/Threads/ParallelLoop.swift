import Synchronization

extension WorkerPool {
  /// Runs `body` for each of 0 ..< `count`, by whichever thread is free next.
  func forEach(_ count: Int, poll: () -> Void = {}, _ body: @escaping @Sendable (Int) -> Void) {
    let next = SharedCounter()
    run(poll: poll) { _ in
      while true {
        let index = next.take()
        if index >= count { return }
        body(index)
      }
    }
  }
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
