import AttentionCore
import Synchronization

/// Runs one schedule, as often as wanted, with memory that it keeps from run to run.
///
/// It obeys the schedule: its CTAs and their dispatch, its merges and their order, its reduction. Grids: a free worker
/// takes the next CTA. Resident: worker n runs unit n's CTAs while there are enough workers, else a free worker takes the
/// highest that is left. Either way the highest comes first, so that whatever a host waits for has started.
///
/// A run neither allocates nor locks, and calls the system only where a wait lasts longer than the pool's spinning.
///
/// `@unchecked Sendable`: slots and results have one writer each; `published` and the barrier order writers and readers.
final class ScheduleExecutor: @unchecked Sendable {
  let prepared: PreparedSchedule
  let results: ResultStore
  private let folder: TileFolder
  private let partials: PartialStore
  /// Of each worker: the accumulator of an output that nobody else has keys of. Very many small outputs stay in its cache.
  private let ownPartials: PartialStore
  /// A word a merge: the number of the last run in which its contributor's partial was published.
  private let published: MemoryRegion
  private let nextCTA = SharedCounter()
  private let nextOutput = SharedCounter()
  private let barrier: Barrier
  private let job: TimedJob
  private var runNumber: UInt32 = 0

  /// What may differ from run to run.
  struct Options: Sendable {
    var lanes: [TraceLane]?
    /// A sampler a worker.
    var samplers: [PhaseSampler]?
    var record: RecordStore?
    var stop: StopFlag?

    init(
      lanes: [TraceLane]? = nil, samplers: [PhaseSampler]? = nil, record: RecordStore? = nil, stop: StopFlag? = nil
    ) {
      self.lanes = lanes
      self.samplers = samplers
      self.record = record
      self.stop = stop
    }
  }

  init(_ schedule: Schedule, folder: TileFolder, threads: Int) throws(KernelFailure) {
    prepared = PreparedSchedule(schedule)
    self.folder = folder
    let problem = schedule.problem
    results = try ResultStore(problem)
    partials = try PartialStore(
      slots: schedule.merges.isEmpty ? 0 : prepared.slots, accumulators: prepared.accumulators, rows: problem.groupSize,
      headDim: problem.headDim)
    ownPartials = try PartialStore(slots: threads, rows: problem.groupSize, headDim: problem.headDim)
    published = try MemoryRegion(bytes: schedule.merges.count * WaitWord.stride, for: "the merges")
    barrier = try Barrier()
    job = try TimedJob(threads: threads)
  }

  /// Bytes that an executor of a schedule takes.
  static func bytes(_ schedule: Schedule) -> Int {
    let problem = schedule.problem
    return ResultStore.bytes(problem) + schedule.merges.count * WaitWord.stride
      + PartialStore.bytes(
        slots: schedule.merges.isEmpty ? 0 : PreparedSchedule.slots(schedule),
        accumulators: PreparedSchedule.accumulators(schedule), rows: problem.groupSize, headDim: problem.headDim)
  }

  /// Executes the schedule once.
  /// - Parameter memory: K and V.
  /// - Returns: from when all workers were there until the last one ended.
  @discardableResult
  func run(on pool: WorkerPool, memory: KVMemory, options: Options = Options()) -> TickInterval {
    runNumber &+= 1
    nextCTA.reset()
    nextOutput.reset()
    let number = runNumber
    let workers = pool.threads
    return job.run(on: pool, workers: workers) { [self] worker in
      var run = WorkerRun(
        executor: self, worker: worker, workers: workers, number: number, memory: memory, options: options,
        spinTicks: pool.spinTicks)
      run.work()
    }
  }

  private func published(_ merge: Int) -> WaitWord { WaitWord(at: published.base + merge * WaitWord.stride) }
}

extension ScheduleExecutor {
  /// One worker's part of one run.
  private struct WorkerRun {
    let executor: ScheduleExecutor
    /// Kept here: to take them from the executor each time would count references, which all workers share.
    let ctas: [CTA]
    let segments: [PreparedSchedule.Segment]
    let reduction: Reduction
    let ownPartials: PartialStore
    let partials: PartialStore
    let worker: Int
    let workers: Int
    let number: UInt32
    let memory: KVMemory
    let record: RecordStore?
    let stop: StopFlag?
    let spinTicks: UInt64
    private let lane: TraceLane?
    private var tracer: Tracer
    private let sampler: PhaseSampler?
    /// Tiles until the next one whose phases are timed, that one included.
    private var tilesToSample: Int

