import AttentionCore

/// How long the whole schedule takes on this machine's cores, at full speed.
public struct Measurement: Sendable {
  public var schedule: Schedule
  /// Wall times of the untraced runs, a round each, from when all workers are there until the last one ends.
  public var times: Samples
  /// Wall times of the traced runs, in the same rounds from the first one on.
  public var tracedTimes: Samples
  /// The traced run of median time, on the clock `measured`: units are workers, and every tile is a span of its own (with
  /// its segment as item), in order.
  public var timeline: Timeline
  /// Which share of that run each worker was busy: computing, publishing or merging, not waiting.
  public var busyShares: [Double]
  /// The same of all workers together, the median of all traced runs; `nil` without any.
  public var busyShare: Double?
  /// Readings of the clock that a traced run takes, a KV tile.
  public var readingsPerTile: Double?
  /// What a tile of a traced run takes, in ns; the mean of each run, the median of all.
  public var tileNanoseconds: Double?

  /// K and V bytes a second, in GB (10⁹).
  public var gigabytesPerSecond: Double { Double(schedule.problem.kvBytes) / Double(max(1, times.median)) }
  /// How many times as long a traced run takes as an untraced one.
  public var traceOverhead: PairedRatio { PairedRatio(tracedTimes.nanoseconds, over: times.nanoseconds) }
}

/// Schedules measured against each other, in the same rounds.
public struct MeasuredSchedules: Sendable {
  /// One a schedule.
  public var measurements: [Measurement]
  /// Plain reads in the same rounds; `nil` where they were not asked for.
  public var reads: PlainReads?
  /// Whether each run found K and V in memory, not in a cache.
  public var isCold: Bool
  /// K and V, how many times over, that the runs used in turn.
  public var copies: Int
  /// Whether there were more workers than usable cores: such times say little, and no ratio should be made of them.
  public var isOversubscribed: Bool
  public var tuning: MemoryTuning

  /// All rounds of both, those of `later` last, as one measurement; its timelines are those of `later`.
  ///
  /// - Parameter later: of the same schedules, on the same engine
  public func adding(_ later: MeasuredSchedules) -> MeasuredSchedules {
    var all = later
    for index in all.measurements.indices where measurements.indices.contains(index) {
      all.measurements[index].times = measurements[index].times + later.measurements[index].times
    }
    if let reads, let laterReads = later.reads {
      all.reads?.times = reads.times + laterReads.times
      all.reads?.oneThreadTimes = reads.oneThreadTimes + laterReads.oneThreadTimes
    }
    all.isCold = isCold && later.isCold
    return all
  }

  public var rounds: MeasuredRounds {
    MeasuredRounds(times: measurements.map(\.times.nanoseconds), readTimes: reads?.times.nanoseconds ?? [])
  }
}

/// How fast this machine reads K and V where nothing is computed: the roof of anything that has to read them.
public struct PlainReads: Sendable, Hashable {
  /// With all threads, a round each, in ns.
  public var times: Samples
  /// What each of these reads.
  public var bytes: Int
  /// With one thread, in the same rounds, in ns.
  public var oneThreadTimes: Samples
  public var oneThreadBytes: Int

  public init(times: Samples, bytes: Int, oneThreadTimes: Samples, oneThreadBytes: Int) {
    (self.times, self.bytes) = (times, bytes)
    (self.oneThreadTimes, self.oneThreadBytes) = (oneThreadTimes, oneThreadBytes)
  }

  /// GB (10⁹) a second, medians.
  public var gigabytesPerSecond: Double { Double(bytes) / Double(max(1, times.median)) }
  public var oneThreadGigabytesPerSecond: Double { Double(oneThreadBytes) / Double(max(1, oneThreadTimes.median)) }

  /// How much faster all threads together read than one of them alone: what further cores are worth to anything that is
  /// bound by memory.
  public var scaling: PairedRatio {
    // Both for the bytes of one thread.
    let share = Double(oneThreadBytes) / Double(max(1, bytes))
    return PairedRatio(
      oneThreadTimes.nanoseconds, over: times.nanoseconds.map { Int((Double($0) * share).rounded()) })
  }
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

  public var count: Int { times.map(\.count).max() ?? 0 }

  /// The rounds in which the machine's memory was about as fast as it mostly was: a plain read took at least half of its
  /// median time and at most twice as long. A round is left out as a whole, whatever its algorithms took.
  ///
  /// Hosts give a virtual machine a third of the bandwidth for some seconds: what ran then says nothing of what ran before.
  public var steady: MeasuredRounds {
    let median = Samples(readTimes).median
    guard median > 0 else { return self }
    let kept = readTimes.indices.filter { 2 * readTimes[$0] >= median && readTimes[$0] <= 2 * median }
    return MeasuredRounds(
      times: times.map { list in kept.compactMap { $0 < list.count ? list[$0] : nil } },
      readTimes: kept.map { readTimes[$0] })
  }
}

/// When a measurement has enough rounds.
public struct RoundLimit: Sendable {
  /// Traced runs from which the one of median time is taken where no more are needed: a single one may be any.
  public static let typicalTraces = 5

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
