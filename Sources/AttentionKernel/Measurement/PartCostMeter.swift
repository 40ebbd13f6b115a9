import AttentionCore

extension Engine {
  /// What each tile, one ⊕ and the barrier before a pass cost on this machine, each measured alone.
  ///
  /// Tiles: every one five times on one pinned worker, cold, in the order of the outputs; medians. ⊕: of partials that
  /// another worker wrote, as a host finds them. Barrier: see ``BarrierTest``.
  /// - Parameters:
  ///   - didPass: called before each pass over the tiles with the passes done and how many there are.
  ///   - isCancelled: asked now and then on the calling thread.
  /// - Returns: `nil` where it was cancelled.
  /// - Throws: a failure of kind `memory` where the table does not fit.
  public func partCosts(
    didPass: (_ done: Int, _ of: Int) -> Void = { _, _ in }, isCancelled: () -> Bool = { false }
  ) throws(KernelFailure) -> PartCosts? {
    let meter = try PartCostMeter(self)
    var source = copies(cold: true)
    _ = try tuning(for: source)
    let stop = StopFlag()
    func poll() { if isCancelled() { stop.set() } }
    for pass in 0..<PartCostMeter.passes {
      didPass(pass, PartCostMeter.passes)
      poll()
      if stop.isSet { return nil }
      meter.timeTiles(pass: pass, memory: source.next(), stop: stop, poll: poll)
    }
    if stop.isSet { return nil }
    return PartCosts(
      tiles: meter.tileMedians(), merge: meter.mergeMedian(), barrier: try BarrierTest(pool).cost())
  }
}

/// Times parts of a run, each alone.
///
/// `@unchecked Sendable`: the tables are written by one worker and read when it has ended.
private final class PartCostMeter: @unchecked Sendable {
  static let passes = 5
  private let engine: Engine
  private let tiles: Int
  /// In ticks, `[tiles, passes]`.
  private let ticks: MemoryRegion
  /// One accumulator, then the slots that it merges from.
  private let partials: PartialStore

  /// How many it merges from: enough for the clock to tell, and no more numbers than that takes.
  private let mergedSlots: Int
  private static let mostMergedSlots = 101
  private static let mergedFloats = 1 << 20
  private static let mergeBatches = 31

  init(_ engine: Engine) throws(KernelFailure) {
    self.engine = engine
    let problem = engine.problem
    tiles = problem.totalTiles
    mergedSlots = min(Self.mostMergedSlots, max(3, Self.mergedFloats / (problem.groupSize * problem.headDim)))
    let bytes = tiles * Self.passes * MemoryLayout<UInt64>.size
    try engine.require(
      bytes + PartialStore.bytes(slots: 1 + mergedSlots, rows: problem.groupSize, headDim: problem.headDim),
      for: "the table of \(numbered(tiles, "tile"))")
    ticks = try MemoryRegion(bytes: bytes, for: "the table of \(numbered(tiles, "tile"))")
    partials = try PartialStore(
      slots: 1 + mergedSlots, accumulators: 1, rows: problem.groupSize, headDim: problem.headDim)
  }

  private var table: UnsafeMutablePointer<UInt64> { ticks.base.assumingMemoryBound(to: UInt64.self) }

  /// Walks all outputs once on one worker.
  func timeTiles(pass: Int, memory: KVMemory, stop: StopFlag, poll: () -> Void) {
    engine.pool.run(on: 1, poll: poll) { [self] worker in
      let problem = engine.problem
      let clock = TickClock.shared
      var tile = 0
      for output in 0..<problem.outputs {
        partials.clear(0)
        var folder = engine.folder.segment(
          ofSource: output, tiles: Ordinals(0..<problem.tiles(ofOutput: output)), from: memory,
          rows: problem.rows(ofOutput: output), into: 0, of: partials, worker: worker)
        var start = clock.now()
        for number in 0..<problem.tiles(ofOutput: output) {
          if stop.isSet { return }
          folder.fold(number)
          let end = clock.now()
          table[tile * Self.passes + pass] = elapsed(from: start, to: end)
          start = end
          tile += 1
        }
      }
    }
  }

  func tileMedians() -> [Int] {
    (0..<tiles).map { tile in
      // Where they are: an array of its own for each of a million tiles would take longer than the tiles.
      var ticks = UnsafeMutableBufferPointer(start: table + tile * Self.passes, count: Self.passes)
      ticks.sort()
      return TickClock.shared.nanoseconds(from: 0, to: ticks[Self.passes / 2])
    }
  }

  /// A ⊕ takes less than the clock can tell: a batch of them is timed.
  func mergeMedian() -> Int {
    let costs = (0..<Self.mergeBatches).map { _ in timeMerges() }
    return Samples(costs).median
  }

  private func timeMerges() -> Int {
    let rows = engine.problem.groupSize
    let writer = engine.threads - 1
    engine.pool.run { [self] worker in
      guard worker == writer else { return }
      for slot in 0...mergedSlots {
        partials.clear(slot)
        // Scores rise and fall in turn, so that both sides are re-scaled, each in half of the merges.
        partials.m(slot).update(repeating: slot % 2 == 0 ? 0 : Float(slot) / 100, count: rows)
      }
    }
    let time = SharedResults<Int>(count: 1)
    engine.pool.run(on: 1) { [self] _ in
      let start = TickClock.shared.now()
      for slot in 1...mergedSlots { partials.merge(slot, into: 0) { _, _ in } }
      time[0] = TickClock.shared.nanoseconds(from: start, to: TickClock.shared.now())
    }
    return (time[0] ?? 0) / mergedSlots
  }
}
