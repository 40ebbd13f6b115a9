import AttentionCore

/// The tile kernel alone, again and again on the same keys, which stay in a core's own cache: how fast its arithmetic is.
final class KernelTest: Sendable {
  private let engine: Engine
  private let partials: PartialStore
  private let job: TimedJob
  private let keys: Range<Int>

  /// Of K, and as many of V: more than the first cache level holds, less than the second.
  private static let keyBytes = 65536

  init(_ engine: Engine) throws(KernelFailure) {
    self.engine = engine
    let problem = engine.problem
    partials = try PartialStore(slots: engine.threads, rows: problem.groupSize, headDim: problem.headDim)
    job = try TimedJob(threads: engine.threads)
    let fitting = max(1, Self.keyBytes / (problem.headDim * problem.elementType.size))
    keys = 0..<min(problem.tileTokens, problem.context(ofOutput: 0), fitting)
  }

  /// Bytes of K and V that all workers together fold in a run.
  func bytes(repetitions: Int) -> Int {
    let problem = engine.problem
    return engine.threads * repetitions * 2 * keys.count * problem.headDim * problem.elementType.size
  }

  func run(repetitions: Int) -> TickInterval {
    job.run(on: engine.pool, workers: engine.threads) { [engine, partials, keys] worker in
      partials.clear(worker)
      var folder = engine.folder.segment(
        ofSource: 0, tiles: Ordinals(first: 0, count: 1), from: engine.input.memory,
        rows: engine.problem.rows(ofOutput: 0), into: worker,
        of: partials, worker: worker, context: keys.count)
      let first = folder.address(ofKey: 0)
      for _ in 0..<repetitions { folder.fold(0, next: first) }
    }
  }
}
