import AttentionCore
import AttentionKernel

/// An input and an engine for it.
struct RunSession {
  let experiment: Experiment
  let schedules: [Schedule]
  let engine: Engine

  init(_ setup: Setup, coldCopies: ColdCopies = .quick) throws {
    // Before there are schedules, which may be large as well.
    try setup.requireInput()
    experiment = setup.experiment
    schedules = experiment.schedules()
    StandardError.show(progress: setup.input == nil ? "making up q, K and V" : "reading q, K and V")
    engine = try setup.makeEngine(coldCopies: coldCopies)
  }

  /// Executes each schedule once and holds its result against double precision.
  ///
  /// - Parameter recording: whether to keep every number in between as well.
  func execute(recording: Bool = false) throws -> [RunResult] {
    StandardError.show(progress: "computing the f64 reference")
    let reference = engine.reference()
    return try schedules.map { schedule in
      StandardError.show(progress: "executing \(schedule.algorithm.title)")
      let execution = try engine.execute(schedule, recording: recording)
      return RunResult(
        schedule: schedule, execution: execution,
        accuracy: Accuracy(output: execution.output, logSumExp: execution.logSumExp, reference: reference))
    }
  }

  /// Where the units are this machine's threads, whole runs can be measured.
  var clock: Clock {
    experiment.units == engine.threads ? .measured(engine.workers) : .composed(units: experiment.units)
  }

  /// How long each schedule takes, on the session's clock.
  ///
  /// - Parameter isTraced: whether to give a timeline of each, too.
  func time(runs: Int?, isTraced: Bool = false) throws -> RunTimes {
    StandardError.show(progress: "measuring")
    if case .measured = clock {
      let measured = try engine.measure(
        schedules, limit: runs.map { RoundLimit(rounds: $0) } ?? Self.quickLimit,
        tracedRounds: isTraced ? RunCommand.tracedRuns : 0, readTest: isTraced)
      return RunTimes(
        samples: measured?.measurements.map(\.times) ?? [], isCold: measured?.isCold ?? false,
        timelines: measured?.measurements.map(\.timeline) ?? [],
        costs: isTraced ? try engine.partCosts() : nil,
        measured: isTraced ? try measured.map { try measuredTimes($0, schedules) } : nil)
    }
    var ends = schedules.map { _ in [Int]() }
    var layouts: [PartCosts] = []
    let start = ContinuousClock.now
    for count in 0..<(runs ?? RunCommand.composedRuns) {
      // As many as were asked for; else not another one that would take too long.
      let soFar = start.duration(to: .now)
      if runs == nil, count > 0, soFar + soFar / count > .seconds(RunCommand.seconds) { break }
      guard let costs = try engine.partCosts() else { break }
      layouts.append(costs)
      for (index, schedule) in schedules.enumerated() { ends[index].append(schedule.composedEnd(costs)) }
    }
    // One layout for all algorithms, the middle one of the last: no time is from another set of parts than its neighbour.
    let order = layouts.indices.sorted { (ends.last?[$0] ?? 0) < (ends.last?[$1] ?? 0) }
    let costs = order.isEmpty ? nil : layouts[order[order.count / 2]]
    return RunTimes(
      samples: ends.map { Samples($0) }, isCold: true,
      timelines: isTraced ? costs.map { costs in schedules.map { $0.composedTimeline(costs) } } ?? [] : [],
      costs: costs, measured: isTraced ? try measuredBesides(runs: runs) : nil)
  }

  /// As many runs as everybody gets who does not say how many; fewer where they take too long.
  private static let quickLimit = RoundLimit(rounds: RunCommand.measuredRuns, seconds: RunCommand.seconds)

  /// Beside a composed run: the same problem on as many units as threads.
  private func measuredBesides(runs: Int?) throws -> MeasuredTimes? {
    let schedules = experiment.schedules(units: engine.threads)
    let measured = try engine.measure(
      schedules, limit: RoundLimit(rounds: runs ?? RunCommand.measuredRuns), tracedRounds: RunCommand.tracedRuns,
      readTest: true)
    return try measured.map { try measuredTimes($0, schedules) }
  }

  /// With what bounds the runs, and where their time went.
  private func measuredTimes(_ measured: MeasuredSchedules, _ schedules: [Schedule]) throws -> MeasuredTimes {
    var times = MeasuredTimes(
      measured, workers: engine.workers,
      arithmetic: try engine.arithmeticRoof(runs: Laboratory.roofRuns))
    let phases = try engine.phaseShares(
      schedules, rounds: Laboratory.sampledRounds, seconds: Laboratory.sampledSeconds)
    times.phases = phases?.map(SampledPhaseShares.init) ?? []
    return times
  }
}

/// Times of several schedules, taken alike.
struct RunTimes {
  /// Of each schedule.
  var samples: [Samples]
  /// Whether every run found K and V in memory, not in a cache.
  var isCold: Bool
  /// One run of each schedule, where they were asked for.
  var timelines: [Timeline] = []
  /// What the parts cost, each timed alone: of a composed run, and where timelines were asked for.
  var costs: PartCosts?
  /// Whole runs on as many units as threads, where timelines were asked for.
  var measured: MeasuredTimes?
}
