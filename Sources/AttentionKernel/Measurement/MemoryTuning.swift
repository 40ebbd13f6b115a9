import AttentionCore
import CKernelSupport

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
  private static let nanoseconds: UInt64 = 250_000_000
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
      let start = lean_nanoseconds()
      for round in 0..<Self.rounds where round == 0 || lean_nanoseconds() - start < Self.nanoseconds {
        for (index, distance) in Self.distances.enumerated() {
          engine.folder.prefetchStrips.store(distance, ordering: .relaxed)
          let tiles = nextPart(of: fold.tiles.count)
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

  /// As large a part as a trial reads, of so many that together are K and V.
  private mutating func nextPart(of count: Int) -> Range<Int> {
    let size = max(1, min(count, Int(Double(count) * Double(Self.bytes) / Double(engine.problem.kvBytes))))
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
  struct Tile: Sendable {
    var source: Int
    var keys: Range<Int>
  }

  let tiles: [Tile]
  private let engine: Engine
  private let partials: PartialStore
  private let job: TimedJob

  init(_ engine: Engine) throws(KernelFailure) {
    self.engine = engine
    let problem = engine.problem
    tiles = (0..<problem.outputs).flatMap { source in
      (0..<problem.tiles(ofOutput: source)).map { Tile(source: source, keys: problem.keys(ofTile: $0, output: source)) }
    }
    partials = try PartialStore(slots: engine.threads, rows: problem.groupSize, headDim: problem.headDim)
    job = try TimedJob(threads: engine.threads)
  }

  func run(_ part: Range<Int>, memory: KVMemory) -> TickInterval {
    let workers = engine.threads
    return job.run(on: engine.pool, workers: workers) { [engine, partials, tiles] worker in
      partials.clear(worker)
      for index in part.share(worker, of: workers) {
        let tile = tiles[index]
        var folder = engine.folder.segment(
          ofSource: tile.source, keys: tile.keys, from: memory, rows: engine.problem.rows(ofOutput: tile.source),
          into: worker,
          of: partials, worker: worker)
        folder.fold(keys: tile.keys, next: folder.address(ofKey: tile.keys.upperBound))
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
