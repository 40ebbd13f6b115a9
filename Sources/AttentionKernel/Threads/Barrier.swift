import Synchronization

/// Where some threads wait for each other, again and again.
final class Barrier: Sendable {
  private let arrived = Atomic<Int>(0)
  private let passed: WaitWord
  private let memory: MemoryRegion

  init() throws(KernelFailure) {
    memory = try MemoryRegion(bytes: WaitWord.stride, for: "a barrier")
    passed = WaitWord(at: memory.base)
  }

  /// Waits until all `count` threads are here. The last to arrive runs `first` before it lets the others go.
  func arrive(count: Int, spinTicks: UInt64, first: () -> Void = {}) {
    let seen = passed.current
    if arrived.add(1, ordering: .acquiringAndReleasing).newValue == count {
      arrived.store(0, ordering: .relaxed)
      first()
      passed.set(seen &+ 1)
    } else {
      passed.wait(for: seen &+ 1, spinTicks: spinTicks)
    }
  }
}
