import AttentionCore
import Synchronization

/// A schedule that is executed piece by piece, as someone watches: tiles up to a step, then one ⊕ after the other.
///
/// Which piece is computed when, and by which thread, changes nothing in what comes out.
public final class LiveRun: Sendable {
  public let schedule: Schedule
  private let prepared: PreparedSchedule
  /// By segment.
  private let attendItems: [Int]
  private let timeline: Timeline
  private let partials: PartialStore
  /// By segment.
  private let totals: RunningTotals
  private let results: ResultStore
  private let engine: Engine
  private let state: Mutex<State>

  private struct State {
    /// Tiles computed, by segment.
    var tilesDone: [Int]
    /// What may be merged and finished.
    var frontier: Frontier
    /// The times of the latest tiles, in ns.
    var tileTimes: [Int] = []
    var nextTime = 0

    /// Enough for a median.
    static let keptTimes = 1023

    mutating func note(tileTime: Int) {
      if tileTimes.count < Self.keptTimes {
        tileTimes.append(tileTime)
      } else {
        tileTimes[nextTime] = tileTime
        nextTime = (nextTime + 1) % Self.keptTimes
      }
    }
  }

  init(_ schedule: Schedule, engine: Engine) throws(KernelFailure) {
    self.schedule = schedule
    self.engine = engine
    prepared = PreparedSchedule(schedule, keepsAll: true)
    attendItems = schedule.attendItems
    timeline = schedule.stepTimeline()
    let problem = schedule.problem
    partials = try PartialStore(
      slots: prepared.slots, accumulators: prepared.gatherers, rows: problem.groupSize, headDim: problem.headDim)
    totals = try RunningTotals(
      slots: schedule.segments.count, rows: problem.groupSize, headDim: problem.headDim)
    results = try ResultStore(problem)
    state = Mutex(
      State(
        tilesDone: Array(repeating: 0, count: schedule.segments.count),
        frontier: Frontier(schedule)))
  }

  /// Bytes that a live run of a schedule takes.
  static func bytes(_ schedule: Schedule) -> Int {
    let problem = schedule.problem
    let (rows, headDim) = (problem.groupSize, problem.headDim)
    let slots = PreparedSchedule.slots(schedule, keepsAll: true)
    return ResultStore.bytes(problem)
      + PartialStore.bytes(slots: slots.all, accumulators: slots.gatherers, rows: rows, headDim: headDim)
      + RunningTotals.bytes(slots: schedule.segments.count, rows: rows, headDim: headDim)
  }

  /// Some of a segment's tiles that are still to be computed.
  private struct Job: Sendable {
    var segment: Int
    var tiles: Range<Int>
  }

  /// What a worker reports of a job: of each tile m, l and the time.
  private struct JobResult: Sendable {
    var m: [[Float]] = []
    var l: [[Float]] = []
    var nanoseconds: [Int] = []
  }

  /// Computes every tile that the schedule's step timeline has done by the end of a step and that is not computed yet.
  ///
  /// - Parameters:
  ///   - step: as in ``Schedule/stepTimeline()``: 0 is the beginning, the makespan the end.
  ///   - isCancelled: asked now and then on the calling thread; what has been computed by then is returned.
  /// - Returns: the tiles, each segment's in order and followed by the segment itself where it ends, and by the output where
  ///   nothing is to be merged to it.
  public func computeTiles(throughStep step: Int, isCancelled: () -> Bool = { false }) -> [RecordEntry] {
    state.withLock { state in
      let jobs = jobs(throughStep: step, tilesDone: state.tilesDone)
      if jobs.isEmpty { return [] }
      let reports = SharedResults<JobResult>(count: jobs.count)
      let stop = StopFlag()
      let next = SharedCounter()
      engine.pool.run(poll: { if isCancelled() { stop.set() } }) { [self] worker in
        while true {
          let index = next.take()
          if index >= jobs.count { return }
          reports[index] = perform(jobs[index], worker: worker, stop: stop)
        }
      }
      return jobs.indices.flatMap { entries(of: jobs[$0], reports[$0] ?? JobResult(), &state) }
    }
  }

  private func jobs(throughStep step: Int, tilesDone: [Int]) -> [Job] {
    schedule.segments.indices.compactMap { index in
      let due = min(step - timeline.spans[index].start, schedule.segments[index].tiles.count)
      return due > tilesDone[index] ? Job(segment: index, tiles: tilesDone[index]..<due) : nil
    }
  }

