import AttentionCore
import CKernelSupport

/// What a barrier costs: from the last arrival until all have left it, while all but one worker have waited for a moment, as
/// they do after splits of unequal length.
final class BarrierTest: Sendable {
  private let pool: WorkerPool
  private let gather: Barrier
  private let barrier: Barrier

  private static let batch = 11
  private static let barriers = 99
  /// No further batch begins after so long: without a core for every worker a barrier takes a thousand times as long.
  private static let seconds = 0.2
  /// How long the last worker lets the others wait, in ns; in turns of waiting where the clock is too coarse for that.
  private static let delay = 20_000.0
  private static let delayTurns = 2000

  init(_ pool: WorkerPool) throws(KernelFailure) {
    self.pool = pool
    gather = try Barrier()
    barrier = try Barrier()
  }

  /// In ns; 0 for one worker, `nil` where the workers were not let run.
  func cost() -> Int? {
    if pool.threads == 1 { return 0 }
    let watch = Stopwatch()
    var times: [Int] = []
    while times.count < Self.barriers, times.isEmpty || watch.seconds < Self.seconds { times += batch() }
    return Self.cost(of: times)
  }

  /// What times of single barriers say: their lower quartile, since something else that takes a core makes them longer and
  /// nothing makes them shorter. Where even that is as long as a turn of the system's scheduler, a worker waited for a core
  /// and not for the others: that is no cost of a barrier.
  static func cost(of times: [Int]) -> Int? {
    let quartile = Samples(times).percentile(25)
    return times.isEmpty || quartile > longest ? nil : quartile
  }

  /// In ns. Hundreds of running threads meet within a tenth of it.
  static let longest = 250_000

  private func batch() -> [Int] {
    let workers = pool.threads
    let arrivals = SharedResults<[UInt64]>(count: workers)
    let exits = SharedResults<[UInt64]>(count: workers)
    pool.run { [gather, barrier, spinTicks = pool.spinTicks] worker in
      let clock = TickClock.shared
      let delay = clock.ticks(nanoseconds: Self.delay)
      var arrived: [UInt64] = []
      var left: [UInt64] = []
      for _ in 0..<Self.batch {
        gather.arrive(count: workers, spinTicks: spinTicks)
        let start = clock.now()
        var turns = 0
        while worker == 0, turns < Self.delayTurns, elapsed(from: start, to: clock.now()) < delay {
          lean_pause()
          turns += 1
        }
        arrived.append(clock.now())
        barrier.arrive(count: workers, spinTicks: spinTicks)
        left.append(clock.now())
      }
      arrivals[worker] = arrived
      exits[worker] = left
    }
    return (0..<Self.batch).map { round in
      let last = (0..<workers).reduce(UInt64(0)) { max($0, arrivals[$1]?[round] ?? 0) }
      let end = (0..<workers).reduce(UInt64(0)) { max($0, exits[$1]?[round] ?? 0) }
      return TickClock.shared.nanoseconds(from: last, to: end)
    }
  }
}
