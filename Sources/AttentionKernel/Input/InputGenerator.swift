import AttentionCore

extension AttentionInput {
  /// Makes the input of an experiment. The same experiment gives the same bits on any number of threads.
  /// - Parameter threads: how many make it.
  /// - Throws: a failure of kind `memory`, before anything is allocated, where K, V and what a run needs beside them do not
  ///   fit; of kind `resources` where the threads cannot be started.
  public convenience init(generating experiment: Experiment, threads: Int) throws {
    let problem = experiment.problem
    try requireMemory(forInputOf: problem)
    let layout = KVLayout(packed: problem)
    let keys = try MemoryRegion(bytes: layout.byteCount, for: "K")
    let values = try MemoryRegion(bytes: layout.byteCount, for: "V")
    let pool = try WorkerPool(threads: threads)
    let generator = InputGenerator(experiment)
    let queries = generator.queries()
    generator.fill(keys, .keys, layout: layout, on: pool)
    generator.fill(values, .values, layout: layout, on: pool)
    generator.placeStrongKeys(in: keys, queries: queries, layout: layout, on: pool)
    self.init(
      problem: problem, queries: queries,
      memory: KVMemory(
        keys: UnsafeRawPointer(keys.base), values: UnsafeRawPointer(values.base), layout: layout,
        owners: [keys, values]))
  }
}

/// Finds out, before anything is allocated, whether the made-up input of a problem fits into memory. Whoever makes one asks
/// this first.
/// - Throws: a failure of kind `memory` that says the bytes.
public func requireMemory(forInputOf problem: AttentionProblem) throws(KernelFailure) {
  try requireMemory(bytes(ofInputOf: problem), for: "the input")
}

/// Bytes of K and V with what a run needs beside them, at least: q twice, the result, and the hosts' accumulators. The
/// largest number there is where they are more.
func bytes(ofInputOf problem: AttentionProblem) -> Int {
  let aside = 4 * problem.rows * problem.headDim * MemoryLayout<Float>.size
  let (bytes, overflow) = (2 * KVLayout(packed: problem).byteCount).addingReportingOverflow(aside)
  return overflow ? .max : bytes
}

/// Which numbers an experiment's input has.
///
/// All entries are nearly N(0, 1), under `shifted` those of V nearly N(1, 1). Under `sinks` and `needles` the queries of a group also share a direction, and some
/// keys point into it, so that their scores rise above all others'.
struct InputGenerator: Sendable {
  enum Stream: UInt64 { case keys = 1, values, queries, directions, needles }

  private let problem: AttentionProblem
  private let distribution: Distribution
  private let seed: UInt64
  /// Keys before those of each request, one head after the other.
  private let keysBefore: [Int]

  /// How much of a query is its group's direction; the rest keeps the variance 1.
  private static let shared: Float = 0.8

  init(_ experiment: Experiment) {
    problem = experiment.problem
    distribution = experiment.distribution
    seed = experiment.seed
    var total = 0
    var keysBefore: [Int] = []
    for context in experiment.problem.contexts {
      keysBefore.append(total)
      total += context * experiment.problem.kvHeads
    }
    self.keysBefore = keysBefore
  }

  private var hasStrongKeys: Bool { distribution == .sinks || distribution == .needles }

  private func random(_ stream: Stream) -> CounterRandom { CounterRandom(seed: seed, stream: stream.rawValue) }

  /// The direction that the queries of an output share, `[headDim]`.
  private func direction(ofOutput output: Int) -> [Float] {
    let random = random(.directions)
    return (0..<problem.headDim).map { random.normal(output * problem.headDim + $0) }
  }

