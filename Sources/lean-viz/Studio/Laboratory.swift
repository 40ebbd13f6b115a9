import AttentionCore
import AttentionKernel
import VizPlayback

/// Carries out on the real kernel what a state wants: tiles, merges, checks and times. Reports as actions.
///
/// Not Sendable: it stays on one thread, the UI's own when there is no terminal, else a ``LaboratoryThread``.
final class Laboratory {
  private var setup: Setup
  private var runs: [Run]
  private var agenda: Agenda
  private var engine: Engine?
  private var live: [LiveRun] = []
  /// The finished outputs of each run.
  private var results: [LiveResult]
  private var executed = Moment()
  /// All measured runs so far: `r` adds more.
  private var earlier: MeasuredSchedules?

  /// Steps are executed in slices of about so many tiles, so that long stretches show progress and can be given up.
  private static let tilesPerSlice = 4096
  /// Interleaved runs of a measurement.
  private static let measuredRuns = 31
  /// Rounds in which phases are sampled, and how long no further one begins.
  static let sampledRounds = 32
  static let sampledSeconds = 1.5
  /// Runs of which the arithmetic roof is the median.
  static let roofRuns = 11

  init(_ setup: Setup, state: State) {
    self.setup = setup
    runs = state.runs
    agenda = state.agenda
    results = runs.map { LiveResult($0.schedule.problem) }
  }

  /// Turns to another setup, from its beginning. The kernel stays where its input does.
  func begin(_ setup: Setup, state: State) {
    if !setup.hasInput(of: self.setup) { engine = nil }
    self.setup = setup
    runs = state.runs
    agenda = state.agenda
    results = runs.map { LiveResult($0.schedule.problem) }
    live = []
    executed = Moment()
    earlier = nil
  }

  /// Carries out an effect; whatever comes of it goes to `report`, in order.
  ///
  /// - Parameter isCancelled: asked now and then; what is under way then ends early.
  func perform(_ effect: Effect, isCancelled: @escaping () -> Bool, report: (Action) -> Void) throws {
    switch effect {
    case .compute(let moment): try compute(through: moment, isCancelled: isCancelled, report: report)
    case .check: try check(report: report)
    case .measure: try measure(isCancelled: isCancelled, report: report)
    case .refer(let request): try refer(request, report: report)
    // The rest is the loop's.
    default: break
    }
  }

  private func started() throws -> Engine {
    let engine = try self.engine ?? setup.makeEngine()
    self.engine = engine
    if live.isEmpty { live = try runs.map { try engine.live($0.schedule) } }
    return engine
  }

  private func compute(through end: Moment, isCancelled: () -> Bool, report: (Action) -> Void) throws {
    _ = try started()
    let tilesPerStep = max(1, runs.reduce(0) { $0 + min($1.schedule.units, $1.schedule.gridSize) })
    let stepsPerSlice = max(1, Self.tilesPerSlice / tilesPerStep)
    while executed < end, !isCancelled() {
      let step = min(end.step, executed.step + stepsPerSlice)
      let slice = step == end.step ? end : agenda.moment(afterStep: step)
      for run in runs.indices {
        var entries = live[run].computeTiles(throughStep: slice.step, isCancelled: isCancelled)
        for merge in agenda.merges(ofRun: run, in: runs, after: executed, through: slice) {
          entries += live[run].merge(merge)
        }
        results[run].add(entries)
        report(.computed(run: run, entries: entries, medianTileNanoseconds: live[run].medianTileNanoseconds))
      }
      executed = slice
      report(.reached(slice))
    }
  }

  private func check(report: (Action) -> Void) throws {
    let reference = try started().reference()
    for run in runs.indices {
      let result = results[run]
      report(
        .checked(
          run: run, Accuracy(output: result.output, logSumExp: result.logSumExp, reference: reference)))
    }
  }

  private func refer(_ request: ReferenceRequest, report: (Action) -> Void) throws {
    let engine = try started()
    let run = runs[request.run]
    let parts = run.segments(ofOutput: request.output).map {
      engine.reference(ofOutput: request.output, keys: run.schedule.keyRanges(of: run.schedule.segments[$0]))
    }
    report(.referenced(request, parts))
  }

  private func measure(isCancelled: @escaping () -> Bool, report: (Action) -> Void) throws {
    let engine = try started()
    // They are hundreds of megabytes, for some seconds of use.
    defer { engine.releaseColdCopies() }
    var progress = ProgressPace()
    func note(_ part: Timings.Progress.Part, _ done: Int, of: Int) {
      if progress.isDue() { report(.measuring(Timings.Progress(part, done: done, of: of))) }
    }
    guard let costs = try engine.partCosts(didPass: { note(.tiles, $0, of: $1) }, isCancelled: isCancelled) else {
      return report(.measurementEnded(.cancelled))
    }
    let timelines = runs.map { $0.schedule.composedTimeline(costs) }
    report(.composed(Timings.Composed(costs: costs, timelines: timelines)))

    // On the cores themselves it is another schedule of the same problem: as many units as threads.
    let schedules = setup.experiment.schedules(units: engine.threads)
    guard
      let measured = try engine.measure(
        schedules, limit: RoundLimit(rounds: Self.measuredRuns), tracedRounds: RoundLimit.typicalTraces, readTest: true,
        didRound: { note(.runs, $0, of: Self.measuredRuns) }, isCancelled: isCancelled)
    else {
      return report(.measurementEnded(.cancelled))
    }
    let all = earlier?.adding(measured) ?? measured
    earlier = all
    report(
      .measured(
        MeasuredTimes(
          all, workers: engine.workers, arithmetic: try engine.arithmeticRoof(runs: Self.roofRuns))
      ))

    guard
      let phases = try engine.phaseShares(
        schedules, rounds: Self.sampledRounds, seconds: Self.sampledSeconds,
        didRound: { note(.phases, $0, of: Self.sampledRounds) }, isCancelled: isCancelled)
    else {
      return report(.measurementEnded(.cancelled))
    }
    report(.phases(phases.map(SampledPhaseShares.init)))
    report(.measurementEnded(.done))
  }
}

/// Says now and then that progress may be shown: showing it disturbs what is measured next.
private struct ProgressPace {
  private let clock = ContinuousClock()
  private var last: ContinuousClock.Instant

  init() { last = clock.now }

  mutating func isDue() -> Bool {
    guard last.duration(to: clock.now) >= .milliseconds(250) else { return false }
    last = clock.now
    return true
  }
}

/// The outputs of a live run as they get ready.
private struct LiveResult {
  /// Normalised, `[rows, headDim]`.
  var output: [Float]
  var logSumExp: [Float]

  init(_ problem: AttentionProblem) {
    output = Array(repeating: .nan, count: problem.rows * problem.headDim)
    logSumExp = Array(repeating: .nan, count: problem.rows)
  }

  mutating func add(_ entries: [RecordEntry]) {
    for case .output(let index, let ready) in entries {
      output.replaceSubrange(index * ready.output.count..<(index + 1) * ready.output.count, with: ready.output)
      logSumExp.replaceSubrange(
        index * ready.logSumExp.count..<(index + 1) * ready.logSumExp.count, with: ready.logSumExp)
    }
  }
}
