/// FlashInfer at decode: the smallest chunk with which the chunks of all requests fit the grid; each request is cut into
/// its own number of chunks, and what was cut is merged in a pass.
///
/// Source: flashinfer-ai/flashinfer, `include/flashinfer/attention/scheduler.cuh`
/// (`PartitionPagedKVCacheBinarySearchMinNumPagePerBatch`). Simplified: a page is a KV tile, and the grid's limit the
/// slots of all units, where FlashInfer asks the device how many of its CTAs fit.
enum FlashInfer: AlgorithmDefinition {
  static let name = "flashinfer"
  static let title = "FlashInfer"
  static let shortName = "FI"

  static func plan(_ work: PlannedWork) -> Plan {
    let chunk = chunkTiles(work)
    var shared = SharedWork()
    shared.reserve(mostSegments(work))
    var position = 0
    for (output, tiles) in work.tiles.enumerated() {
      for first in stride(from: 0, to: tiles, by: chunk) {
        shared.add(
          position: position,
          CollectionOfOne(Share(output: output, ordinals: first..<min(first + chunk, tiles))))
        position += 1
      }
    }
    return shared.plan(work, dispatch: .grid, gridSize: position, splits: nil, merging: .pass)
  }

  /// Tiles of a chunk: the fewest, of at least 128 keys, with which all chunks fit the slots; all of the longest where
  /// the outputs alone fill them.
  static func chunkTiles(_ work: PlannedWork) -> Int {
    let longest = work.tiles.max() ?? 1
    let limit = work.totalSlots
    if work.tiles.count >= limit { return longest }
    var (low, high) = (max(1, (127 + work.tileTokens) / work.tileTokens), longest)
    while low < high {
      let middle = (low + high) / 2
      if work.chunks(of: middle) > limit { low = middle + 1 } else { high = middle }
    }
    return low
  }

  static func mostSegments(_ work: PlannedWork) -> Int { work.chunks(of: chunkTiles(work)) }

  static func violations(of schedule: Schedule) -> [String] {
    let work = PlannedWork(schedule.problem, units: schedule.units, slots: schedule.slots, splits: .automatic)
    return schedule.attendingCTAs.compactMap { _, cta in
      cta.segments.count > 1 ? "CTA \(cta.position) has \(cta.segments.count) segments" : nil
    } + (schedule.segments.count == mostSegments(work) ? [] : ["\(schedule.segments.count) segments"])
  }
}

extension PlannedWork {
  /// How many chunks all outputs are cut into.
  func chunks(of size: Int) -> Int { tiles.reduce(0) { $0 + ($1 - 1) / size + 1 } }
}
