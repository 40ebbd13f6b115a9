import AttentionCore

/// How long the whole schedule takes on this machine's cores, at full speed.
public struct Measurement: Sendable {
  public var schedule: Schedule
  /// Wall times of the untraced runs, a round each, from when all workers are there until the last one ends.
  public var times: Samples
  /// Wall times of the traced runs, in the same rounds from the first one on.
  public var tracedTimes: Samples
  /// A traced run of typical length, on the clock `measured`: units are workers, and every tile is a span of its own (with
  /// its segment as item), in order.
  public var timeline: Timeline
  /// Which share of that run each worker was busy: computing, publishing or merging, not waiting.
  public var busyShares: [Double]
  /// The same of all workers together, the median of all traced runs; `nil` without any.
  public var busyShare: Double?
  /// The read test in the same rounds, with the same workers; empty where it was not asked for.
  public var readTimes: Samples
  /// Bytes that the read test reads.
  public var readBytes: Int
  /// Whether each run found K and V in memory, not in a cache.
  public var isCold: Bool
  /// K and V, how many times over, that the runs used in turn.
  public var copies: Int
  /// Whether there were more workers than usable cores: such times say little, and no ratio should be made of them.
  public var isOversubscribed: Bool

  /// K and V bytes a second, in GB (10⁹).
  public var gigabytesPerSecond: Double { Double(schedule.problem.kvBytes) / Double(max(1, times.median)) }
  /// The read test's rate, in GB (10⁹) a second; `nil` without one.
  public var readGigabytesPerSecond: Double? {
    readTimes.count == 0 ? nil : Double(readBytes) / Double(max(1, readTimes.median))
  }
  /// How many times as long a traced run takes as an untraced one.
  public var traceOverhead: PairedRatio { PairedRatio(tracedTimes.nanoseconds, over: times.nanoseconds) }
}

/// What the rounds of a measurement have given so far; the n-th time of each list is from the n-th round.
public struct MeasuredRounds: Sendable {
  /// Of each schedule, in ns.
  public var times: [[Int]]
  /// Of the read test, in ns.
  public var readTimes: [Int]

  public init(times: [[Int]], readTimes: [Int]) {
    self.times = times
    self.readTimes = readTimes
  }
}

/// When a measurement has enough rounds.
public struct RoundLimit: Sendable {
  /// There are as many at least…
  public var rounds: Int
  /// …unless so many seconds are over first.
  public var seconds: Double
  /// More rounds follow until this says yes, or `addedSeconds` are over since the first.
  public var isEnough: @Sendable (MeasuredRounds) -> Bool
  public var addedSeconds: Double

  /// A number of rounds, fewer where time is over.
  public init(rounds: Int, seconds: Double = .infinity) {
    self.rounds = rounds
    self.seconds = seconds
    isEnough = { _ in true }
    addedSeconds = 0
  }

  /// A number of rounds, and more of them while they do not say enough.
  public init(
    rounds: Int, addedSeconds: Double, isEnough: @escaping @Sendable (MeasuredRounds) -> Bool
  ) {
    self.rounds = rounds
    seconds = .infinity
    self.isEnough = isEnough
    self.addedSeconds = addedSeconds
  }
}
