import AttentionCore
import Synchronization

/// What came out of executing a schedule.
public struct Execution: Sendable {
  /// Normalised, `[rows, headDim]`.
  public var output: [Float]
  /// log Σ e^score of each row, natural log.
  public var logSumExp: [Float]
  /// Everything in between, where it was asked for.
  public var record: Record?
}

/// The real kernel on this machine's cores, for one input.
///
/// May be used from any thread; what needs the workers takes turns.
public final class Engine: Sendable {
  public let input: AttentionInput
  public let threads: Int
  public let instructionSet: InstructionSet
  let pool: WorkerPool
  let folder: TileFolder
  private let referenceCache = Mutex<Reference?>(nil)
  let coldPool = Mutex<ColdPool?>(nil)
  let coldBytes: Int

  /// Starts the workers.
  /// - Throws: a failure of kind `resources` where the system does not give as many threads, `memory` where it gives too
  ///   little memory.
  public convenience init(
    _ input: AttentionInput, threads: Int, instructionSet: InstructionSet, coldCopies: ColdCopies = .quick
  ) throws(KernelFailure) {
    try self.init(input, threads: threads, instructionSet: instructionSet, coldBytes: coldCopies.bytes)
  }

  /// - Parameter coldBytes: how large all copies of K and V together should be for cold runs.
  init(
    _ input: AttentionInput, threads: Int, instructionSet: InstructionSet, coldBytes: Int
  ) throws(KernelFailure) {
    self.input = input
    self.coldBytes = coldBytes
    self.threads = threads
    self.instructionSet = instructionSet
    folder = try TileFolder(input, workers: threads, instructionSet: instructionSet)
    pool = try WorkerPool(threads: threads)
  }

  public var problem: AttentionProblem { input.problem }

  /// Holds a need against the free memory, before anything is allocated. The copies of K and V for cold runs, which may be
  /// fewer, give way first.
  /// - Throws: a failure of kind `memory` that says the bytes.
  func require(_ bytes: Int, for purpose: String) throws(KernelFailure) {
    if bytes > freeMemory() { releaseColdCopies() }
    try requireMemory(bytes, for: purpose)
  }

  /// Whether there are more workers than cores that may be used: times say little then.
  public var isOversubscribed: Bool { pool.isOversubscribed }

  /// The threads, and the cores that they share where there are too few.
  public var workers: Workers { Workers(threads: threads, usableCores: isOversubscribed ? usableCores() : nil) }

  /// Executes a schedule at full speed.
  ///
  /// The result depends on the input, the schedule and the instruction set only.
  /// - Parameter recording: whether to keep every number in between as well.
  /// - Throws: a failure of kind `memory`, before anything is allocated, where the partials (or the record) do not fit.
  public func execute(_ schedule: Schedule, recording: Bool) throws(KernelFailure) -> Execution {
    try require(
      ScheduleExecutor.bytes(schedule) + (recording ? 2 * RecordStore.bytes(schedule) : 0),
      for: "\(schedule.algorithm.title) with \(numbered(schedule.partialCount, "partial"))")
    let executor = try ScheduleExecutor(schedule, folder: folder, threads: threads)
    let store = recording ? try RecordStore(executor.prepared) : nil
    executor.run(on: pool, memory: input.memory, options: .init(record: store))
    let results = executor.results
    return Execution(
      output: results.allOutputs, logSumExp: results.allLogSumExps, record: store?.record(results: results))
  }

  /// The result in double precision, from the inputs as their type holds them; computed once.
  public func reference() -> Reference {
    referenceCache.withLock { cache in
      if let cache { return cache }
      let reference = ReferenceAttention(input).all(on: pool)
      cache = reference
      return reference
    }
  }

  /// The result of one output over some of its keys only, in double precision.
  public func reference(ofOutput output: Int, keys: [Range<Int>]) -> Reference {
    ReferenceAttention(input).result(rows: problem.rows(ofOutput: output), keys: keys)
  }
}
