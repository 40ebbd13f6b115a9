import AttentionCore
import AttentionKernel

extension MeasuredTimes {
  /// - Parameter arithmetic: of the same engine.
  init(_ measured: MeasuredSchedules, workers: Workers, arithmetic: ArithmeticRoof) {
    self.init(
      workers: workers, wall: measured.measurements.map(\.times.wallTime),
      timelines: measured.measurements.map(\.timeline),
      schedules: measured.measurements.map(\.schedule), isCold: measured.isCold,
      roof: measured.reads.map {
        Roof(
          read: $0.gigabytesPerSecond, readByOneCore: $0.oneThreadGigabytesPerSecond,
          arithmetic: arithmetic.gigabytesPerSecond, peak: arithmetic.peak)
      })
  }
}

extension SampledPhaseShares {
  init(_ phases: SampledPhases) {
    self.init(shares: phases.shares, interval: SampledPhases.sampledTiles, slowdown: phases.slowdown.median)
  }
}

extension Samples {
  /// In three numbers.
  var wallTime: WallTime { WallTime(median: median, p5: percentile(5), p95: percentile(95), runs: count) }
}