  /// A worker's part: folds a job's tiles into the segment's slot.
  private func perform(_ job: Job, worker: Int, stop: StopFlag) -> JobResult {
    let segment = schedule.segments[job.segment]
    let slot = slot(ofSegment: job.segment)
    let rows = schedule.problem.groupSize
    let clock = TickClock.shared
    var result = JobResult()
    if job.tiles.lowerBound == 0 {
      partials.clear(slot)
      partials.beginMerging(into: slot)
      totals.clear(job.segment)
    }
    var folder = engine.folder.segment(
      ofSource: segment.source, tiles: segment.tiles, from: engine.input.memory, rows: segment.rows, into: slot,
      of: partials, worker: worker, totals: TileFolder.Place(totals: totals, slot: job.segment))
    for tile in job.tiles {
      if stop.isSet { break }
      let start = clock.now()
      folder.fold(tile)
      result.nanoseconds.append(clock.nanoseconds(from: start, to: clock.now()))
      result.m.append(Array(UnsafeBufferPointer(start: folder.m, count: rows)))
      result.l.append(Array(UnsafeBufferPointer(start: folder.l, count: rows)))
    }
    return result
  }

  private func entries(of job: Job, _ result: JobResult, _ state: inout State) -> [RecordEntry] {
    let segment = schedule.segments[job.segment]
    var entries = result.m.indices.map {
      RecordEntry.tile(segment: job.segment, m: result.m[$0], l: result.l[$0])
    }
    for time in result.nanoseconds { state.note(tileTime: time) }
    state.tilesDone[job.segment] += result.m.count
    if !result.m.isEmpty, state.tilesDone[job.segment] == segment.tiles.count {
      entries.append(.segment(job.segment, partials.partial(slot(ofSegment: job.segment))))
      entries += end(attendItems[job.segment], &state)
    }
    return entries
  }

  /// Executes one ⊕.
  ///
  /// - Parameter index: into ``Schedule/merges``. It is ready by the schedule's ``Frontier``; else, and where it is done
  ///   already, nothing happens.
  /// - Returns: the merge, and the output where it was its last one.
  public func merge(_ index: Int) -> [RecordEntry] {
    state.withLock { state in
      guard schedule.merges.indices.contains(index), state.frontier.isReady(schedule.merges[index].item),
        case .merge(let from, let into) = schedule.items[schedule.merges[index].item].work,
        let source = prepared.slot(ofAccumulator: from), let target = prepared.slot(ofAccumulator: into)
      else { return [] }
      var weights: [MergeWeights] = []
      partials.merge(source, into: target) { weights.append($1) }
      let done = RecordEntry.merge(index, MergeRecord(weights: weights, result: partials.partial(target)))
      return [done] + end(schedule.merges[index].item, &state)
    }
  }

  /// An item has ended: what that completes is finished at once.
  private func end(_ item: Int, _ state: inout State) -> [RecordEntry] {
    var entries: [RecordEntry] = []
    var ready = state.frontier.end(item)
    while let next = ready.popLast() {
      guard case .finish(let accumulator, let rows) = schedule.items[next].work,
        let slot = prepared.slot(ofAccumulator: accumulator)
      else { continue }
      let output = schedule.problem.firstOutput(of: rows)
      partials.finish(slot, output: results.output(output), logSumExp: results.logSumExp(output))
      entries.append(.output(output, results.record(output)))
      ready += state.frontier.end(next)
    }
    return entries
  }

  private func slot(ofSegment segment: Int) -> Int {
    guard case .attend(_, _, let into) = schedule.items[attendItems[segment]].work else { return 0 }
    return prepared.slot(ofAccumulator: into) ?? 0
  }

  /// The median time of the latest tiles; only to say how much slower than the machine the picture is.
  public var medianTileNanoseconds: Int? {
    state.withLock { state in
      state.tileTimes.isEmpty ? nil : Samples(state.tileTimes).median
    }
  }
}

extension Engine {
  /// Begins a run that is executed piece by piece.
  /// - Throws: a failure of kind `memory`, before anything is allocated, where the partials do not fit.
  public func live(_ schedule: Schedule) throws(KernelFailure) -> LiveRun {
    try require(LiveRun.bytes(schedule), for: "\(schedule.algorithm.title), piece by piece,")
    return try LiveRun(schedule, engine: self)
  }
}
