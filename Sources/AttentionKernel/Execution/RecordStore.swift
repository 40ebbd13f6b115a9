import AttentionCore

/// Room for all the numbers of one run; every piece has one writer and is read when the run has ended.
///
/// `@unchecked Sendable`: as said.
final class RecordStore: @unchecked Sendable {
  private let prepared: PreparedSchedule
  private let rows: Int
  /// m and l after each tile, `[tiles, 2, rows]`.
  private let tiles: MemoryRegion
  private let segments: PartialStore
  private let merged: PartialStore
  /// `[merges, rows]`
  private let weights: MemoryRegion

  init(_ prepared: PreparedSchedule) throws(KernelFailure) {
    let problem = prepared.schedule.problem
    self.prepared = prepared
    rows = problem.groupSize
    tiles = try MemoryRegion(bytes: Self.tileBytes(problem), for: "the record")
    segments = try PartialStore(slots: prepared.schedule.segments.count, rows: rows, headDim: problem.headDim)
    merged = try PartialStore(slots: prepared.schedule.merges.count, rows: rows, headDim: problem.headDim)
    weights = try MemoryRegion(bytes: Self.weightBytes(prepared.schedule), for: "the record")
  }

  private static func tileBytes(_ problem: AttentionProblem) -> Int {
    problem.totalTiles * 2 * problem.groupSize * MemoryLayout<Float>.size
  }

  private static func weightBytes(_ schedule: Schedule) -> Int {
    schedule.merges.count * schedule.problem.groupSize * MemoryLayout<MergeWeights>.stride
  }

  static func bytes(_ schedule: Schedule) -> Int {
    let problem = schedule.problem
    return tileBytes(problem) + weightBytes(schedule)
      + PartialStore.bytes(
        slots: schedule.segments.count + schedule.merges.count, rows: problem.groupSize, headDim: problem.headDim)
  }

  private func tile(_ index: Int) -> UnsafeMutablePointer<Float> {
    tiles.base.assumingMemoryBound(to: Float.self) + index * 2 * rows
  }

  private func weights(_ merge: Int) -> UnsafeMutablePointer<MergeWeights> {
    weights.base.assumingMemoryBound(to: MergeWeights.self) + merge * rows
  }

  /// Notes m and l after a tile.
  func note(tile index: Int, slot: Int, of store: PartialStore) {
    tile(index).update(from: store.m(slot), count: rows)
    (tile(index) + rows).update(from: store.l(slot), count: rows)
  }

  func note(segment index: Int, slot: Int, of store: PartialStore) { store.copy(slot, to: segments, slot: index) }

  func note(merge index: Int, row: Int, _ weights: MergeWeights) {
    (self.weights(index) + row).initialize(to: weights)
  }

  func note(merge index: Int, result slot: Int, of store: PartialStore) { store.copy(slot, to: merged, slot: index) }

  /// The record of a run that is complete.
  func record(results: ResultStore) -> Record {
    var record = Record(for: prepared.schedule)
    for (index, segment) in prepared.schedule.segments.enumerated() {
      let first = prepared.firstTiles[index]
      for number in first..<first + segment.tiles.count {
        record.add(
          .tile(
            segment: index, m: Array(UnsafeBufferPointer(start: tile(number), count: rows)),
            l: Array(UnsafeBufferPointer(start: tile(number) + rows, count: rows))))
      }
      record.add(.segment(index, segments.partial(index)))
    }
    for index in prepared.schedule.merges.indices {
      let weights = Array(UnsafeBufferPointer(start: weights(index), count: rows))
      record.add(.merge(index, MergeRecord(weights: weights, result: merged.partial(index))))
    }
    for index in 0..<prepared.schedule.problem.outputs { record.add(.output(index, results.record(index))) }
    return record
  }
}
