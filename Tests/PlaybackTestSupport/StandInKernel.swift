import AttentionCore
import VizPlayback

/// Plays the kernel's part in tests of states and frames: made-up numbers that depend on segment, tile and row only, merged for real.
public struct StandInKernel {
  private var executed = Moment()

  /// 0 where its clock stands still: every time is 0, and the barrier's could not be told.
  private let tick: Int

  public init(hasClock: Bool = true) { tick = hasClock ? 1 : 0 }

  /// Lets a state take an action, and carries out what it wants of the kernel.
  public mutating func apply(_ action: Action, to state: inout State) {
    perform(state.apply(action), on: &state)
  }

  private mutating func perform(_ effect: Effect?, on state: inout State) {
    switch effect {
    case .compute(let moment):
      for run in state.runs.indices {
        var entries = tiles(of: state.runs[run], from: executed.step, through: moment.step)
        for merge in state.agenda.merges(ofRun: run, in: state.runs, after: executed, through: moment) {
          entries += self.merge(merge, in: state.runs[run], soFar: entries)
        }
        perform(state.apply(.computed(run: run, entries: entries, medianTileNanoseconds: tick * 7_300)), on: &state)
      }
      executed = moment
      perform(state.apply(.reached(moment)), on: &state)
    case .measure:
      // One tile takes 7.3 µs, a merge 40 ns, the barrier 0.9 µs; each run on the cores 5 % more than the last.
      let costs = PartCosts(
        tiles: Array(repeating: tick * 7_300, count: state.problem.totalTiles), merge: tick * 40,
        barrier: tick == 0 ? nil : 900)
      let composed = state.runs.map { $0.schedule.composedTimeline(costs) }
      perform(state.apply(.composed(.init(costs: costs, timelines: composed))), on: &state)
      let schedules = state.runs.map {
        Schedule(
          $0.schedule.algorithm, problem: state.problem, units: state.cores, slots: state.experiment.slots,
          splits: state.experiment.splits)
      }
      let timelines = schedules.map { $0.composedTimeline(costs) }
      let workers = state.workers ?? Workers(threads: state.cores)
      let wall = timelines.map {
        WallTime(median: $0.end * 105 / 100, p5: $0.end, p95: $0.end * 112 / 100, runs: 31)
      }
      perform(
        state.apply(
          .measured(
            .init(
              workers: workers, wall: wall, timelines: timelines, schedules: schedules, isCold: true,
              roof: roof(state)))),
        on: &state)
      let phases = state.runs.indices.map { place in
        let wait = 0.01 * Double(place)
        return SampledPhaseShares(
          shares: PhaseShares(scores: 0.48, softmax: 0.02, values: 0.46, merge: 0.002, wait: wait), interval: 32,
          slowdown: 1.008)
      }
      perform(state.apply(.phases(phases)), on: &state)
      perform(state.apply(.measurementEnded(.done)), on: &state)
    case .check:
      for run in state.runs.indices {
        let reference = Reference(output: [1], logSumExp: [1])
        let accuracy = Accuracy(output: [1 + 1.2e-7], logSumExp: [1], reference: reference)
        perform(state.apply(.checked(run: run, accuracy)), on: &state)
      }
    case .restart(let moment):
      executed = Moment()
      perform(.compute(through: moment), on: &state)
    case .load(let experiment, let preset):
      let begin = Action.begin(
        Subject(experiment, cores: state.cores, source: preset?.name, fixesShape: state.fixesShape))
      perform(state.apply(begin), on: &state)
    case .refer(let request):
      let run = state.runs[request.run]
      let parts = run.segments(ofOutput: request.output).map { index in
        let segment = run.schedule.segments[index]
        let partial = partial(
          index, rows: segment.rows.count, headDim: state.problem.headDim, tiles: run.schedule.tiles(of: segment).count)
        return Reference(
          output: partial.normalized.map { Double($0) + 1e-7 }, logSumExp: partial.logSumExp.map(Double.init))
      }
      perform(state.apply(.referenced(request, parts)), on: &state)
    case .copyCommandLine, .export, .cycleTheme, .repaint, .suspend, .quit, .toChapter, .goOn, .restartChapter,
      .leaveDemo, .startLesson,
      nil:
      break
    }
  }

  private func roof(_ state: State) -> Roof {
    // All of K and V within what counts as a nanosecond.
    let bytes = Double(state.problem.kvBytes)
    return tick == 0
      ? Roof(read: bytes, readByOneCore: bytes, arithmetic: bytes, peak: bytes)
      : Roof(read: 52.4, readByOneCore: 29.1, arithmetic: 121, peak: 640)
  }

  private func partial(_ segment: Int, rows: Int, headDim: Int, tiles: Int) -> Partial {
    Partial(
      m: (0..<rows).map { Float((segment * 7 + $0 * 3) % 11) / 4 },
      l: (0..<rows).map { Float(tiles) * 20 + Float((segment + $0) % 5) },
      o: (0..<rows * headDim).map { Float(($0 + segment) % 9) - 4 })
  }

  private func tiles(of run: Run, from first: Int, through last: Int) -> [RecordEntry] {
    var entries: [RecordEntry] = []
    let schedule = run.schedule
    for (index, span) in run.timeline.spans.enumerated() {
      let rows = schedule.segments[index].rows.count
      for step in max(first, span.start)..<max(first, span.start, min(last, span.end)) {
        let state = partial(index, rows: rows, headDim: schedule.problem.headDim, tiles: step - span.start + 1)
        entries.append(.tile(segment: index, m: state.m, l: state.l))
        guard step == span.end - 1 else { continue }
        entries.append(.segment(index, state))
        let output = schedule.output(of: schedule.segments[index])
        if schedule.mergeIndices(ofOutput: output).isEmpty { entries.append(.output(output, self.output(state))) }
      }
    }
    return entries
  }

  private func merge(_ index: Int, in run: Run, soFar entries: [RecordEntry]) -> [RecordEntry] {
    var record = run.record
    for entry in entries { record.add(entry) }
    let merge = run.schedule.merges[index]
    guard case .merge(let from, let into) = run.schedule.items[merge.item].work,
      var result = content(of: into, in: run.schedule, record), let other = content(of: from, in: run.schedule, record)
    else { return [] }
    let weights = result.merge(other)
    let isLast = index == run.schedule.mergeIndices(ofOutput: merge.destination).upperBound - 1
    return [.merge(index, MergeRecord(weights: weights, result: result))]
      + (isLast ? [.output(merge.destination, output(result))] : [])
  }

  /// What an accumulator holds: after the last merge into it that was done, else after its tiles.
  private func content(of accumulator: Int, in schedule: Schedule, _ record: Record) -> Partial? {
    let output = schedule.problem.firstOutput(of: schedule.accumulators[accumulator])
    let merges = schedule.mergeIndices(ofOutput: output).filter { index in
      guard record.merges[index] != nil, case .merge(_, let into) = schedule.items[schedule.merges[index].item].work
      else { return false }
      return into == accumulator
    }
    if let last = merges.max(by: { schedule.merges[$0].order < schedule.merges[$1].order }) {
      return record.merges[last]?.result
    }
    let items = schedule.attendItems
    let segment = schedule.segments.indices.first { index in
      guard case .attend(_, _, let into) = schedule.items[items[index]].work else { return false }
      return into == accumulator
    }
    return segment.flatMap { record.segments[$0].partial }
  }

  private func output(_ partial: Partial) -> OutputRecord {
    OutputRecord(output: partial.normalized, logSumExp: partial.logSumExp)
  }
}