  /// All queries, rounded to the element type, `[rows, headDim]`.
  func queries() -> [Float] {
    let random = random(.queries)
    let d = problem.headDim
    var queries = (0..<problem.rows * d).map { random.normal($0) }
    if hasStrongKeys {
      let own = (1 - Self.shared * Self.shared).squareRoot()
      for output in 0..<problem.outputs {
        let direction = direction(ofOutput: output)
        for row in problem.rows(ofOutput: output) {
          for j in 0..<d { queries[row * d + j] = Self.shared * direction[j] + own * queries[row * d + j] }
        }
      }
    }
    let type = problem.elementType
    return type == .f32 ? queries : queries.map(type.rounded)
  }

  /// Fills K or V with nearly normal numbers.
  func fill(_ region: MemoryRegion, _ stream: Stream, layout: KVLayout, on pool: WorkerPool) {
    let random = random(stream)
    let mean: Float = stream == .values && distribution == .shifted ? 1 : 0
    let d = problem.headDim
    // Work in pieces of one source and at most 4096 keys.
    let pieceKeys = 4096
    var pieces: [(source: Int, keys: Range<Int>)] = []
    for source in 0..<problem.outputs {
      let context = problem.context(ofOutput: source)
      for first in stride(from: 0, to: context, by: pieceKeys) {
        pieces.append((source, first..<min(first + pieceKeys, context)))
      }
    }
    let type = problem.elementType
    pool.forEach(pieces.count) { [pieces] index in
      let (source, keys) = pieces[index]
      let first = (firstKey(ofSource: source) + keys.lowerBound) * d
      type.write(
        region.base + layout.offset(ofSource: source) + keys.lowerBound * d * type.size, count: keys.count * d
      ) { mean + random.normal(first &+ $0) }
    }
  }

  /// The number of a source's first key among all keys.
  private func firstKey(ofSource source: Int) -> Int {
    let request = problem.request(ofOutput: source)
    return keysBefore[request] + problem.kvHead(ofOutput: source) * problem.contexts[request]
  }
}

extension InputGenerator {
  /// A key whose score, in the row of its group that it suits least, is `score`.
  struct StrongKey: Sendable, Hashable {
    var key: Int
    var score: Float
  }

  /// The keys that draw the softmax mass of an output, ascending.
  ///
  /// The others' scores are nearly N(0, |q|² ÷ headDim ≈ 1), so that all n of them weigh about n · √e. A score of
  /// log n + 1 makes four sinks weigh seven times as much; log n + 4 makes one needle weigh thirty times as much.
  func strongKeys(ofOutput output: Int) -> [StrongKey] {
    let context = problem.context(ofOutput: output)
    let level = naturalLogarithm(Float(context))
    switch distribution {
    case .iid, .shifted: return []
    case .sinks: return (0..<min(4, context)).map { StrongKey(key: $0, score: level + 1) }
    case .needles:
      // Evenly spread from a random start: in tiles of their own where there are more than five.
      let count = min(5, context)
      let bits = random(.needles).bits(output)
      let start = Int(bits % UInt64(context / count))
      return (0..<count).map { needle in
        // Of unequal strength, so that their merges have unequal weights.
        let rank = (needle + Int(bits >> 60)) * 3 % 5
        return StrongKey(key: start + needle * context / count, score: level + 4 + 0.5 * Float(rank))
      }
    }
  }

  func placeStrongKeys(in region: MemoryRegion, queries: [Float], layout: KVLayout, on pool: WorkerPool) {
    if !hasStrongKeys { return }
    let d = problem.headDim
    let type = problem.elementType
    pool.forEach(problem.outputs) { output in
      let direction = direction(ofOutput: output)
      // q · direction of the row that has least of it; about 0.8 · headDim.
      let least =
        problem.rows(ofOutput: output).map { row in
          (0..<d).reduce(Float(0)) { $0 + queries[row * d + $1] * direction[$1] }
        }.min() ?? 0
      for strong in strongKeys(ofOutput: output) {
        let length = strong.score * Float(d).squareRoot() / max(least, 0.2 * Float(d))
        type.write(region.base + layout.offset(ofSource: output) + strong.key * d * type.size, count: d) {
          length * direction[$0]
        }
      }
    }
  }
}
