import Testing

@testable import AttentionKernel

/// Clocks that step back, jump, or are coarse.
struct ClockTests {
  private typealias Reading = TickClock.Reading

  /// Two pauses at 0.4 ns a tick; the clock then says so much more, in ns.
  private func readings(off offsets: [Int]) -> [Reading] {
    (0..<3).map {
      Reading(
        tick: 1_000_000_000 + UInt64($0) * 12_750_000,
        nanoseconds: UInt64(20_000_000_000 + $0 * 5_100_000 + offsets[$0]))
    }
  }

  @Test("Elapsed time is never negative") func elapsedTime() {
    #expect(elapsed(from: 5, to: 9) == 4 && elapsed(from: 9, to: 9) == 0 && elapsed(from: 9, to: 5) == 0)
    #expect(elapsed(from: .max, to: 0) == 0 && elapsed(from: 0, to: .max) == .max)
    let clock = TickClock.shared
    #expect(clock.nanoseconds(from: 9, to: 5) == 0 && clock.nanoseconds(from: .max, to: 0) == 0)
    // However far a counter jumps, times can be added up.
    #expect(clock.nanoseconds(from: 0, to: .max) <= 1_000_000_000_000_000)
    #expect(TickInterval(start: 9, end: 5).ticks == 0 && TickInterval(start: 9, end: 5).nanoseconds == 0)
  }

  @Test("The counter's rate comes from a clock that runs evenly, not from one that jumps or stands") func rate() throws
  {
    let rate = try #require(Reading.rate(readings(off: [0, 0, 0])))
    #expect(abs(rate - 0.4) < 1e-9)
    #expect(Reading.rate(readings(off: [0, 3_000, -3_000])) != nil)
    for offsets in [
      [0, 0, -5_000_000_000], [0, -5_000_000_000, 0], [-5_000_000_000, 0, 0], [0, 0, 5_000_000_000], [0, 0, 1_000_000],
      [0, 400_000, 0], [0, -5_100_000, -10_200_000],
    ] {
      #expect(Reading.rate(readings(off: offsets)) == nil, "\(offsets)")
    }
    #expect(Reading.rate([]) == nil && Reading.rate([Reading(tick: 1, nanoseconds: 1)]) == nil)
    let standing = (0..<3).map { _ in Reading(tick: 7, nanoseconds: 7) }
    #expect(Reading.rate(standing) == nil)
    // Where the clock cannot tell, the shortest pause does; never none, nor infinitely many ticks.
    #expect(abs(Reading.rateOfPauses(readings(off: [0, -9, 70])) - 5000.0 / 12_750) < 1e-9)
    for odd in [standing, [], Array(readings(off: [0, 0, 0]).reversed())] {
      let rate = Reading.rateOfPauses(odd)
      #expect(rate > 0 && rate.isFinite && (50_000_000 / rate).isFinite)
    }
  }

  @Test("Times of 0 give ratios, rates and shares without a trap") func nothingElapsed() {
    let zeros = [0, 0, 0]
    #expect(PairedRatio(zeros, over: zeros).median == 1)
    let reads = PlainReads(times: Samples(zeros), bytes: 64, oneThreadTimes: Samples(zeros), oneThreadBytes: 32)
    #expect(reads.gigabytesPerSecond.isFinite && reads.scaling.median.isFinite)
    let none = SampledPhases.Run(phases: [0, 0, 0], totals: .init(), total: 0)
    #expect(SampledPhases([none], slowdown: PairedRatio(zeros, over: zeros)).shares.idle == 1)
    #expect(BarrierTest.cost(of: zeros) == 0)
  }

  @Test("A barrier's cost is told by those that nothing disturbed; by none, it is not told") func barrierCost() {
    let usual = [700, 800, 900, 1000]
    #expect(BarrierTest.cost(of: usual) == 700)
    // A core was taken away for two of three.
    #expect(BarrierTest.cost(of: usual + Array(repeating: 50_000_000, count: 8)) == 900)
    #expect(BarrierTest.cost(of: Array(repeating: 50_000_000, count: 11)) == nil)
    #expect(BarrierTest.cost(of: [700] + Array(repeating: 3_000_000, count: 10)) == nil)
    #expect(BarrierTest.cost(of: []) == nil)
  }

  @Test("Workers that share one core have no cost of a barrier, or that of a free one") func sharedCore() throws {
    let threads = min(usableCores(), 3)
    let pool = try WorkerPool(threads: threads, cores: Array(repeating: allowedCores().first ?? 0, count: threads))
    let cost = try BarrierTest(pool).cost()
    #expect((cost ?? 0) <= BarrierTest.longest)
  }
}
