import AttentionCore
import Synchronization

/// What reads memory fastest here, found by trying it: processors' own prefetchers differ, and asking for lines ahead of
/// them makes some a quarter faster and others slower. No result depends on it.
public struct MemoryTuning: Sendable, Hashable {
  /// How the kernel asks for rows of K and V.
  public var kernel: ReadAhead
  /// How plain reads ask for lines.
  public var reads: ReadAhead
}

extension MemoryTuning {
  enum Reader { case kernel, plainRead }

  /// What decides which ways are fastest, as far as a process knows it.
  struct Conditions: Hashable {
    var elementType: ElementType
    var groupSize: Int
    var headDim: Int
    var tileTokens: Int
    /// How many binary digits the bytes of K and V have.
    var sizeClass: Int
    var threads: Int
    var instructionSet: InstructionSet
    /// Whether K and V come from memory.
    var isCold: Bool
    /// Who reads.
    var reader: Reader
  }

  /// Found once, and kept as long as the process lives.
  private static let known = Mutex<[Conditions: ReadAhead]>([:])

  /// The way that was found fastest under some conditions; found out now where it has not been yet.
  static func way(
    _ conditions: Conditions, findOut: () throws(KernelFailure) -> ReadAhead
  ) throws(KernelFailure) -> ReadAhead {
    if let way = known.withLock({ $0[conditions] }) { return way }
    let way = try findOut()
    known.withLock { $0[conditions] = way }
    return way
  }
}

/// Tries the ways to read: each reads another part of K and V than the one before, so that none is in a cache.
final class MemoryTuner {
  private let engine: Engine
  private var source: CopySource
  private var trials = 0
  /// Of K and V, that a trial reads.
  private var bytes = 4 << 20

  /// Further than 64 rows ahead (16 strips) a span has hardly a row.
  private static let kernelWays: [ReadAhead] =
    [false, true].flatMap { asksOtherHalf in
      [ReadAhead(distance: 0, cache: .second, asksOtherHalf: asksOtherHalf)]
        + [ReadAhead.Cache.first, .second].flatMap { cache in
          [1, 2, 4, 8, 16].map { ReadAhead(distance: $0, cache: cache, asksOtherHalf: asksOtherHalf) }
        }
    }
  private static let readWays: [ReadAhead] =
    [.nothing]
    + [ReadAhead.Cache.first, .second].flatMap { cache in
      [1, 2, 4, 8].map { ReadAhead(distance: $0, cache: cache) }
    }

  /// For the kernel's ways, and for those of plain reads.
  private static let seconds = (kernel: 0.25, reads: 0.1)
  /// Long enough for the clock, short enough for many trials.
  private static let trialNanoseconds = 1_000_000
  private static let mostBytes = 32 << 20

  init(_ engine: Engine, source: CopySource) {
    self.engine = engine
    self.source = source
  }

  func kernelsWay() throws(KernelFailure) -> ReadAhead {
    let fold = try FoldTest(engine)
    return fastest(of: Self.kernelWays, seconds: Self.seconds.kernel) { [self] way in
      engine.folder.readAhead.store(way, ordering: .relaxed)
      return fold.run(nextPart(of: fold.tiles), memory: source.next()).nanoseconds
    }
  }

  func plainReadsWay() throws(KernelFailure) -> ReadAhead {
    let read = try ReadTest(engine.problem, threads: engine.threads)
    return fastest(of: Self.readWays, seconds: Self.seconds.reads) { [self] way in
      read.run(
        nextPart(of: read.pieces.count), on: engine.pool, workers: engine.threads, memory: source.next(), ahead: way
      ).nanoseconds
    }
  }

  /// - Parameter time: tries a way, in ns.
  private func fastest(of ways: [ReadAhead], seconds: Double, time: (ReadAhead) -> Int) -> ReadAhead {
    var best = 0
    engine.pool.conduct {
      adaptBytes { time(ways[0]) }
      best = Elimination.fastest(of: ways.count, seconds: seconds) { time(ways[$0]) }
    }
    return ways[best]
  }

  /// Makes trials about as long as they should be.
  private func adaptBytes(_ trial: () -> Int) {
    bytes = 4 << 20
    _ = trial()
    let factor = Double(Self.trialNanoseconds) / Double(max(1, trial()))
    bytes = min(Self.mostBytes, max(1 << 20, Int(Double(bytes) * factor)))
  }

  /// As large a part as a trial reads, of so many (at least one) that together are K and V.
  private func nextPart(of count: Int) -> Range<Int> {
    let share = Double(bytes) / Double(engine.problem.kvBytes)
    let size = share < 1 ? max(1, Int(Double(count) * share)) : count
    let first = trials % (count / size) * size
    trials += 1
    return first..<first + size
  }
}
