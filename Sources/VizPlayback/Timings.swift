import AttentionCore

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

/// What the kernel cost, by clock. Each part fills in when it has been measured.
public struct Timings: Sendable {
  public enum Phase: Sendable, Hashable {
    /// The race has not ended yet.
    case notYet
    case measuring
    case done
    /// A key stopped it; `r` measures again.
    case cancelled
    /// In one line: why there are no times.
    case failed(String)
  }

  public var phase = Phase.notYet
  /// Costs of the parts on one core, and the layout on the race's units, one an algorithm.
  public var composed: Composed?
  /// The same problem with as many units as cores, one an algorithm.
  public var measured: Measured?

  /// A run elsewhere, one timeline an algorithm.
  public var imported: Imported?

  /// Times that were not taken here: the schedules on stage, as a trace from elsewhere ran them.
  public struct Imported: Sendable {
    /// What the trace says of where it is from.
    public var source: String
    public var timelines: [Timeline]
    public var wall: [WallTime?]

    public init(source: String, timelines: [Timeline], wall: [WallTime?]) {
      self.source = source
      self.timelines = timelines
      self.wall = wall
    }
  }

  public struct Composed: Sendable {
    public var costs: PartCosts
    public var timelines: [Timeline]

    public init(costs: PartCosts, timelines: [Timeline]) {
      self.costs = costs
      self.timelines = timelines
    }
  }

  /// How far the measurement under way is.
  public var progress: Progress?

  public struct Progress: Sendable, Hashable {
    public enum Part: Sendable, Hashable { case tiles, runs, phases }

    public var part: Part
    public var done: Int
    public var of: Int

    public init(_ part: Part, done: Int, of: Int) {
      self.part = part
      self.done = done
      self.of = of
    }
  }

  public struct Measured: Sendable {
    public var cores: Int
    public var wall: [WallTime]
    /// One traced run an algorithm.
    public var timelines: [Timeline]
    /// The schedules on as many units as cores, which the timelines' items index.
    public var schedules: [Schedule]
    /// More workers than usable cores: times without ratios.
    public var isOversubscribed: Bool
    /// Whether each run found K and V in memory, not in a cache.
    public var isCold: Bool
    /// What bounds any run here.
    public var roof: Roof?
    /// Where the time of sampled runs went, one an algorithm; empty until that has been measured.
    public var phases: [Phases] = []

    public init(
      cores: Int, wall: [WallTime], timelines: [Timeline], schedules: [Schedule], isOversubscribed: Bool, isCold: Bool,
      roof: Roof?
    ) {
      self.cores = cores
      self.wall = wall
      self.timelines = timelines
      self.schedules = schedules
      self.isOversubscribed = isOversubscribed
      self.isCold = isCold
      self.roof = roof
    }

    /// How fast an algorithm reads K and V at its median, in GB (10⁹) a second.
    public func gigabytesPerSecond(_ place: Int) -> Double {
      Double(schedules[place].problem.kvBytes) / Double(max(1, wall[place].median))
    }
  }

  /// The machine's limits, measured in the same rounds as the runs, in GB (10⁹) of K and V a second.
  public struct Roof: Sendable, Hashable {
    /// Plain reads with all cores, and with one.
    public var read: Double
    public var readByOneCore: Double
    /// The kernel on all cores while K and V come from their caches.
    public var arithmetic: Double

    public init(read: Double, readByOneCore: Double, arithmetic: Double) {
      self.read = read
      self.readByOneCore = readByOneCore
      self.arithmetic = arithmetic
    }
  }

  public struct Phases: Sendable, Hashable {
    public var shares: PhaseShares
    /// Of so many KV tiles one was timed inside.
    public var interval: Int
    /// How many times as long a sampled run takes.
    public var slowdown: Double

    public init(shares: PhaseShares, interval: Int, slowdown: Double) {
      self.shares = shares
      self.interval = interval
      self.slowdown = slowdown
    }
  }

  public init() {}
}