    init(
      executor: ScheduleExecutor, worker: Int, workers: Int, number: UInt32, memory: KVMemory, options: Options,
      spinTicks: UInt64
    ) {
      self.executor = executor
      ctas = executor.prepared.schedule.ctas
      segments = executor.prepared.segments
      reduction = executor.prepared.schedule.reduction
      ownPartials = executor.ownPartials
      partials = executor.partials
      self.worker = worker
      self.workers = workers
      self.number = number
      self.memory = memory
      record = options.record
      stop = options.stop
      lane = options.lanes?[worker]
      tracer = Tracer(lane)
      sampler = options.samplers?[worker]
      tilesToSample = sampler?.first ?? .max
      self.spinTicks = spinTicks
    }

    mutating func work() {
      tracer.begin()
      let schedule = executor.prepared.schedule
      switch schedule.dispatch {
      case .grid:
        while true {
          let next = executor.nextCTA.take()
          if next >= ctas.count { break }
          runCTA(next)
        }
      case .resident where schedule.units <= workers:
        for cta in ctas.indices.reversed() where schedule.homeUnit(of: ctas[cta]) == worker {
          runCTA(cta)
        }
      case .resident:
        while true {
          let next = ctas.count - 1 - executor.nextCTA.take()
          if next < 0 { break }
          runCTA(next)
        }
      }
      if reduction == .pass { reduce() }
      lane?.finish(tracer)
    }

    private mutating func runCTA(_ index: Int) {
      let cta = ctas[index]
      for index in cta.segments {
        let segment = segments[index]
        attend(index, segment, next: index + 1 < cta.segments.upperBound ? index + 1 : nil)
        if segment.isWhole {
          finish(segment.output, slot: worker, of: ownPartials)
        } else if let merge = segment.contributesTo {
          if reduction == .host {
            executor.published(merge).set(number)
            tracer.mark(.publish, item: index)
          }
        } else if reduction == .host {
          mergeContributors(ofOutput: segment.output)
          finish(segment.output, slot: segment.output, of: partials)
        }
      }
    }

    /// Folds a segment's tiles, in order, into its slot.
    private mutating func attend(_ index: Int, _ segment: PreparedSchedule.Segment, next: Int?) {
      let partials = segment.isWhole ? ownPartials : partials
      let slot = segment.isWhole ? worker : segment.slot
      partials.clear(slot)
      var folder = executor.folder.segment(
        ofSource: segment.source, keys: segment.keys, from: memory, rows: segment.rows, into: slot,
        of: partials, worker: worker)
      let nextSegment = next.map { firstKey(of: segments[$0]) }
      for tile in 0..<segment.tiles {
        if let stop, stop.isSet { return }
        let keys = segment.keys(ofTile: tile)
        let isLast = keys.upperBound == segment.keys.upperBound
        let next = isLast ? nextSegment : folder.address(ofKey: keys.upperBound)
        tilesToSample &-= 1
        if tilesToSample == 0, let sampler {
          folder.fold(keys: keys, next: next, phaseTicks: sampler.ticks)
          tilesToSample = PhaseSampler.interval
        } else {
          folder.fold(keys: keys, next: next)
        }
        record?.note(tile: segment.firstTile + tile, slot: slot, of: partials)
        tracer.mark(.attend, item: index)
      }
      record?.note(segment: index, slot: slot, of: partials)
    }

    private func firstKey(of segment: PreparedSchedule.Segment) -> UnsafeRawPointer {
      memory.keys(ofSource: segment.source) + segment.keys.lowerBound * executor.folder.rowBytes
    }

    /// The host's part: folds in the contributors in the schedule's order, each as soon as it is there.
    private mutating func mergeContributors(ofOutput output: Int) {
      partials.beginMerging(into: output)
      for merge in executor.prepared.merges[output] {
        let word = executor.published(merge)
        if word.current != number {
          word.wait(for: number, spinTicks: spinTicks)
          tracer.mark(.wait, item: merge)
        }
        fold(merge, output)
        tracer.mark(.merge, item: merge)
      }
    }

    /// The pass: when all splits are done, a free worker takes the next output and merges its partials.
    private mutating func reduce() {
      tracer.begin()
      executor.barrier.arrive(count: workers, spinTicks: spinTicks)
      tracer.mark(.wait)
      while true {
        let output = executor.nextOutput.take()
        if output >= executor.prepared.merges.count { return }
        // Complete already.
        if executor.prepared.merges[output].isEmpty { continue }
        partials.beginMerging(into: output)
        for merge in executor.prepared.merges[output] {
          fold(merge, output)
          tracer.mark(.reduce, item: merge)
        }
        finish(output, slot: output, of: partials)
      }
    }

    private func fold(_ merge: Int, _ output: Int) {
      let record = record
      partials.merge(executor.prepared.slot(ofMerge: merge), into: output) { row, weights in
        record?.note(merge: merge, row: row, weights)
      }
      record?.note(merge: merge, result: output, of: partials)
    }

    private func finish(_ output: Int, slot: Int, of partials: PartialStore) {
      partials.finish(
        slot, output: executor.results.output(output), logSumExp: executor.results.logSumExp(output))
    }
  }
}
