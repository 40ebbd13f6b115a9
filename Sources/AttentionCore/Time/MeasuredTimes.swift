/// What repeated whole runs took, each algorithm on as many units as threads.
public struct MeasuredTimes: Sendable, Hashable {
  public var workers: Workers
  /// One per algorithm.
  public var wall: [WallTime]
  /// One traced run per algorithm.
  public var timelines: [Timeline]
  /// The schedules on as many units as threads, which the timelines' items index.
  public var schedules: [Schedule]
  /// Whether each run found K and V in memory, not in a cache.
  public var isCold: Bool
  /// What bounds any run here.
  public var roof: Roof?
  /// Where the time of sampled runs went, one per algorithm; empty until that has been measured.
  public var phases: [SampledPhaseShares]

  public init(
    workers: Workers, wall: [WallTime], timelines: [Timeline], schedules: [Schedule], isCold: Bool,
    roof: Roof?, phases: [SampledPhaseShares] = []
  ) {
    self.workers = workers
    self.wall = wall
    self.timelines = timelines
    self.schedules = schedules
    self.isCold = isCold
    self.roof = roof
    self.phases = phases
  }

  /// More threads than usable cores: times without ratios.
  public var isOversubscribed: Bool { workers.areOversubscribed }
  public var clock: Clock { .measured(workers) }

  /// How fast an algorithm reads K and V at its median, in GB (10⁹) per second.
  public func gigabytesPerSecond(_ place: Int) -> Double {
    Double(schedules[place].problem.kvBytes) / Double(max(1, wall[place].median))
  }
}

/// Wall times of one algorithm, in ns.
public struct WallTime: Sendable, Hashable {
  public var median: Int
  public var p5: Int
  public var p95: Int
  /// How many runs they are taken over.
  public var runs: Int

  public init(median: Int, p5: Int, p95: Int, runs: Int) {
    self.median = median
    self.p5 = p5
    self.p95 = p95
    self.runs = runs
  }
}

/// A machine's limits, measured with the runs: in GB (10⁹) of K and V per second, but for the peak.
public struct Roof: Sendable, Hashable {
  /// Plain reads with all cores, and with one.
  public var read: Double
  public var readByOneCore: Double
  /// The kernel on all cores while K and V come from their caches.
  public var arithmetic: Double
  /// Multiplications and additions on all cores while they do nothing else, in GFLOP/s (10⁹); `nil` where it is not known.
  public var peak: Double?

  public init(read: Double, readByOneCore: Double, arithmetic: Double, peak: Double? = nil) {
    self.read = read
    self.readByOneCore = readByOneCore
    self.arithmetic = arithmetic
    self.peak = peak
  }
}
