import AttentionCore
import Synchronization

/// A schedule that is executed piece by piece, as someone watches: tiles up to a step, then one ⊕ after the other.
///
/// Which piece is computed when, and by which thread, changes nothing in what comes out.
public final class LiveRun: Sendable {
  public let schedule: Schedule
  private let prepared: PreparedSchedule
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
    var mergesDone: [Bool]
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
    prepared = PreparedSchedule(schedule)
    timeline = schedule.stepTimeline()
    let problem = schedule.problem
    partials = try PartialStore(
      slots: prepared.slots, accumulators: prepared.accumulators, rows: problem.groupSize, headDim: problem.headDim)
    totals = try RunningTotals(
      slots: schedule.segments.count, rows: problem.groupSize, headDim: problem.headDim)
    results = try ResultStore(problem)
    state = Mutex(
      State(
        tilesDone: Array(repeating: 0, count: schedule.segments.count),
        mergesDone: Array(repeating: false, count: schedule.merges.count)))
  }

  /// Bytes that a live run of a schedule takes.
  static func bytes(_ schedule: Schedule) -> Int {
    let problem = schedule.problem
    let (rows, headDim) = (problem.groupSize, problem.headDim)
    return ResultStore.bytes(problem)
      + PartialStore.bytes(
        slots: PreparedSchedule.slots(schedule), accumulators: PreparedSchedule.accumulators(schedule), rows: rows,
        headDim: headDim)
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
    prepared.segments.indices.compactMap { index in
      let due = min(step - timeline.spans[index].start, prepared.segments[index].tiles)
      return due > tilesDone[index] ? Job(segment: index, tiles: tilesDone[index]..<due) : nil
    }
  }

  /// A worker's part: folds a job's tiles into the segment's slot.
  private func perform(_ job: Job, worker: Int, stop: StopFlag) -> JobResult {
    let segment = prepared.segments[job.segment]
    let rows = schedule.problem.groupSize
    let clock = TickClock.shared
    var result = JobResult()
    if job.tiles.lowerBound == 0 {
      partials.clear(segment.slot)
      totals.clear(job.segment)
    }
    var folder = engine.folder.segment(
      ofSource: segment.source, keys: segment.keys, from: engine.input.memory, rows: segment.rows, into: segment.slot,
      of: partials, worker: worker, totals: TileFolder.Place(totals: totals, slot: job.segment))
    for tile in job.tiles {
      if stop.isSet { break }
      let start = clock.now()
      folder.fold(keys: segment.keys(ofTile: tile), next: nil)
      result.nanoseconds.append(clock.nanoseconds(from: start, to: clock.now()))
      result.m.append(Array(UnsafeBufferPointer(start: folder.m, count: rows)))
      result.l.append(Array(UnsafeBufferPointer(start: folder.l, count: rows)))
    }
    return result
  }

  private func entries(of job: Job, _ result: JobResult, _ state: inout State) -> [RecordEntry] {
    let segment = prepared.segments[job.segment]
    var entries = result.m.indices.map {
      RecordEntry.tile(segment: job.segment, m: result.m[$0], l: result.l[$0])
    }
    for time in result.nanoseconds { state.note(tileTime: time) }
    state.tilesDone[job.segment] += result.m.count
    if !result.m.isEmpty, state.tilesDone[job.segment] == segment.tiles {
      entries.append(.segment(job.segment, partials.partial(segment.slot)))
      if segment.isWhole { entries.append(finish(segment.output)) }
    }
    return entries
  }

  /// Executes one ⊕.
  ///
  /// - Parameter index: into ``Schedule/merges``. Both its segments have ended and those before it, of the same output, are
  ///   done; else, and where it is done already, nothing happens.
  /// - Returns: the merge, and the output where it was its last one.
  public func merge(_ index: Int) -> [RecordEntry] {
    state.withLock { state in
      guard isDue(index, state) else { return [] }
      state.mergesDone[index] = true
      let merge = schedule.merges[index]
      var weights: [MergeWeights] = []
      if merge.order == 0 { partials.beginMerging(into: merge.destination) }
      partials.merge(prepared.slot(ofMerge: index), into: merge.destination) { weights.append($1) }
      let done = RecordEntry.merge(
        index, MergeRecord(weights: weights, result: partials.partial(merge.destination)))
      let isLast = index + 1 == prepared.merges[merge.destination].upperBound
      return isLast ? [done, finish(merge.destination)] : [done]
    }
  }

  private func isDue(_ index: Int, _ state: borrowing State) -> Bool {
    guard schedule.merges.indices.contains(index), !state.mergesDone[index] else { return false }
    let merge = schedule.merges[index]
    let isNext = merge.order == 0 || state.mergesDone[index - 1]
    return isNext && state.tilesDone[merge.host] == prepared.segments[merge.host].tiles
      && state.tilesDone[merge.source] == prepared.segments[merge.source].tiles
  }

  private func finish(_ output: Int) -> RecordEntry {
    partials.finish(output, output: results.output(output), logSumExp: results.logSumExp(output))
    return .output(output, results.record(output))
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
