import AttentionCore

/// What reads memory fastest here, found by trying it: processors' own prefetchers differ, and asking for lines ahead of
/// them helps some and hinders others by a fifth. No result depends on it.
public struct MemoryTuning: Sendable, Hashable {
  /// How many strips (of four tokens) ahead of its use the kernel asks for a row of K or V; 0 for never.
  public var prefetchStrips: Int
  /// Whether plain reads ask for lines ahead.
  public var readsAskAhead: Bool

  /// Before anything is tried.
  static let untried = MemoryTuning(prefetchStrips: 1, readsAskAhead: false)
}

/// Tries the ways to read: each reads another part of K and V than the one before, so that none is in a cache.
struct MemoryTuner {
  private let engine: Engine
  private let read: ReadTest
  private let fold: FoldTest
  private var source: CopySource
  private var trials = 0

  private static let distances = [0, 1, 2, 4, 8]
  private static let rounds = 9
  /// No further round begins after so long.
  private static let seconds = 0.25
  /// Of K and V, that a trial reads.
  private static let bytes = 32 << 20

  init(_ engine: Engine, source: CopySource) throws(KernelFailure) {
    self.engine = engine
    self.source = source
    read = try ReadTest(engine.problem, threads: engine.threads)
    fold = try FoldTest(engine)
  }

  /// The fastest ways, by the medians of interleaved trials.
  mutating func best() -> MemoryTuning {
    var foldTimes = Self.distances.map { _ in [Int]() }
    var readTimes: [[Int]] = [[], []]
    engine.pool.conduct {
      let watch = Stopwatch()
      for round in 0..<Self.rounds where round == 0 || watch.seconds < Self.seconds {
        for (index, distance) in Self.distances.enumerated() {
          engine.folder.prefetchStrips.store(distance, ordering: .relaxed)
          let tiles = nextPart(of: fold.tiles)
          foldTimes[index].append(fold.run(tiles, memory: source.next()).nanoseconds)
        }
        for index in readTimes.indices {
          let pieces = nextPart(of: read.pieces.count)
          let time = read.run(
            pieces, on: engine.pool, workers: engine.threads, memory: source.next(), asksAhead: index == 1)
          readTimes[index].append(time.nanoseconds)
        }
      }
    }
    let tuning = MemoryTuning(
      prefetchStrips: Self.distances[Self.fastest(foldTimes)], readsAskAhead: Self.fastest(readTimes) == 1)
    engine.folder.prefetchStrips.store(tuning.prefetchStrips, ordering: .relaxed)
    return tuning
  }

  /// As large a part as a trial reads, of so many (at least one) that together are K and V.
  private mutating func nextPart(of count: Int) -> Range<Int> {
    let share = Double(Self.bytes) / Double(engine.problem.kvBytes)
    let size = share < 1 ? max(1, Int(Double(count) * share)) : count
    let first = trials % (count / size) * size
    trials += 1
    return first..<first + size
  }

  private static func fastest(_ times: [[Int]]) -> Int {
    let medians = times.map { Samples($0).median }
    return medians.indices.min { medians[$0] < medians[$1] } ?? 0
  }
}

/// The tile kernel over some tiles, each worker an equal share of them; nobody looks at what comes out.
private final class FoldTest: Sendable {
  /// How many there are.
  let tiles: Int
  /// Those of the requests before each.
  private let tilesBefore: [Int]
  private let engine: Engine
  private let partials: PartialStore
  private let job: TimedJob

  init(_ engine: Engine) throws(KernelFailure) {
    self.engine = engine
    let problem = engine.problem
    tiles = problem.totalTiles
    var before = 0
    var tilesBefore: [Int] = []
    for request in 0..<problem.requests {
      tilesBefore.append(before)
      before += problem.tiles(ofRequest: request) * problem.kvHeads
    }
    self.tilesBefore = tilesBefore
    partials = try PartialStore(slots: engine.threads, rows: problem.groupSize, headDim: problem.headDim)
    job = try TimedJob(threads: engine.threads)
  }

  /// Which source a tile is of, and its keys: found, not kept, since there may be as many tiles as keys.
  private func place(ofTile tile: Int) -> (source: Int, keys: Range<Int>) {
    let problem = engine.problem
    var (request, end) = (0, problem.requests)
    while end - request > 1 {
      let middle = (request + end) / 2
      if tilesBefore[middle] <= tile { request = middle } else { end = middle }
    }
    let (head, number) = (tile - tilesBefore[request]).quotientAndRemainder(
      dividingBy: problem.tiles(ofRequest: request))
    let source = request * problem.kvHeads + head
    return (source, problem.keys(ofTile: number, output: source))
  }

  func run(_ part: Range<Int>, memory: KVMemory) -> TickInterval {
    let workers = engine.threads
    return job.run(on: engine.pool, workers: workers) { [self] worker in
      partials.clear(worker)
      for index in part.share(worker, of: workers) {
        let (source, keys) = place(ofTile: index)
        var folder = engine.folder.segment(
          ofSource: source, keys: keys, from: memory, rows: engine.problem.rows(ofOutput: source), into: worker,
          of: partials, worker: worker)
        folder.fold(keys: keys, next: folder.address(ofKey: keys.upperBound))
      }
    }
  }
}

extension Range<Int> {
  /// The n-th of so many nearly equal, consecutive parts.
  func share(_ number: Int, of parts: Int) -> Range<Int> {
    lowerBound + count * number / parts..<lowerBound + count * (number + 1) / parts
  }
}
