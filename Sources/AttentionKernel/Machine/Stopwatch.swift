import CKernelSupport

/// From one reading of a clock to a later one; 0 where the later one says less, as a hypervisor's clock may after it has
/// moved the machine, and the counters of two cores by a few ticks.
@inline(__always)
func elapsed(from start: UInt64, to end: UInt64) -> UInt64 { end > start ? end - start : 0 }

/// The time since it was made, by the monotonic clock.
struct Stopwatch: Sendable {
  private let start = lean_nanoseconds()

  var nanoseconds: UInt64 { elapsed(from: start, to: lean_nanoseconds()) }
  var seconds: Double { Double(nanoseconds) * 1e-9 }
}
