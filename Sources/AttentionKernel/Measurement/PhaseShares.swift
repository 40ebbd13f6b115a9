import AttentionCore

/// Where the time of sampled runs went: scores, softmax and values by the tiles that were timed inside, the rest by the
/// trace of every tile.
public struct SampledPhases: Sendable, Hashable {
  public var shares: PhaseShares
  /// How many times as long a sampled run takes as a plain one of the same round.
  public var slowdown: PairedRatio

  /// Of so many tiles of a worker one is timed inside.
  public static let sampledTiles = PhaseSampler.interval

  /// What one sampled run says.
  struct Run {
    /// Of all workers' timed tiles: scores, softmax, values, in ticks.
    var phases: [UInt64]
    /// Of all workers, in ticks.
    var totals: TraceLane.Totals
    /// The run's length times the workers, in ticks.
    var total: UInt64

    var sampled: UInt64 { phases.reduce(0, &+) }
  }

  /// The run of median length, its tiles' time divided by the medians of all runs: where something else took a core for
  /// a while, it changes little.
  init(_ runs: [Run], slowdown: PairedRatio) {
    let proportions = (0..<PhaseSampler.phases).map { phase in
      runs.filter { $0.sampled > 0 }.map { Double($0.phases[phase]) / Double($0.sampled) }.lowerMedian ?? 0
    }
    // Medians need not add up to 1.
    let sum = max(.leastNormalMagnitude, proportions.reduce(0, +))
    let sorted = runs.sorted { $0.total < $1.total }
    let typical = sorted.isEmpty ? nil : sorted[(sorted.count - 1) / 2]
    let totals = typical?.totals ?? TraceLane.Totals()
    // The counters of two cores may differ by a few ticks.
    let total = Double(max(1, typical?.total ?? 0, totals.busy &+ totals.wait))
    shares = PhaseShares(
      scores: Double(totals.attend) / total * proportions[0] / sum,
      softmax: Double(totals.attend) / total * proportions[1] / sum,
      values: Double(totals.attend) / total * proportions[2] / sum, merge: Double(totals.merge) / total,
      wait: Double(totals.wait) / total)
    self.slowdown = slowdown
  }
}

extension Engine {
  /// Measures what schedules spend their time on: in each round every one runs plainly and sampled.
  ///
  /// - Parameters:
  ///   - rounds: at most; a multiple of ``PhaseSampler/interval`` gives every tile its turn.
  ///   - seconds: no further round begins after so long.
  ///   - cold: as in ``measure(_:limit:tracedRounds:cold:isSpread:readTest:didRound:isCancelled:)``.
  ///   - didRound: called after each round with their number, between runs, on a worker.
  ///   - isCancelled: asked on the calling thread at least every 20 ms; the pass ends with its next run then.
  /// - Returns: `nil` where it was cancelled.
  public func phaseShares(
    _ schedules: [Schedule], rounds: Int = 32, seconds: Double = 3, cold: Bool = true,
    didRound: (Int) -> Void = { _ in }, isCancelled: () -> Bool = { false }
  ) throws(KernelFailure) -> [SampledPhases]? {
    try require(
      schedules.reduce(0) { $0 + Contestant.bytes($1, threads: threads, isTraced: true) }, for: "the measurement")
    let stop = StopFlag()
    var sampled: [SampledContestant] = []
    for schedule in schedules { sampled.append(try SampledContestant(schedule, engine: self)) }
    var source = copies(cold: cold)
    _ = try tuning(for: source)
    pool.conduct(poll: { if isCancelled() { stop.set() } }) {
      let watch = Stopwatch()
      for round in 0..<rounds where round == 0 || watch.seconds < seconds {
        for offset in sampled.indices where !stop.isSet {
          sampled[(offset + round) % sampled.count].run(round, from: &source)
        }
        didRound(round + 1)
      }
    }
    return stop.isSet ? nil : sampled.map(\.phases)
  }
}

/// A schedule whose phases are measured.
private struct SampledContestant {
  private let engine: Engine
  private let executor: ScheduleExecutor
  private let lanes: [TraceLane]
  private let samplers: [PhaseSampler]
  private var plainTimes: [Int] = []
  private var sampledTimes: [Int] = []
  private var runs: [SampledPhases.Run] = []

  init(_ schedule: Schedule, engine: Engine) throws(KernelFailure) {
    self.engine = engine
    executor = try ScheduleExecutor(schedule, folder: engine.folder, threads: engine.threads)
    lanes = try TraceLane.lanes(for: schedule, threads: engine.threads)
    var samplers: [PhaseSampler] = []
    for _ in 0..<engine.threads { samplers.append(try PhaseSampler()) }
    self.samplers = samplers
  }

  mutating func run(_ round: Int, from source: inout CopySource) {
    // The first of a round finds the caches as the one before left them: each is first as often as second.
    for isSampled in round % 2 == 0 ? [false, true] : [true, false] {
      let options =
        isSampled ? ScheduleExecutor.Options(lanes: lanes, samplers: samplers) : ScheduleExecutor.Options()
      let time = executor.run(on: engine.pool, memory: source.next(), options: options)
      if isSampled {
        sampledTimes.append(time.nanoseconds)
        note(ticks: time.ticks)
      } else {
        plainTimes.append(time.nanoseconds)
      }
    }
  }

  private mutating func note(ticks: UInt64) {
    var totals = TraceLane.Totals()
    for lane in lanes { totals.add(lane.totals) }
    let phases = (0..<PhaseSampler.phases).map { phase in samplers.reduce(0) { $0 &+ $1.ticks[phase] } }
    runs.append(SampledPhases.Run(phases: phases, totals: totals, total: ticks &* UInt64(lanes.count)))
    for sampler in samplers { sampler.startNext() }
  }

  var phases: SampledPhases { SampledPhases(runs, slowdown: PairedRatio(sampledTimes, over: plainTimes)) }
}
