/// A job whose workers begin together, and that is timed from there until the last one ends.
///
/// `@unchecked Sendable`: each time has one writer; they are read when all have ended.
final class TimedJob: @unchecked Sendable {
  private let barrier: Barrier
  /// In ticks, a cache line each: the start, then each worker's end.
  private let times: MemoryRegion
  private static let stride = 64

  init(threads: Int) throws(KernelFailure) {
    barrier = try Barrier()
    times = try MemoryRegion(bytes: (threads + 1) * Self.stride, for: "times")
  }

  private func time(_ index: Int) -> UnsafeMutablePointer<UInt64> {
    (times.base + index * Self.stride).assumingMemoryBound(to: UInt64.self)
  }

  /// Runs `body` with 0 ..< `workers`, each on the thread of that number.
  /// - Returns: when all were there, and when the last one ended.
  func run(on pool: WorkerPool, workers: Int, _ body: @escaping @Sendable (Int) -> Void) -> TickInterval {
    let clock = TickClock.shared
    let spinTicks = pool.spinTicks
    pool.run(on: workers) { [self] worker in
      barrier.arrive(count: workers, spinTicks: spinTicks) { time(0).pointee = clock.now() }
      body(worker)
      time(worker + 1).pointee = clock.now()
    }
    return TickInterval(start: time(0).pointee, end: (1...workers).reduce(0) { max($0, time($1).pointee) })
  }
}

/// From one reading of the clock to another.
struct TickInterval: Sendable {
  var start: UInt64
  var end: UInt64

  var ticks: UInt64 { elapsed(from: start, to: end) }
  var nanoseconds: Int { TickClock.shared.nanoseconds(from: start, to: end) }
}
