import CKernelSupport
import Synchronization

/// A number that only grows (wrapping), and that threads wait for: they spin for a while, then sleep.
///
/// Lives at a fixed address, because the system's wait is by address.
///
/// `@unchecked Sendable`: all access is atomic; the memory is freed by its owner when no thread uses it.
struct WaitWord: @unchecked Sendable {
  private let value: UnsafeMutablePointer<Atomic<UInt32>>
  private let sleepers: UnsafeMutablePointer<Atomic<UInt32>>

  /// Each word has a cache line to itself, so that waiting for one does not disturb another.
  static let stride = 64

  /// - Parameter memory: ``stride`` zero bytes, aligned to as many.
  init(at memory: UnsafeMutableRawPointer) {
    value = memory.bindMemory(to: Atomic<UInt32>.self, capacity: 2)
    sleepers = value + 1
  }

  var current: UInt32 { value.pointee.load(ordering: .acquiring) }

  /// Sets the number and wakes who sleeps for it. What was written before is visible to whoever sees the number.
  ///
  /// Sequentially consistent here and in ``wait(for:spinTicks:)``: either the sleeper is seen here, or it sees the number.
  func set(_ new: UInt32) {
    value.pointee.store(new, ordering: .sequentiallyConsistent)
    if sleepers.pointee.load(ordering: .sequentiallyConsistent) > 0 { lean_futex_wake(value, .max) }
  }

  /// Waits until the number is `wanted`.
  /// - Parameters:
  ///   - spinTicks: how long to spin before sleeping, in ticks of the clock.
  ///   - timeout: gives up after so many nanoseconds of sleep; `nil`: never.
  /// - Returns: whether the number is `wanted`.
  @discardableResult
  func wait(for wanted: UInt32, spinTicks: UInt64, timeout: Int64? = nil) -> Bool {
    wait(spinTicks: spinTicks, timeout: timeout) { $0 == wanted }
  }

  /// Waits until the number satisfies a condition.
  @inline(__always)
  @discardableResult
  func wait(spinTicks: UInt64, timeout: Int64? = nil, until isDone: (UInt32) -> Bool) -> Bool {
    if isDone(current) { return true }
    if spinTicks > 0 {
      let clock = TickClock.shared
      let start = clock.now()
      // Where the clock steps back, the difference wraps, and the spinning ends.
      while clock.now() &- start < spinTicks {
        for _ in 0..<8 { lean_pause() }
        if isDone(current) { return true }
      }
    }
    sleepers.pointee.add(1, ordering: .sequentiallyConsistent)
    defer { sleepers.pointee.subtract(1, ordering: .sequentiallyConsistent) }
    while true {
      let seen = value.pointee.load(ordering: .sequentiallyConsistent)
      if isDone(seen) { return true }
      lean_futex_wait(value, seen, timeout ?? -1)
      if timeout != nil { return isDone(current) }
    }
  }
}
