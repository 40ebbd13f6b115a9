import AttentionCore
import Synchronization

/// Runs one schedule, as often as wanted, with memory that it keeps from run to run.
///
/// It obeys the schedule: its phases, its CTAs and their dispatch, its items and what they are after. Grids: a free worker
/// takes the next CTA. Resident: worker n runs unit n's CTAs while there are enough workers, else a free worker takes the
/// highest that is left. What items wait for is compiled once: into a word for each item that a CTA waits for, and a count
/// of arrivals for each item that is in no CTA.
///
/// A run neither allocates nor locks, and calls the system only where a wait lasts longer than the pool's spinning.
///
/// `@unchecked Sendable`: slots and results have one writer each; words, arrivals and the barrier order writers and readers.
final class ScheduleExecutor: @unchecked Sendable {
  let prepared: PreparedSchedule
  let results: ResultStore
  let folder: TileFolder
  let partials: PartialStore
  /// Of each worker: the accumulator of an output that nobody else has keys of. Very many small outputs stay in its cache.
  let ownPartials: PartialStore
  let parking: ParkingRoom
  /// Room for the items in no CTA that workers are to run next, by their numbers.
  let readyItems: ParkingRoom
  let barrier: Barrier
  /// By phase.
  let nextCTA: [SharedCounter]
  /// A word for each item that CTAs wait for: the number of the last run in which it ended.
  private let words: MemoryRegion
  /// For each item in no CTA, how many of those that it is after have ended.
  private let arrivals: [Int: Arrivals]
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
    prepared = PreparedSchedule(schedule, keepsAll: false)
    self.folder = folder
    let problem = schedule.problem
    results = try ResultStore(problem)
    partials = try PartialStore(
      slots: prepared.slots, accumulators: prepared.gatherers, rows: problem.groupSize, headDim: problem.headDim)
    ownPartials = try PartialStore(slots: threads, rows: problem.groupSize, headDim: problem.headDim)
    parking = try ParkingRoom(ctas: schedule.edges.isEmpty ? 0 : schedule.ctas.count)
    readyItems = try ParkingRoom(ctas: schedule.hasItemsInNoCTA ? schedule.items.count : 0)
    barrier = try Barrier()
    nextCTA = schedule.phases.map { _ in SharedCounter() }
    words = try MemoryRegion(bytes: prepared.wordCount * WaitWord.stride, for: "what CTAs wait for")
    arrivals = schedule.phases.reduce(into: [:]) { arrivals, phase in
      for item in schedule.items(inNoCTAOf: phase) { arrivals[item] = Arrivals() }
    }
    job = try TimedJob(threads: threads)
  }

  /// Bytes that an executor of a schedule takes.
  static func bytes(_ schedule: Schedule) -> Int {
    let problem = schedule.problem
    let slots = PreparedSchedule.slots(schedule, keepsAll: false)
    return ResultStore.bytes(problem) + schedule.edges.count * WaitWord.stride
      + (schedule.edges.isEmpty ? 0 : ParkingRoom.bytes(ctas: schedule.ctas.count))
      + (schedule.hasItemsInNoCTA ? ParkingRoom.bytes(ctas: schedule.items.count) : 0)
      + PartialStore.bytes(
        slots: slots.all, accumulators: slots.gatherers, rows: problem.groupSize, headDim: problem.headDim)
  }

  /// Executes the schedule once.
  /// - Parameter memory: K and V.
  /// - Returns: from when all workers were there until the last one ended.
  @discardableResult
  func run(on pool: WorkerPool, memory: KVMemory, options: Options = Options()) -> TickInterval {
    runNumber &+= 1
    for counter in nextCTA { counter.reset() }
    for (_, arrivals) in arrivals { arrivals.reset() }
    let number = runNumber
    let workers = pool.threads
    return job.run(on: pool, workers: workers) { [self] worker in
      var run = WorkerRun(
        executor: self, worker: worker, workers: workers, number: number, memory: memory, options: options,
        spinTicks: pool.spinTicks)
      run.work()
    }
  }

  func word(_ index: Int) -> WaitWord { WaitWord(at: words.base + index * WaitWord.stride) }

  /// `nil` for an item of a CTA.
  func arrivals(atItem item: Int) -> Arrivals? { arrivals.isEmpty ? nil : arrivals[item] }
}

/// How many of those that an item waits for have ended. What was written before an arrival is visible to the last one.
final class Arrivals: Sendable {
  private let count = Atomic<Int>(0)

  /// - Returns: how many there are now.
  func add() -> Int { count.add(1, ordering: .acquiringAndReleasing).newValue }
  func reset() { count.store(0, ordering: .relaxed) }
}
