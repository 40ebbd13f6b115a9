import CKernelSupport
import Glibc

/// Short times: the time-stamp counter where it is steady, else the monotonic clock.
struct TickClock: Sendable {
  private let usesCounter: Bool
  private let nanosecondsPerTick: Double

  /// Compares the counter with the monotonic clock for 10 ms, once a process: its rate is good to 10⁻⁵ then.
  static let shared = TickClock()

  private init() {
    usesCounter = lean_ticks_are_steady()
    guard usesCounter else {
      nanosecondsPerTick = 1
      return
    }
    let firstTick = lean_ticks()
    let first = lean_nanoseconds()
    usleep(10_000)
    let lastTick = lean_ticks()
    let last = lean_nanoseconds()
    nanosecondsPerTick = lastTick > firstTick ? Double(last - first) / Double(lastTick - firstTick) : 1
  }

  @inline(__always)
  func now() -> UInt64 { usesCounter ? lean_ticks() : lean_nanoseconds() }

  /// Whole nanoseconds of a duration; 0 where `end` is before `start` (the counters of two cores may differ by a few ticks).
  func nanoseconds(from start: UInt64, to end: UInt64) -> Int {
    end > start ? Int((Double(end - start) * nanosecondsPerTick).rounded()) : 0
  }

  func ticks(nanoseconds: Double) -> UInt64 { UInt64(nanoseconds / nanosecondsPerTick) }
}
