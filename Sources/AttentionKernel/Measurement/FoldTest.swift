import AttentionCore

/// The tile kernel over some tiles, each worker an equal share of them; nobody looks at what comes out.
final class FoldTest: Sendable {
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
  private func place(ofTile tile: Int) -> (source: Int, tile: Int) {
    let problem = engine.problem
    var (request, end) = (0, problem.requests)
    while end - request > 1 {
      let middle = (request + end) / 2
      if tilesBefore[middle] <= tile { request = middle } else { end = middle }
    }
    let (head, number) = (tile - tilesBefore[request]).quotientAndRemainder(
      dividingBy: problem.tiles(ofRequest: request))
    let source = request * problem.kvHeads + head
    return (source, number)
  }

  func run(_ part: Range<Int>, memory: KVMemory) -> TickInterval {
    let workers = engine.threads
    return job.run(on: engine.pool, workers: workers) { [self] worker in
      partials.clear(worker)
      for index in part.share(worker, of: workers) {
        let (source, tile) = place(ofTile: index)
        var folder = engine.folder.segment(
          ofSource: source, tiles: Ordinals(first: tile, count: 1), from: memory,
          rows: engine.problem.rows(ofOutput: source), into: worker,
          of: partials, worker: worker)
        folder.fold(0, next: folder.address(ofKey: (tile + 1) * engine.problem.tileTokens))
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
